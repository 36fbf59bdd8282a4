#include "storage/polls.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "storage/entry_rows.h"
#include "storage/identity.h"
#include "storage/item_intake.h"
#include "storage/item_rows.h"
#include "storage/lost_items.h"
#include "storage/source_rows.h"

namespace ainews::storage {
namespace {

using std::chrono::days;
using std::chrono::hours;

constexpr Millis kChangeWindow = hours{48};
/// What the editor reads beside an item that a word of its source's hold_if held.
/// What is older than this when it first shows up is history that the feed has dug out.
constexpr Millis kOldEntry = days{7};
constexpr std::size_t kValidatorMax = 1024;
/// A feed that gives an entry new guids or addresses at every poll does not fill the identity
/// table.
constexpr int kRenamesMax = 16;

struct SourceRow {
    std::int64_t id = 0;
    std::string configured_url;
    TimePoint configured_at;
    bool paused = false;
    bool first_poll_done = false;
    int first_poll_taken = 0;
};

/// An entry that no item of ours answers to.
struct Fresh {
    const NewEntry* entry;
    Ladder ladder;
    TimePoint dated;  ///< when it was published; undated: now
    bool is_dated;
    std::optional<ItemId> lost;  ///< the item it was before a backup was restored
    std::string skip = {};       ///< why no work is opened; empty: it is
};

class PollRecorder {
public:
    PollRecorder(Connection& connection, const StageGraph& graph, const PollOutcome& outcome)
        : connection_{connection},
          graph_{graph},
          outcome_{outcome},
          source_{source_row()},
          intake_{source_.id, outcome.after.slug, source_.configured_url, outcome.weight} {
        receipt_.slug = outcome.after.slug;
    }

    PollReceipt record() {
        if (outcome_.kind != PollOutcome::Kind::Failed) reopen_skipped();
        if (outcome_.kind == PollOutcome::Kind::Fetched) {
            sort_entries();
            choose_work();
            // Feeds list the newest first; numbers are to grow with age.
            for (auto fresh = fresh_.rbegin(); fresh != fresh_.rend(); ++fresh) take_in(*fresh);
        }
        write_fetch_state();
        return receipt_;
    }

private:
    SourceRow source_row();
    void sort_entries();
    void see_again(ItemId item, const NewEntry& entry, const Ladder& ladder);
    void note_change(ItemId item, const NewEntry& entry);
    void reopen_skipped();
    [[nodiscard]] bool is_wanted(TimePoint dated) const;
    void choose_work();
    void take_in(const Fresh& fresh);
    void write_fetch_state();

    Connection& connection_;
    const StageGraph& graph_;
    const PollOutcome& outcome_;
    SourceRow source_;
    IntakeSource intake_;
    PollReceipt receipt_;
    std::vector<Fresh> fresh_;
    bool left_some_ = false;  ///< entries that are to come at the next poll
    std::set<ItemId> seen_;   ///< items this document has shown already
};

SourceRow PollRecorder::source_row() {
    {
        Query query{
            connection_,
            "SELECT id, configured_url, configured_at, state, first_poll_done, first_poll_taken "
            "FROM sources WHERE slug = ?",
            outcome_.after.slug};
        if (query.step())
            return {query.integer(0),          query.text(1), query.time(2),
                    query.text(3) == "paused", query.flag(4), query.small(5)};
    }
    // Taken out of the configuration while it was being polled: what it brought is kept all the
    // same.
    Source source;
    source.slug = outcome_.after.slug;
    source.url = outcome_.after.url;
    source.weight = outcome_.weight;
    return {insert_source(connection_, source, false, outcome_.at), source.url, outcome_.at};
}

void PollRecorder::sort_entries() {
    const auto doubt = doubts_of(outcome_.entries);
    std::set<std::string> fresh_rungs;
    for (std::size_t i = 0; i < outcome_.entries.size(); ++i) {
        const NewEntry& entry = outcome_.entries[i];
        Ladder ladder{source_.id, entry.keys, doubt[i]};
        const auto found = ladder.find(connection_);
        if (found) {
            const auto item = live_item(connection_, *found);
            if (item) see_again(*item, entry, ladder);
            if (item || !is_lost(connection_, *found)) continue;
        }
        const bool repeated = std::ranges::any_of(
            ladder.rungs(), [&](const std::string& rung) { return fresh_rungs.contains(rung); });
        if (repeated || ladder.rungs().empty()) continue;
        fresh_rungs.insert(ladder.rungs().begin(), ladder.rungs().end());
        const auto date = date_of(entry.entry, outcome_.at);
        fresh_.push_back(
            {&entry, std::move(ladder), date.value_or(outcome_.at), date.has_value(), found});
    }
}

void PollRecorder::see_again(ItemId item, const NewEntry& entry, const Ladder& ladder) {
    if (!seen_.insert(item).second) return;
    struct Row {
        std::string guid, url, change_hash;
        std::optional<std::int64_t> points, comments;
    };
    std::optional<Row> row;
    {
        Query query{connection_,
                    "SELECT guid, url, change_hash, points, comments FROM sightings "
                    "WHERE item_id = ? AND source_id = ?",
                    item, source_.id};
        if (query.step())
            row = Row{query.text(0), query.text(1), query.text(2), query.maybe_integer(3),
                      query.maybe_integer(4)};
    }
    if (!row) {
        add_source(connection_, item, intake_, entry, ladder, outcome_.at);
        ++receipt_.duplicates;
        return;
    }
    if (row->guid != entry.keys.guid || row->url != entry.entry.url) {
        Query{connection_,
              "UPDATE sightings SET guid = ?, url = ?, renames = renames + 1 "
              "WHERE item_id = ? AND source_id = ? AND renames < ?",
              entry.keys.guid,
              entry.entry.url,
              item,
              source_.id,
              kRenamesMax}
            .run();
        if (connection_.changes() > 0) ladder.store(connection_, item);
    }
    const auto& points = entry.entry.points;
    const auto& comments = entry.entry.comments;
    if ((points && points != row->points) || (comments && comments != row->comments)) {
        Query{connection_,
              "UPDATE sightings SET points = coalesce(?, points), comments = coalesce(?, comments) "
              "WHERE item_id = ? AND source_id = ?",
              points,
              comments,
              item,
              source_.id}
            .run();
        touch(connection_, item);
    }
    if (row->change_hash != entry.change_hash) note_change(item, entry);
}

/// The item's own source shows another text: within 48 h that is a new extraction.
void PollRecorder::note_change(ItemId item, const NewEntry& entry) {
    Query{connection_, "UPDATE sightings SET change_hash = ? WHERE item_id = ? AND source_id = ?",
          entry.change_hash, item, source_.id}
        .run();
    {
        Query query{connection_,
                    "SELECT 1 FROM items WHERE id = ? AND source_id = ? AND first_seen >= ? "
                    "AND skip_reason IN ('', 'newsletter') AND publish <> 'withdrawn'",
                    item, source_.id, outcome_.at - kChangeWindow};
        if (!query.step()) return;
    }
    if (!entry.entry.title.empty())
        Query{connection_, "UPDATE items SET title = ? WHERE id = ?", entry.entry.title, item}
            .run();
    write_entry(connection_, item, entry.entry);
    for (const StageNode& node : graph_.nodes())
        if (node.needs.empty() && node.settles.empty())
            reopen_stage(connection_, graph_, item, node.name, outcome_.at);
    note_event(connection_, item, outcome_.at, "changed", "the feed shows another text");
    touch(connection_, item);
    ++receipt_.changed;
}

/// `since` reaches back to what was skipped for its age, whether or not the feed still shows it.
void PollRecorder::reopen_skipped() {
    if (!outcome_.rules.since) return;
    std::vector<ItemId> wanted;
    {
        Query query{connection_,
                    "SELECT id, coalesce(published, first_seen) FROM items WHERE source_id = ? "
                    "AND skip_reason IN ('backlog', 'old')",
                    source_.id};
        while (query.step())
            if (is_wanted(query.time(1))) wanted.push_back(query.integer(0));
    }
    for (const ItemId item : wanted) take_up(connection_, graph_, item, outcome_.at);
    receipt_.new_items += static_cast<int>(wanted.size());
}

bool PollRecorder::is_wanted(TimePoint dated) const {
    const TakeRules& rules = outcome_.rules;
    return (!rules.since || dated >= *rules.since) && (!rules.until || dated < *rules.until);
}

/// Decides which of the new entries are worked on, which are kept as skipped, and which wait.
void PollRecorder::choose_work() {
    const TakeRules& rules = outcome_.rules;
    if (rules.until) {
        // Not yet asked for, and not to be marked as skipped either: the next poll will bring it
        // again.
        left_some_ |= std::erase_if(fresh_, [&](const Fresh& fresh) {
                          return fresh.is_dated && fresh.dated >= *rules.until;
                      }) > 0;
    }
    std::vector<std::size_t> newest(fresh_.size());
    std::iota(newest.begin(), newest.end(), std::size_t{0});
    std::ranges::stable_sort(newest, std::greater{},
                             [&](std::size_t i) { return fresh_[i].dated; });
    const auto max = static_cast<std::size_t>(std::max(0, rules.new_items_max));
    int taken = source_.first_poll_taken;
    for (std::size_t rank = 0; rank < newest.size(); ++rank) {
        Fresh& fresh = fresh_[newest[rank]];
        const Millis age = outcome_.at - fresh.dated;
        if (rank >= max) {
            fresh.entry = nullptr;
            left_some_ = true;
        } else if (fresh.entry->filtered) {
            fresh.skip = "filtered";
        } else if (rules.since) {
            if (fresh.dated < *rules.since) fresh.skip = "backlog";
        } else if (!source_.first_poll_done) {
            if (age > rules.backlog || taken >= rules.first_poll_max) fresh.skip = "backlog";
            taken += fresh.skip.empty() ? 1 : 0;
        } else if (age > std::max(rules.backlog, kOldEntry)) {
            fresh.skip = "old";
        }
    }
    std::erase_if(fresh_, [](const Fresh& fresh) { return fresh.entry == nullptr; });
    if (!source_.first_poll_done) source_.first_poll_taken = taken;
}

void PollRecorder::take_in(const Fresh& fresh) {
    const ItemId item = insert_item(connection_, graph_, intake_, *fresh.entry, fresh.ladder,
                                    fresh.skip, outcome_.at);
    if (fresh.lost) take_place_of(connection_, *fresh.lost, item);
    seen_.insert(item);
    ++(fresh.skip.empty() ? receipt_.new_items : receipt_.skipped);
}

void PollRecorder::write_fetch_state() {
    const FetchState& after = outcome_.after;
    // Polled before the operator changed the address: its answer says nothing about the new one.
    if (outcome_.at < source_.configured_at) return;
    const auto validator = [&](const std::string& value) {
        return left_some_ || value.size() > kValidatorMax ? std::string{} : value;
    };
    const bool fetched_all = outcome_.kind == PollOutcome::Kind::Fetched && !left_some_;
    Query{connection_,
          "UPDATE sources SET url = ?, state = ?, etag = ?, last_modified = ?, body_hash = ?, "
          "last_ok = ?, "
          "last_poll = ?, failures = ?, next_poll = ?, retry_after = ?, error = ?, "
          "first_poll_done = max(first_poll_done, ?), first_poll_taken = ?, weight = ?, ttl = ?, "
          "skip_hours = ?, skip_days = ? WHERE id = ?",
          after.url,
          to_string(source_.paused ? SourceState::Paused : after.state),
          validator(after.etag),
          validator(after.last_modified),
          left_some_ ? std::string{} : after.body_hash,
          after.last_ok,
          after.last_poll,
          after.failures,
          after.next_poll,
          after.retry_after,
          after.error,
          fetched_all,
          source_.first_poll_taken,
          outcome_.weight,
          after.hints.ttl ? std::optional{after.hints.ttl->count()} : std::nullopt,
          static_cast<std::int64_t>(after.hints.skip_hours),
          static_cast<std::int64_t>(after.hints.skip_days),
          source_.id}
        .run();
}

/// Whether the fault lies in what was to be stored.
bool is_data_fault(int code) {
    constexpr int kPrimary = 0xFF;
    const int primary = code & kPrimary;
    return primary == SQLITE_CONSTRAINT || primary == SQLITE_TOOBIG || primary == SQLITE_MISMATCH;
}

}  // namespace

PollReceipt record_poll(Connection& connection, const StageGraph& graph,
                        const PollOutcome& outcome) {
    return PollRecorder{connection, graph, outcome}.record();
}

std::optional<PollReceipt> record_alone(Connection& connection, const StageGraph& graph,
                                        const PollOutcome& outcome) {
    Query{connection, "SAVEPOINT outcome"}.run();
    try {
        PollReceipt receipt = record_poll(connection, graph, outcome);
        Query{connection, "RELEASE outcome"}.run();
        return receipt;
    } catch (const SQLite::Exception& failure) {
        // On a full disk or an I/O error the whole transaction is gone.
        if (connection.autocommit() || !is_data_fault(failure.getErrorCode())) throw;
        Query{connection, "ROLLBACK TO outcome"}.run();
        Query{connection, "RELEASE outcome"}.run();
        return std::nullopt;
    }
}

}  // namespace ainews::storage
