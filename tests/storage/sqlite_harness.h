#pragma once

#include "storage/sqlite_store.h"
#include "tests/storage/store_contract.h"
#include "tests/support/temp_dir.h"

namespace ainews::testing {

/// SQLite in a directory of its own.
class SqliteHarness final : public StoreHarness {
public:
    [[nodiscard]] std::unique_ptr<Store> open(const StageGraph& graph,
                                              const Clock& clock) override {
        return storage::SqliteStore::open(options(), graph, clock);
    }
    [[nodiscard]] storage::SqliteOptions options() const {
        return {.path = directory_.path() / "ainewsd.db", .mode = storage::OpenMode::Tool};
    }

private:
    TempDir directory_;
};

}  // namespace ainews::testing
