#include "storage/item_edits.h"

#include <fmt/format.h>

#include "storage/desk.h"
#include "storage/editions.h"
#include "storage/item_queries.h"
#include "storage/item_rows.h"
#include "storage/ready_jobs.h"
#include "storage/stories.h"
#include "storage/story_rows.h"

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

struct Standing {
    PublishState publish = PublishState::Public;
    std::string reason;
};

Standing standing(Connection& connection, ItemId item) {
    Query query{connection, "SELECT publish, publish_reason FROM items WHERE id = ?", item};
    if (!query.step()) return {};
    return {publish_state_from(query.text(0)).value_or(PublishState::Held), query.text(1)};
}

/// Nothing more is paid for an item that nobody will see; what is being worked on ends by itself.
void give_up_work(Connection& connection, ItemId item) {
    Query{connection, "DELETE FROM jobs WHERE item_id = ? AND state IN ('pending', 'waiting')",
          item}
        .run();
    Query{connection, "UPDATE items SET pinned = 0 WHERE id = ?", item}.run();
    refresh_state(connection, item);
}

}  // namespace

Expected<int> retry_item(Connection& connection, const StageGraph& graph, ItemId id,
                         TimePoint now) {
    const auto item = find_item(connection, id);
    if (!item) return tl::unexpected{item.error()};
    if (standing(connection, *item).publish == PublishState::Withdrawn)
        return fail(ErrorKind::BadInput, fmt::format("item {} is withdrawn for good", *item));
    Query{connection,
          "UPDATE jobs SET state = 'pending', attempts = 0, lost = 0, error = '', opened = ?, "
          "finished = NULL "
          "WHERE item_id = ? AND state = 'failed'",
          now, *item}
        .run();
    const auto reopened = static_cast<int>(connection.changes());
    if (reopened == 0) return 0;
    close_unready_jobs(connection, graph, *item);
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
    if (standing(connection, *item).publish == PublishState::Withdrawn)
        return fail(ErrorKind::BadInput, fmt::format("item {} is withdrawn for good", *item));
    if (graph.find(stage) == nullptr)
        return fail(ErrorKind::NotFound, fmt::format("there is no stage \"{}\"", stage));
    Query{connection, "UPDATE items SET skip_reason = '' WHERE id = ?", *item}.run();
    open_ready_jobs(connection, graph, *item, now);
    if (readiness_of(connection, graph, *item, stage) == Readiness::Hopeless)
        return fail(
            ErrorKind::BadInput,
            fmt::format("{} of item {} cannot be done: what it needs failed or is not there", stage,
                        *item));
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
    const Standing before = standing(connection, *item);
    if (before.publish == PublishState::Withdrawn && state != PublishState::Withdrawn)
        return fail(ErrorKind::BadInput, fmt::format("item {} is withdrawn for good", *item));
    if (before.publish == PublishState::Held && state == PublishState::Public)
        Query{connection, "INSERT OR IGNORE INTO released VALUES (?, ?)", *item, before.reason}
            .run();
    // A notice keeps the day it was first given, whatever is said about it later, and its words
    // where nothing is said.
    const bool is_new = before.publish != state;
    Query{
        connection,
        "UPDATE items SET publish = ?1, "
        "publish_reason = CASE WHEN ?4 OR ?2 <> '' THEN ?2 ELSE publish_reason END, "
        "publish_note = CASE WHEN ?4 OR ?3 <> '' THEN ?3 ELSE publish_note END, publish_changed = "
        "CASE WHEN ?4 OR publish_changed IS NULL THEN ?5 ELSE publish_changed END WHERE id = ?6",
        to_string(state),
        reason,
        note,
        is_new,
        now,
        *item}
        .run();
    if (state == PublishState::Withdrawn) give_up_work(connection, *item);
    if (state == PublishState::Withdrawn || state == PublishState::Hidden) {
        leave_editions(connection, *item, now);
        yield_lead(connection, *item, to_string(state), now);
    }
    if (state == PublishState::Public) note_published(connection, *item, now);
    note_event(connection, *item, now,
               state == PublishState::Public ? "released" : to_string(state), said(reason, note));
    touch(connection, *item);
    return {};
}

}  // namespace ainews::storage
