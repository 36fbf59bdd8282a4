#include "core/results.h"

#include <algorithm>

namespace ainews {
namespace {

constexpr std::array<std::pair<BlockKind, std::string_view>, 7> kBlockKinds{
    {{BlockKind::Paragraph, "paragraph"},
     {BlockKind::Heading, "heading"},
     {BlockKind::List, "list"},
     {BlockKind::Quote, "quote"},
     {BlockKind::Code, "code"},
     {BlockKind::Table, "table"},
     {BlockKind::Image, "image"}}};

constexpr std::size_t kJapaneseCharactersPerMinute = 500;
constexpr std::size_t kWordsPerMinute = 230;

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

std::size_t code_points(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char byte) { return !is_continuation(byte); }));
}

std::size_t words(std::string_view text) {
    std::size_t count = 0;
    bool inside = false;
    for (const char c : text) {
        const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (!space && !inside) ++count;
        inside = !space;
    }
    return count;
}

}  // namespace

std::string_view to_string(BlockKind kind) noexcept {
    for (const auto& [value, name] : kBlockKinds)
        if (value == kind) return name;
    return "unknown";
}

std::optional<BlockKind> block_kind_from(std::string_view text) noexcept {
    for (const auto& [value, name] : kBlockKinds)
        if (name == text) return value;
    return std::nullopt;
}

std::string_view to_string(Axis axis) noexcept {
    switch (axis) {
        case Axis::Depth:
            return "depth";
        case Axis::Relevance:
            return "relevance";
        case Axis::Practicality:
            return "practicality";
        case Axis::Novelty:
            return "novelty";
    }
    return "unknown";
}

int score_total(const Score& score, const ScoreWeights& weights) {
    int total = 0;
    for (const auto& [axis, scored] : score.axes)
        if (const auto weight = weights.percent.find(axis); weight != weights.percent.end())
            total += scored.level * weight->second;
    return total;
}

int score_stars(int total) noexcept { return (total + 50) / 100; }

int reading_minutes(const std::vector<Block>& blocks, std::string_view language) {
    const bool by_character = language == "ja" || language == "zh" || language == "ko";
    std::size_t units = 0;
    for (const Block& block : blocks)
        if (!block.dropped) units += by_character ? code_points(block.text) : words(block.text);
    const std::size_t speed = by_character ? kJapaneseCharactersPerMinute : kWordsPerMinute;
    return static_cast<int>(std::max<std::size_t>(1, (units + speed / 2) / speed));
}

std::optional<int> reader_minutes(const std::optional<Extraction>& extraction,
                                  const std::optional<Translation>& translation) {
    if (translation && !translation->blocks.empty())
        return reading_minutes(translation->blocks, "ja");
    return extraction ? std::optional{extraction->reading_minutes} : std::nullopt;
}

}  // namespace ainews
