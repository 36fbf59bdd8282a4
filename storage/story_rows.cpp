#include "storage/story_rows.h"

#include <fmt/format.h>

#include "storage/item_rows.h"

namespace ainews::storage {
namespace {

/// The oldest member that shows results of its own to readers: the next to lead.
std::optional<ItemId> oldest_standing(Connection& connection, StoryId story, ItemId but) {
    Query query{connection,
                "SELECT id FROM items WHERE story_id = ? AND id <> ? AND skip_reason = '' "
                "AND state <> 'failed' AND publish NOT IN ('withdrawn', 'hidden') "
                "ORDER BY id LIMIT 1",
                story, but};
    if (query.step()) return query.integer(0);
    return std::nullopt;
}

std::optional<ItemId> oldest_member(Connection& connection, StoryId story) {
    Query query{connection, "SELECT id FROM items WHERE story_id = ? ORDER BY id LIMIT 1", story};
    if (query.step()) return query.integer(0);
    return std::nullopt;
}

void end_story(Connection& connection, StoryId story, std::optional<StoryId> target) {
    const std::int64_t revision = next_number(connection, "revision");
    Query{connection, "DELETE FROM stories WHERE id = ?", story}.run();
    // Ends are kept flat: the target of one has not ended itself.
    Query{connection, "UPDATE story_ends SET target = ?, revision = ? WHERE target = ?", target,
          revision, story}
        .run();
    Query{connection, "INSERT OR REPLACE INTO story_ends VALUES (?, ?, ?)", story, target, revision}
        .run();
}

bool is_skipped(Connection& connection, ItemId item) {
    Query query{connection, "SELECT skip_reason <> '' FROM items WHERE id = ?", item};
    return query.step() && query.flag(0);
}

}  // namespace

std::optional<StoryId> story_of(Connection& connection, ItemId item) {
    Query query{connection, "SELECT story_id FROM items WHERE id = ?", item};
    return query.step() ? query.maybe_integer(0) : std::nullopt;
}

ItemId lead_of_story(Connection& connection, StoryId story) {
    Query query{connection, "SELECT lead FROM stories WHERE id = ?", story};
    return query.step() ? query.integer(0) : 0;
}

int story_size(Connection& connection, StoryId story) {
    Query query{connection, "SELECT count(*) FROM items WHERE story_id = ?", story};
    return query.step() ? query.small(0) : 0;
}

StoryId story_led_by(Connection& connection, ItemId item) {
    if (const auto story = story_of(connection, item)) return *story;
    Query{connection, "INSERT INTO stories (lead) VALUES (?)", item}.run();
    const StoryId story = connection.last_insert_id();
    put_into_story(connection, item, story);
    return story;
}

void put_into_story(Connection& connection, ItemId item, StoryId story) {
    Query{connection, "UPDATE items SET story_id = ? WHERE id = ?", story, item}.run();
}

void set_lead(Connection& connection, StoryId story, ItemId lead, std::string_view why,
              TimePoint now) {
    Query{connection, "UPDATE stories SET lead = ? WHERE id = ?", lead, story}.run();
    note_event(connection, lead, now, "lead", why);
}

void merge_stories(Connection& connection, StoryId from, StoryId into, TimePoint now) {
    const auto members = story_members(connection, from);
    for (const ItemId member : members) {
        put_into_story(connection, member, into);
        note_event(connection, member, now, "story",
                   fmt::format("story {} is the same event as story {} and joins it", from, into));
        touch(connection, member);
    }
    end_story(connection, from, into);
    touch(connection, lead_of_story(connection, into));
}

void leave_story(Connection& connection, const StageGraph& graph, ItemId item, TimePoint now) {
    const auto story = story_of(connection, item);
    if (!story) return;
    Query{connection, "UPDATE items SET story_id = NULL WHERE id = ?", item}.run();
    const ItemId lead = lead_of_story(connection, *story);
    if (lead != item) {
        touch(connection, lead);
        return;
    }
    auto heir = oldest_standing(connection, *story, item);
    if (!heir) heir = oldest_member(connection, *story);
    if (!heir) {
        end_story(connection, *story, std::nullopt);
        return;
    }
    set_lead(connection, *story, *heir, fmt::format("leads its story since item {} is gone", item),
             now);
    if (is_skipped(connection, *heir)) {
        take_up(connection, graph, *heir, now);
    } else {
        touch(connection, *heir);
    }
}

void yield_lead(Connection& connection, ItemId item, std::string_view why, TimePoint now) {
    const auto story = story_of(connection, item);
    if (!story || lead_of_story(connection, *story) != item) return;
    const auto heir = oldest_standing(connection, *story, item);
    if (!heir) return;
    set_lead(connection, *story, *heir,
             fmt::format("leads its story since item {} is {}", item, why), now);
    touch(connection, *heir);
}

std::vector<ItemId> story_members(Connection& connection, StoryId story) {
    std::vector<ItemId> members;
    Query query{connection, "SELECT id FROM items WHERE story_id = ? ORDER BY id", story};
    while (query.step()) members.push_back(query.integer(0));
    return members;
}

Expected<Story> read_story(Connection& connection, StoryId id) {
    Story story;
    story.id = id;
    story.lead = lead_of_story(connection, id);
    if (story.lead == 0) {
        Query end{connection, "SELECT target FROM story_ends WHERE id = ?", id};
        if (!end.step()) return fail(ErrorKind::NotFound, fmt::format("there is no story {}", id));
        if (end.is_null(0))
            return fail(ErrorKind::Gone, fmt::format("all items of story {} were deleted", id));
        story.id = end.integer(0);
        story.lead = lead_of_story(connection, story.id);
        if (story.lead == 0)
            return fail(ErrorKind::Gone, fmt::format("all items of story {} were deleted", id));
    }
    Query members{connection,
                  "SELECT id FROM items WHERE story_id = ? "
                  "ORDER BY coalesce(published, first_seen) DESC, id DESC",
                  story.id};
    while (members.step()) story.members.push_back(members.integer(0));
    return story;
}

std::vector<StoryEnd> stories_ended_after(Connection& connection, std::int64_t revision) {
    std::vector<StoryEnd> ends;
    Query query{connection,
                "SELECT id, target FROM story_ends WHERE revision > ? ORDER BY revision", revision};
    while (query.step()) ends.push_back({query.integer(0), query.maybe_integer(1)});
    return ends;
}

}  // namespace ainews::storage
