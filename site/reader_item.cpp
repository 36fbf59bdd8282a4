#include "site/reader_item.h"

#include "site/topic_pages.h"

namespace ainews::site {
namespace {

void add(std::vector<std::string>& texts, const std::string& text) {
    if (!text.empty()) texts.push_back(text);
}

void add_blocks(std::vector<std::string>& texts, const std::vector<Block>& blocks) {
    for (const Block& block : blocks)
        if (!block.dropped) add(texts, block.text);
}

}  // namespace

std::optional<ReaderItem> reader_item(ItemId id, const ReaderStore& store,
                                      const RightsPolicy& rights, const ScoreWeights& weights,
                                      bool followers) {
    auto item = store.items.item(id);
    if (!item || item->id != id) return std::nullopt;
    if (!is_listed(*item) && !(followers && is_follower(*item))) return std::nullopt;
    ReaderItem found;
    found.item = std::move(*item);
    found.results = results_of(found.item);
    found.rights = rights.of(found.item.source, found.item.url);
    found.card = card_of(found.item, found.results, found.rights, weights);
    found.card.story = found.item.story;
    found.card.pinned = found.item.pinned;
    if (!found.item.corrections.empty()) found.card.corrected = found.item.corrections.back().at;
    // Where the text may not be shown, tags would say what stands in it.
    if (!found.card.tags.empty())
        if (const auto topics = store.topics.topics_of(id); !topics.empty())
            found.card.tags = card_tags(topics);
    return found;
}

std::vector<std::string> readable_texts(const ReaderItem& item) {
    std::vector<std::string> texts;
    if (item.rights == Rights::Link) return texts;
    const bool full = item.rights == Rights::Full;
    const ItemResults& results = item.results;
    if (results.summary) {
        add(texts, results.summary->tldr);
        for (const KeyPoint& point : results.summary->key_points) {
            add(texts, point.heading);
            add(texts, point.text);
        }
    }
    if (full && results.translation) add_blocks(texts, results.translation->blocks);
    if (results.analysis) {
        if (full) add(texts, results.analysis->impact);
        add(texts, results.analysis->comment);
    }
    if (full && results.extraction) add_blocks(texts, results.extraction->blocks);
    return texts;
}

}  // namespace ainews::site
