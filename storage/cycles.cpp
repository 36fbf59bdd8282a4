#include "storage/cycles.h"

namespace ainews::storage {
namespace {

constexpr int kCyclesKept = 1000;

}  // namespace

void record_cycle(Connection& connection, const CycleRecord& cycle) {
    Query{connection,    "INSERT OR REPLACE INTO cycles VALUES (?, ?, ?, ?, ?, ?)",
          cycle.started, cycle.finished,
          cycle.polled,  cycle.unchanged,
          cycle.failed,  cycle.new_items}
        .run();
    Query{connection,
          "DELETE FROM cycles WHERE started <= "
          "(SELECT started FROM cycles ORDER BY started DESC LIMIT 1 OFFSET ?)",
          kCyclesKept}
        .run();
}

std::optional<CycleRecord> last_cycle(Connection& connection) {
    Query query{connection,
                "SELECT started, finished, polled, unchanged, failed, new_items FROM cycles "
                "ORDER BY started DESC LIMIT 1"};
    if (!query.step()) return std::nullopt;
    return CycleRecord{query.time(0),    query.maybe_time(1), query.integer(2),
                       query.integer(3), query.integer(4),    query.integer(5)};
}

}  // namespace ainews::storage
