#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "core/item.h"

namespace ainews {

using TopicId = std::int64_t;

/// A tag of the editor's table, or the kind of a named entity.
enum class TopicKind { Tag, Company, Model, Person, Product, Org };
[[nodiscard]] std::string_view to_string(TopicKind kind) noexcept;
[[nodiscard]] std::optional<TopicKind> topic_kind_from(std::string_view text) noexcept;

/// What items are about. Its slug is unique within its kind, given once and never changed, also
/// when no item is left.
struct Topic {
    TopicId id = 0;
    TopicKind kind = TopicKind::Tag;
    std::string name;           ///< as shown in Japanese text
    std::string slug;           ///< `[a-z0-9-]{1,60}`; "t-ID" where there is no Latin spelling
    std::int64_t items = 0;     ///< how many that are public and not skipped
    std::int64_t revision = 0;  ///< of ItemReader::revision, when its items last changed
    bool operator==(const Topic&) const = default;
};

struct ItemTopic {
    Topic topic;
    bool main = false;  ///< what the item is about, not only a mention; tags always are
};

/// One item of a topic; also the cursor behind which a list goes on.
struct TopicItem {
    ItemId item = 0;
    TimePoint first_seen;
    bool operator==(const TopicItem&) const = default;
};

/// Port: what items are about, kept in the transaction that finishes `summarize`. Items that are
/// held, hidden, withdrawn or skipped do not count and are not listed. Many readers at once.
class TopicReader {
public:
    virtual ~TopicReader() = default;
    [[nodiscard]] virtual std::optional<Topic> topic(TopicKind kind,
                                                     std::string_view slug) const = 0;
    /// Topics of a kind with at least one item, most items first, then by slug.
    [[nodiscard]] virtual std::vector<Topic> topics(TopicKind kind, int limit) const = 0;
    /// Newest first; `after` is the last one of the page before.
    [[nodiscard]] virtual std::vector<TopicItem> topic_items(TopicId topic,
                                                             const std::optional<TopicItem>& after,
                                                             int limit) const = 0;
    /// Tags in the summary's order, then entities, what the item is about first. Whatever the
    /// item's publish state is.
    [[nodiscard]] virtual std::vector<ItemTopic> topics_of(ItemId item) const = 0;
    /// Topics that gained or lost an item after that revision, oldest change first; a topic that
    /// lost its last item is among them with `items` 0.
    [[nodiscard]] virtual std::vector<Topic> topics_changed_after(std::int64_t revision,
                                                                  int limit) const = 0;
};

/// Port: the topics of items that were summarized before there was an index of them.
class TopicIndex {
public:
    virtual ~TopicIndex() = default;
    /// Indexes at most `limit` of them; returns how many it did.
    virtual Expected<int> index_topics(int limit) = 0;
};

}  // namespace ainews
