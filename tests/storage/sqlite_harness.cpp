#include "tests/storage/sqlite_harness.h"

namespace ainews::testing {

std::vector<Implementation> store_implementations() {
    return {{"Sqlite",
             []() -> std::unique_ptr<StoreHarness> { return std::make_unique<SqliteHarness>(); }}};
}

}  // namespace ainews::testing
