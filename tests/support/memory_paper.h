#pragma once

#include <algorithm>
#include <map>

#include "core/desk.h"
#include "core/editions.h"
#include "core/story_reader.h"
#include "core/topics.h"
#include "core/trends.h"

namespace ainews::testing {

/// Topics, editions, trends and corrections in memory, empty until a test fills them.
class MemoryPaper final : public TopicReader,
                          public EditionReader,
                          public TrendReader,
                          public CorrectionReader,
                          public StoryReader {
public:
    std::optional<Topic> topic(TopicKind kind, std::string_view slug) const override {
        for (const auto& [item, known] : item_topics)
            for (const ItemTopic& entry : known)
                if (entry.topic.kind == kind && entry.topic.slug == slug) return entry.topic;
        return std::nullopt;
    }
    std::vector<Topic> topics(TopicKind kind, int) const override {
        std::map<std::string, Topic> found;
        for (const auto& [item, known] : item_topics)
            for (const ItemTopic& entry : known)
                if (entry.topic.kind == kind) found.emplace(entry.topic.slug, entry.topic);
        std::vector<Topic> out;
        for (const auto& [slug, entry] : found) out.push_back(entry);
        return out;
    }
    std::vector<TopicItem> topic_items(TopicId, const std::optional<TopicItem>&,
                                       int) const override {
        return {};
    }
    std::vector<ItemTopic> topics_of(ItemId item) const override {
        const auto found = item_topics.find(item);
        return found == item_topics.end() ? std::vector<ItemTopic>{} : found->second;
    }
    std::vector<Topic> topics_changed_after(std::int64_t, int) const override { return {}; }

    std::optional<Edition> edition(EditionKind kind, std::string_view name) const override {
        for (const Edition& known : all)
            if (known.kind == kind && known.name == name) return known;
        return std::nullopt;
    }
    std::vector<Edition> editions(EditionKind kind, std::string_view before,
                                  int limit) const override {
        std::vector<Edition> out;
        for (const Edition& known : all)
            if (known.kind == kind && (before.empty() || known.name < before)) out.push_back(known);
        std::ranges::sort(out, std::greater{}, &Edition::name);
        if (out.size() > static_cast<std::size_t>(limit))
            out.resize(static_cast<std::size_t>(limit));
        return out;
    }
    std::vector<Edition> editions_changed_after(std::int64_t revision, int) const override {
        std::vector<Edition> out;
        for (const Edition& known : all)
            if (known.revision > revision) out.push_back(known);
        return out;
    }
    std::vector<std::pair<EditionKind, std::string>> editions_of(ItemId item) const override {
        std::vector<std::pair<EditionKind, std::string>> out;
        for (const Edition& known : all)
            if (std::ranges::find(known.items, item, &EditionItem::item) != known.items.end())
                out.emplace_back(known.kind, known.name);
        return out;
    }
    std::optional<TrendReport> trends() const override { return report; }
    std::vector<CorrectionLine> corrections(int) const override { return lines; }

    /// Knows only stories that were merged into another.
    Expected<Story> story(StoryId id) const override {
        for (const auto& [revision, end] : story_ends)
            if (end.id == id && end.merged_into) return Story{*end.merged_into, 0, {}};
        return fail(ErrorKind::NotFound, "no such story");
    }
    std::vector<StoryEnd> stories_ended_after(std::int64_t revision) const override {
        std::vector<StoryEnd> out;
        for (const auto& [at, end] : story_ends)
            if (at > revision) out.push_back(end);
        return out;
    }

    std::map<ItemId, std::vector<ItemTopic>> item_topics;
    std::vector<Edition> all;
    std::vector<CorrectionLine> lines;
    std::vector<std::pair<std::int64_t, StoryEnd>> story_ends;  ///< by revision
    std::optional<TrendReport> report = std::nullopt;
};

}  // namespace ainews::testing
