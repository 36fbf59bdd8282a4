#include "storage/topics.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/desk.h"
#include "core/results_json.h"
#include "storage/desk.h"
#include "text/slug.h"
#include "text/unicode.h"

namespace ainews::storage {
namespace {

/// More than a summary may hold; a program of the operator's could give any number.
constexpr std::size_t kTopicsMax = 64;
constexpr std::size_t kNameLengthMax = 100;

struct NamedTopic {
    TopicKind kind;
    std::string name;
    std::string surface;
    bool main = false;
};

struct Membership {
    TopicId topic;
    std::int64_t place;
    bool main;
    bool operator==(const Membership&) const = default;
};

Topic read_topic(const Query& query) {
    return {query.integer(0), topic_kind_from(query.text(1)).value_or(TopicKind::Tag),
            query.text(2),    query.text(3),
            query.integer(4), query.integer(5)};
}

std::vector<Topic> read_topics(Query&& query) {
    std::vector<Topic> topics;
    while (query.step()) topics.push_back(read_topic(query));
    return topics;
}

/// Tags in their order, then what the item is about, then mentions.
std::vector<NamedTopic> topics_in(const Summary& summary) {
    std::vector<NamedTopic> named;
    for (const std::string& tag : summary.tags) named.push_back({TopicKind::Tag, tag, "", true});
    for (const bool main : {true, false})
        for (const Entity& entity : summary.entities)
            if (const auto kind = topic_kind_from(entity.kind);
                kind && *kind != TopicKind::Tag && (entity.role == "main") == main)
                named.push_back({*kind, entity.name, entity.surface, main});
    std::erase_if(named, [](const NamedTopic& one) {
        return text::trim(one.name).empty() || text::length(one.name) > kNameLengthMax;
    });
    if (named.size() > kTopicsMax) named.resize(kTopicsMax);
    return named;
}

bool is_number_slug(std::string_view slug) {
    return slug.starts_with("t-") && slug.find_first_not_of("0123456789", 2) == slug.npos;
}

/// The Latin spelling of the shown name, else of the source's; what would look like "t-ID" is none.
std::string slug_of(const NamedTopic& named) {
    std::string slug = text::slug(named.name);
    if (slug.empty()) slug = text::slug(named.surface);
    return is_number_slug(slug) ? std::string{} : slug;
}

TopicId make_topic(Connection& connection, const NamedTopic& named, const std::string& slug) {
    Query{connection, "INSERT INTO topics (kind, name, slug) VALUES (?, ?, ?)",
          to_string(named.kind), text::collapse_space(named.name), slug}
        .run();
    const TopicId id = connection.last_insert_id();
    if (slug.empty())
        Query{connection, "UPDATE topics SET slug = 't-' || id WHERE id = ?", id}.run();
    return id;
}

/// One topic for all spellings of a name that differ in case, width and spaces, and for all names
/// with one Latin spelling (エヌビディア, NVIDIA).
TopicId topic_named(Connection& connection, const NamedTopic& named) {
    const std::string key = text::lower(text::nfkc(text::collapse_space(named.name)));
    {
        Query known{connection, "SELECT topic_id FROM topic_names WHERE kind = ? AND name = ?",
                    to_string(named.kind), key};
        if (known.step()) return known.integer(0);
    }
    const std::string slug = slug_of(named);
    std::optional<TopicId> id;
    if (!slug.empty())
        if (const auto same = topic_by_slug(connection, named.kind, slug)) id = same->id;
    if (!id) id = make_topic(connection, named, slug);
    Query{connection, "INSERT INTO topic_names VALUES (?, ?, ?)", to_string(named.kind), key, *id}
        .run();
    return *id;
}

/// What the stage made, with the tags that the editor set by hand.
std::optional<Summary> stored_summary(Connection& connection, ItemId id) {
    Item item;
    item.id = id;
    StageRecord& stage = item.stages[std::string{stage_names::kSummarize}];
    {
        Query result{connection, "SELECT json FROM results WHERE item_id = ? AND stage = ?", id,
                     stage_names::kSummarize};
        if (!result.step()) return std::nullopt;
        stage.result_json = result.text(0);
    }
    read_desk(connection, item);
    apply_hand_texts(item);
    auto summary = summary_from_json(stage.result_json.value_or(""));
    return summary ? std::optional{std::move(*summary)} : std::nullopt;
}

std::vector<Membership> wanted_topics(Connection& connection, ItemId item) {
    std::vector<Membership> wanted;
    const auto summary = stored_summary(connection, item);
    if (!summary) return wanted;
    for (const NamedTopic& named : topics_in(*summary)) {
        const TopicId topic = topic_named(connection, named);
        if (std::ranges::find(wanted, topic, &Membership::topic) == wanted.end())
            wanted.push_back({topic, static_cast<std::int64_t>(wanted.size()), named.main});
    }
    return wanted;
}

std::vector<Membership> stored_topics(Connection& connection, ItemId item) {
    std::vector<Membership> stored;
    Query query{connection,
                "SELECT topic_id, place, main FROM item_topics WHERE item_id = ? ORDER BY place",
                item};
    while (query.step()) stored.push_back({query.integer(0), query.integer(1), query.flag(2)});
    return stored;
}

}  // namespace

void update_item_topics(Connection& connection, ItemId item) {
    const auto wanted = wanted_topics(connection, item);
    const auto stored = stored_topics(connection, item);
    if (wanted == stored) return;
    for (const Membership& old : stored)
        if (std::ranges::find(wanted, old.topic, &Membership::topic) == wanted.end())
            Query{connection, "DELETE FROM item_topics WHERE item_id = ? AND topic_id = ?", item,
                  old.topic}
                .run();
    for (const Membership& one : wanted)
        Query{connection,
              "INSERT INTO item_topics SELECT ?1, first_seen, id, ?2, ?3, "
              "publish = 'public' AND skip_reason = '' FROM items WHERE id = ?4 "
              "ON CONFLICT DO UPDATE SET place = excluded.place, main = excluded.main",
              one.topic,
              one.place,
              one.main,
              item}
            .run();
}

int index_topics(Connection& connection, int limit) {
    std::vector<ItemId> items;
    {
        // The newest first: they are what readers look at.
        Query query{connection, "SELECT item_id FROM topic_backlog ORDER BY item_id DESC LIMIT ?",
                    limit};
        while (query.step()) items.push_back(query.integer(0));
    }
    for (const ItemId item : items) {
        update_item_topics(connection, item);
        Query{connection, "DELETE FROM topic_backlog WHERE item_id = ?", item}.run();
    }
    return static_cast<int>(items.size());
}

std::optional<Topic> topic_by_slug(Connection& connection, TopicKind kind, std::string_view slug) {
    Query query{connection,
                "SELECT id, kind, name, slug, n, revision FROM topics WHERE kind = ? AND slug = ?",
                to_string(kind), slug};
    return query.step() ? std::optional{read_topic(query)} : std::nullopt;
}

std::optional<Topic> topic_by_id(Connection& connection, TopicId id) {
    Query query{connection, "SELECT id, kind, name, slug, n, revision FROM topics WHERE id = ?",
                id};
    return query.step() ? std::optional{read_topic(query)} : std::nullopt;
}

std::vector<Topic> list_topics(Connection& connection, TopicKind kind, int limit) {
    return read_topics({connection,
                        "SELECT id, kind, name, slug, n, revision FROM topics "
                        "WHERE kind = ? AND n > 0 ORDER BY n DESC, slug LIMIT ?",
                        to_string(kind), limit});
}

std::vector<TopicItem> topic_items(Connection& connection, TopicId topic,
                                   const std::optional<TopicItem>& after, int limit) {
    std::vector<TopicItem> items;
    const TopicItem from =
        after.value_or(TopicItem{std::numeric_limits<ItemId>::max(), TimePoint::max()});
    Query query{connection,
                "SELECT item_id, first_seen FROM item_topics INDEXED BY item_topics_listed "
                "WHERE topic_id = ? AND shown = 1 AND (first_seen, item_id) < (?, ?) "
                "ORDER BY first_seen DESC, item_id DESC LIMIT ?",
                topic,
                from.first_seen,
                from.item,
                limit};
    while (query.step()) items.push_back({query.integer(0), query.time(1)});
    return items;
}

std::vector<ItemTopic> topics_of(Connection& connection, ItemId item) {
    std::vector<ItemTopic> topics;
    Query query{connection,
                "SELECT topics.id, kind, name, slug, n, revision, main FROM item_topics "
                "JOIN topics ON topics.id = topic_id WHERE item_id = ? ORDER BY place",
                item};
    while (query.step()) topics.push_back({read_topic(query), query.flag(6)});
    return topics;
}

std::vector<Topic> topics_changed_after(Connection& connection, std::int64_t revision, int limit) {
    return read_topics({connection,
                        "SELECT id, kind, name, slug, n, revision FROM topics "
                        "WHERE revision > ? ORDER BY revision LIMIT ?",
                        revision, limit});
}

}  // namespace ainews::storage
