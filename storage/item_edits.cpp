#include "storage/item_edits.h"

#include <fmt/format.h>

#include "storage/editions.h"
#include "storage/item_queries.h"
#include "storage/item_rows.h"
#include "storage/stories.h"

namespace ainews::storage {
namespace {

/// The item behind an id that an operator typed; says why there is none.
Expected<ItemId> find_item(Connection& connection, ItemId id) {
    if (const auto item = live_item(connection, id)) return *item;
    return tl::unexpected{read_item(connection, id).error()};
}

std::string said(std::string_view reason, std::string_view note) {
    if (note.empty()) return std::string{reason};
    return fmt::format("{} ({})", reason, note);
}

}  // namespace

Expected<int> retry_item(Connection& connection, const StageGraph& graph, ItemId id,
                         TimePoint now) {
    const auto item = find_item(connection, id);
    if (!item) return tl::unexpected{item.error()};
    Query{connection,
          "UPDATE jobs SET state = 'pending', attempts = 0, lost = 0, error = '', opened = ?, "
          "finished = NULL "
          "WHERE item_id = ? AND state = 'failed'",
          now, *item}
        .run();
    const auto reopened = static_cast<int>(connection.changes());
    if (reopened == 0) return 0;
    open_ready_jobs(connection, graph, *item, now);
    refresh_state(connection, *item);
    touch(connection, *item);
    note_event(connection, *item, now, "retry",
               fmt::format("{} failed jobs opened again", reopened));
    return reopened;
}

Expected<void> redo_stage(Connection& connection, const StageGraph& graph, ItemId id,
                          std::string_view stage, TimePoint now) {
    const auto item = find_item(connection, id);
    if (!item) return tl::unexpected{item.error()};
    if (graph.find(stage) == nullptr)
        return fail(ErrorKind::NotFound, fmt::format("there is no stage \"{}\"", stage));
    Query{connection, "UPDATE items SET skip_reason = '' WHERE id = ?", *item}.run();
    open_ready_jobs(connection, graph, *item, now);
    {
        Query job{connection, "SELECT 1 FROM jobs WHERE item_id = ? AND stage = ?", *item, stage};
        if (!job.step())
            return fail(ErrorKind::BadInput,
                        fmt::format("{} of item {} cannot be done yet: what it needs is not there",
                                    stage, *item));
    }
    reopen_stage(connection, graph, *item, stage, now);
    note_event(connection, *item, now, "redo", stage);
    touch(connection, *item);
    return {};
}

Expected<void> delete_item(Connection& connection, const StageGraph& graph, ItemId id,
                           std::string_view reason, TimePoint now) {
    const auto item = find_item(connection, id);
    if (!item) return tl::unexpected{item.error()};
    Query{connection,
          "INSERT INTO tombstones SELECT id, url, ?, ?, ? FROM items WHERE id = ?",
          reason,
          now,
          next_number(connection, "revision"),
          *item}
        .run();
    note_event(connection, *item, now, "delete", reason);
    leave_editions(connection, *item, now);
    remove_item(connection, graph, *item, now);
    return {};
}

Expected<void> set_publish_state(Connection& connection, ItemId id, PublishState state,
                                 std::string_view reason, std::string_view note, TimePoint now) {
    const auto item = find_item(connection, id);
    if (!item) return tl::unexpected{item.error()};
    Query{connection, "UPDATE items SET publish = ? WHERE id = ?", to_string(state), *item}.run();
    if (state == PublishState::Withdrawn || state == PublishState::Hidden)
        leave_editions(connection, *item, now);
    note_event(connection, *item, now, to_string(state), said(reason, note));
    touch(connection, *item);
    return {};
}

}  // namespace ainews::storage
