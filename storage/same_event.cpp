#include "storage/same_event.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/results_json.h"
#include "storage/item_rows.h"
#include "storage/story_rows.h"
#include "text/same_event.h"

namespace ainews::storage {
namespace {

/// Recent items that are compared: the newest of each main entity, and in all.
constexpr int kCandidatesPerEntity = 40;
constexpr std::size_t kCandidatesMax = 120;
/// Beyond this many an entity is common, however many more there are.
constexpr int kCountedMax = 2'000;
constexpr int kDroppedAtOnce = 256;
constexpr std::size_t kNamesShown = 5;
/// Stands for the item itself in story_entities.
constexpr const char* kEveryItem = "";

/// An item as it is compared; nullopt where it is not to be (no summary by a model, not shown).
struct Report {
    ItemId item = 0;
    TimePoint first_seen;
    text::EventFacts facts;
};

std::optional<Report> report_of(Connection& connection, ItemId item) {
    Query query{connection,
                "SELECT first_seen, coalesce(published, first_seen), json FROM items "
                "JOIN results ON results.item_id = items.id AND stage = ? AND provisional = 0 "
                "WHERE items.id = ? AND skip_reason = '' "
                "AND publish NOT IN ('withdrawn', 'hidden')",
                stage_names::kSummarize, item};
    if (!query.step()) return std::nullopt;
    Report report{item, query.time(0), {}};
    auto summary = summary_from_json(query.text(2));
    // Sentences cut from the original are in its language and name no entities.
    if (!summary || summary->extractive) return std::nullopt;
    report.facts = {std::move(summary->title), std::move(summary->tldr),
                    std::move(summary->entities), query.time(1)};
    return report;
}

void forget_entities(Connection& connection, ItemId item, TimePoint now) {
    Query{connection, "DELETE FROM story_entities WHERE item_id = ?", item}.run();
    Query{connection,
          "DELETE FROM story_entities WHERE (entity, first_seen, item_id) IN (SELECT entity, "
          "first_seen, item_id FROM story_entities INDEXED BY story_entities_age "
          "WHERE first_seen < ? LIMIT ?)",
          now - kStoryEntitiesKept, kDroppedAtOnce}
        .run();
}

void remember_entities(Connection& connection, const Report& report) {
    std::map<std::string, bool> mains{{kEveryItem, false}};
    for (const Entity& entity : report.facts.entities)
        for (const std::string& key : text::entity_keys(entity))
            mains[key] = mains[key] || entity.role == "main";
    for (const auto& [entity, main] : mains)
        Query{connection,  "INSERT INTO story_entities VALUES (?, ?, ?, ?)",
              entity,      report.first_seen,
              report.item, main}
            .run();
}

/// How rare a name is among the items of the last weeks; each name is counted once.
class RarityOf {
public:
    explicit RarityOf(Connection& connection)
        : connection_{connection}, items_{count(kEveryItem)} {}
    double operator()(const std::string& key) {
        const auto [known, is_new] = rarity_.try_emplace(key, 0);
        if (is_new) known->second = text::entity_rarity(count(key), items_);
        return known->second;
    }

private:
    std::int64_t count(const std::string& key) {
        Query query{connection_,
                    "SELECT count(*) FROM (SELECT 1 FROM story_entities WHERE entity = ? LIMIT ?)",
                    key, kCountedMax};
        return query.step() ? query.integer(0) : 0;
    }

    Connection& connection_;
    std::int64_t items_;
    std::map<std::string, double> rarity_;
};

/// Items of the window that share a main entity, those with the rarest first.
std::vector<ItemId> candidates(Connection& connection, const Report& report, RarityOf& rarity) {
    std::vector<std::string> keys;
    for (const Entity& entity : report.facts.entities)
        if (entity.role == "main")
            for (std::string& key : text::entity_keys(entity)) keys.push_back(std::move(key));
    std::ranges::stable_sort(keys, std::greater{}, [&](const auto& key) { return rarity(key); });
    std::vector<ItemId> found;
    std::set<ItemId> seen{report.item};
    for (const std::string& key : keys) {
        Query query{connection,
                    "SELECT item_id FROM story_entities WHERE entity = ? "
                    "AND first_seen BETWEEN ? AND ? AND main = 1 ORDER BY first_seen DESC LIMIT ?",
                    key,
                    report.first_seen - text::kSameEventWindow,
                    report.first_seen + text::kSameEventWindow,
                    kCandidatesPerEntity};
        while (query.step() && found.size() < kCandidatesMax)
            if (seen.insert(query.integer(0)).second) found.push_back(query.integer(0));
    }
    return found;
}

struct Link {
    ItemId item = 0;
    text::EventMatch match;
};

/// The items that report the same event, the surest first.
std::vector<Link> links_of(Connection& connection, const Report& report) {
    RarityOf rarity{connection};
    const text::Rarity rare = [&](const std::string& key) { return rarity(key); };
    std::vector<Link> links;
    for (const ItemId item : candidates(connection, report, rarity)) {
        const auto other = report_of(connection, item);
        if (!other) continue;
        auto match = text::compare_events(report.facts, other->facts, rare);
        if (match.same) links.push_back({item, std::move(match)});
    }
    std::ranges::stable_sort(links, std::greater{},
                             [](const Link& link) { return link.match.score; });
    return links;
}

std::string why(const text::EventMatch& match) {
    auto names = match.shared;
    if (names.size() > kNamesShown) names.resize(kNamesShown);
    return fmt::format("score {:.2f}; both name {}; titles {:.2f}, texts {:.2f}", match.score,
                       fmt::join(names, ", "), match.titles, match.texts);
}

/// Puts linked items into one story, one link after the other.
class Joiner {
public:
    Joiner(Connection& connection, ItemId item, const std::vector<Link>& links, TimePoint now)
        : connection_{connection}, item_{item}, now_{now} {
        matched_.insert(item);
        for (const Link& link : links) matched_.insert(link.item);
    }

    void join(const Link& link) {
        const auto mine = story_of(connection_, item_);
        const auto theirs = story_of(connection_, link.item);
        if (mine && theirs) {
            if (*mine != *theirs) merge(*mine, *theirs, link);
            return;
        }
        const StoryId story = mine     ? *mine
                              : theirs ? *theirs
                                       : story_led_by(connection_, first_of(item_, link.item));
        if (story_size(connection_, story) >= kStoryMembersMax) return;
        if (!mine) put_into_story(connection_, item_, story);
        if (!theirs) put_into_story(connection_, link.item, story);
        note(story, link);
        touch(connection_, lead_of_story(connection_, story));
    }

private:
    /// A story stands for what its lead reports: both leads have to match, else one odd report
    /// would chain two events together.
    void merge(StoryId mine, StoryId theirs, const Link& link) {
        if (!matched_.contains(lead_of_story(connection_, mine)) ||
            !matched_.contains(lead_of_story(connection_, theirs)))
            return;
        if (story_size(connection_, mine) + story_size(connection_, theirs) > kStoryMembersMax)
            return;
        // The older address is the one that more readers have.
        const StoryId into = std::min(mine, theirs);
        merge_stories(connection_, std::max(mine, theirs), into, now_);
        note(into, link);
    }

    /// Who reported it first leads a new story.
    ItemId first_of(ItemId a, ItemId b) {
        Query query{connection_,
                    "SELECT id FROM items WHERE id IN (?, ?) "
                    "ORDER BY coalesce(published, first_seen), id LIMIT 1",
                    a, b};
        return query.step() ? query.integer(0) : a;
    }

    void note(StoryId story, const Link& link) {
        const std::string reason = why(link.match);
        note_event(connection_, item_, now_, "story",
                   fmt::format("in story {} with item {}: {}", story, link.item, reason));
        note_event(connection_, link.item, now_, "story",
                   fmt::format("in story {} with item {}: {}", story, item_, reason));
        touch(connection_, item_);
        touch(connection_, link.item);
    }

    Connection& connection_;
    ItemId item_;
    TimePoint now_;
    std::set<ItemId> matched_;
};

}  // namespace

void join_same_event(Connection& connection, ItemId item, TimePoint now) {
    forget_entities(connection, item, now);
    const auto report = report_of(connection, item);
    if (!report) return;
    remember_entities(connection, *report);
    const auto links = links_of(connection, *report);
    Joiner joiner{connection, item, links, now};
    for (const Link& link : links) joiner.join(link);
}

}  // namespace ainews::storage
