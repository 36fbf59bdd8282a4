#pragma once

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/item_store.h"
#include "core/json_text.h"
#include "core/results_json.h"

namespace ainews::testing {

/// Items in memory; a revision is the item's place in the list of changes.
class MemoryItems final : public ItemReader {
public:
    void change(Item item) {
        std::erase_if(items_, [&](const auto& pair) { return pair.second.id == item.id; });
        items_.emplace_back(++revision_, std::move(item));
    }
    Expected<Item> item(ItemId id) const override {
        for (const auto& [revision, item] : items_)
            if (item.id == id) return item;
        return fail(ErrorKind::NotFound, "no such item");
    }
    void for_each(const ItemFilter& filter,
                  const std::function<bool(const Item&)>& visit) const override {
        std::vector<std::pair<std::int64_t, Item>> chosen;
        for (const auto& entry : items_)
            if (!filter.changed_after || entry.first > *filter.changed_after)
                chosen.push_back(entry);
        if (filter.newest_first)
            std::ranges::sort(chosen, [](const auto& a, const auto& b) {
                return a.second.first_seen > b.second.first_seen;
            });
        for (const auto& [revision, item] : chosen)
            if (!visit(item)) return;
    }
    std::vector<HistoryLine> history(ItemId) const override { return {}; }
    std::map<ItemState, std::int64_t> item_counts() const override { return {}; }
    std::int64_t revision() const override { return revision_; }
    std::vector<ItemId> story_members(StoryId story) const override {
        std::vector<ItemId> members;
        for (const auto& [revision, item] : items_)
            if (item.story == story) members.push_back(item.id);
        return members;
    }
    std::vector<Removal> removed_after(std::int64_t revision) const override {
        std::vector<Removal> found;
        for (const auto& [at, removal] : removals_)
            if (at > revision) found.push_back(removal);
        return found;
    }
    void remove(Removal removal) {
        std::erase_if(items_, [&](const auto& pair) { return pair.second.id == removal.id; });
        removals_.emplace_back(++revision_, removal);
    }

private:
    std::vector<std::pair<std::int64_t, Item>> items_;
    std::vector<std::pair<std::int64_t, Removal>> removals_;
    std::int64_t revision_ = 0;
};

inline StageRecord done(const nlohmann::json& result) {
    StageRecord record;
    record.state = JobState::Done;
    record.result_json = dump(result);
    return record;
}

/// Everything done, rated 4.
inline Item finished_item(ItemId id, std::string source) {
    Item item;
    item.id = id;
    item.source = std::move(source);
    item.url = "https://" + item.source + ".example/" + std::to_string(id);
    item.title = "Original headline <" + std::to_string(id) + ">";
    item.language = "en";
    item.first_seen = TimePoint{std::chrono::hours{id}};
    item.state = ItemState::Done;
    Extraction extraction;
    extraction.reading_minutes = 2;
    extraction.blocks = {{.n = 1, .text = "SOURCE TEXT <script>alert(1)</script>"}};
    Summary summary{"日本語の見出し", "要旨の文。", {{"論点", "根拠のある文。", {1}}},
                    {"LLM"},          {},           false};
    Translation translation{{{.n = 1, .text = "訳文の段落。"}}};
    Analysis analysis{"影響の文です。", "編集の文です。", {}, {1}};
    Score score;
    for (const Axis axis : kAxes) score.axes[axis] = {4, "軸の理由。", {1}};
    item.stages["extract"] = done(to_json(extraction));
    item.stages["summarize"] = done(to_json(summary));
    item.stages["translate"] = done(to_json(translation));
    item.stages["analyze"] = done(to_json(analysis));
    item.stages["score"] = done(to_json(score));
    return item;
}

}  // namespace ainews::testing
