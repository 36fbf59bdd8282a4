#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "core/desk.h"
#include "core/json_text.h"
#include "core/results_json.h"
#include "core/sha256.h"
#include "core/stage_result.h"

namespace ainews {
namespace {

using What = HandField::What;

struct NamedField {
    std::string_view name;  ///< up to the number
    std::string_view suffix;
    bool numbered;
    HandField field;
};

constexpr std::array kFields{
    NamedField{"title", "", false, {What::Title, 0, stage_names::kSummarize, "見出し"}},
    NamedField{"tldr", "", false, {What::Tldr, 0, stage_names::kSummarize, "要約"}},
    NamedField{"tags", "", false, {What::Tags, 0, stage_names::kSummarize, "タグ"}},
    NamedField{"keypoint:", "", true, {What::KeyPoint, 0, stage_names::kSummarize, "要点"}},
    NamedField{"keypoint:",
               ":heading",
               true,
               {What::KeyPointHeading, 0, stage_names::kSummarize, "要点の見出し"}},
    NamedField{"impact", "", false, {What::Impact, 0, stage_names::kAnalyze, "影響分析"}},
    NamedField{"comment", "", false, {What::Comment, 0, stage_names::kAnalyze, "編集コメント"}},
    NamedField{"body:", "", true, {What::Body, 0, stage_names::kTranslate, "本文"}},
};

/// An editor may write a title or a comment where no stage has made one.
template <typename T>
T result_or_new(const Item& item, std::string_view stage, Expected<T> (*read)(std::string_view)) {
    return stage_result(item, stage, read).value_or(T{});
}

template <typename T>
void put(Item& item, std::string_view stage, const T& value) {
    const auto [found, is_new] = item.stages.try_emplace(std::string{stage});
    found->second.result_json = dump(to_json(value));
    if (!is_new) return;
    found->second.state = JobState::Done;
    found->second.provenance.engine = "hand";
}

std::string join_tags(const std::vector<std::string>& tags) {
    return fmt::format("{}", fmt::join(tags, ", "));
}

std::string trimmed(std::string_view text) {
    constexpr std::string_view kSpace = " \t\r\n";
    const auto first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos) return {};
    return std::string{text.substr(first, text.find_last_not_of(kSpace) - first + 1)};
}

/// Tags stand between commas of either writing, or on lines of their own.
std::vector<std::string> split_tags(std::string text) {
    constexpr std::string_view kJapaneseComma = "、";
    for (auto at = text.find(kJapaneseComma); at != std::string::npos;
         at = text.find(kJapaneseComma, at))
        text.replace(at, kJapaneseComma.size(), ",");
    std::ranges::replace(text, '\n', ',');
    std::vector<std::string> tags;
    for (std::size_t start = 0; start <= text.size();) {
        const std::size_t end = std::min(text.find(',', start), text.size());
        std::string tag = trimmed(std::string_view{text}.substr(start, end - start));
        if (!tag.empty() && std::ranges::find(tags, tag) == tags.end())
            tags.push_back(std::move(tag));
        start = end + 1;
    }
    return tags;
}

KeyPoint* key_point(Summary& summary, std::int64_t n) {
    if (n < 1 || n > static_cast<std::int64_t>(summary.key_points.size())) return nullptr;
    return &summary.key_points[static_cast<std::size_t>(n - 1)];
}

Block* block_of(std::vector<Block>& blocks, std::int64_t n) {
    const auto found = std::ranges::find(blocks, n, &Block::n);
    return found == blocks.end() ? nullptr : &*found;
}

/// Bytes before the `points`-th code point of well-formed UTF-8.
std::size_t bytes_before(std::string_view text, std::int64_t points) {
    std::size_t at = 0;
    for (; points > 0 && at < text.size(); --points) do
            ++at;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U);
    return at;
}

std::int64_t points_in(std::string_view text) {
    return std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
}

/// Links stay on the words they stood on, in their order, where the new text has these words.
std::vector<Span> carried_over(const Block& old, std::string_view text) {
    std::vector<Span> spans;
    std::size_t from = 0;
    for (const Span& span : old.spans) {
        const std::size_t begin = bytes_before(old.text, span.start);
        const std::string_view words =
            std::string_view{old.text}.substr(begin, bytes_before(old.text, span.end) - begin);
        const std::size_t at = words.empty() ? std::string_view::npos : text.find(words, from);
        if (at == std::string_view::npos) continue;
        from = at + words.size();
        const std::int64_t start = points_in(text.substr(0, at));
        spans.push_back({start, start + points_in(words), span.href});
    }
    return spans;
}

bool apply_to_summary(Item& item, const HandField& field, const std::string& text) {
    Summary summary = result_or_new(item, field.stage, summary_from_json);
    KeyPoint* point = key_point(summary, field.n);
    if (field.what == What::Title) {
        summary.title = text;
    } else if (field.what == What::Tldr) {
        summary.tldr = text;
    } else if (field.what == What::Tags) {
        summary.tags = split_tags(text);
    } else if (point == nullptr) {
        return false;
    } else {
        (field.what == What::KeyPoint ? point->text : point->heading) = text;
    }
    put(item, field.stage, summary);
    return true;
}

/// The block of today's extraction that says what the edited one said.
std::optional<std::int64_t> anchored(const Item& item, const HandText& hand, std::int64_t n) {
    const auto extraction = stage_result(item, stage_names::kExtract, extraction_from_json);
    if (!extraction || hand.anchor.empty()) return n;
    std::optional<std::int64_t> moved;
    for (const Block& block : extraction->blocks) {
        if (sha256_hex(block.text) != hand.anchor) continue;
        if (block.n == n) return n;
        if (!moved) moved = block.n;
    }
    return moved;
}

bool apply_to_body(Item& item, const HandField& field, const HandText& hand) {
    auto translation = stage_result(item, field.stage, translation_from_json);
    const auto n = anchored(item, hand, field.n);
    Block* block = translation && n ? block_of(translation->blocks, *n) : nullptr;
    if (block == nullptr) return false;
    block->spans = carried_over(*block, hand.text);
    block->text = hand.text;
    block->original = false;
    block->dropped = hand.text.empty();
    put(item, field.stage, *translation);
    return true;
}

bool apply(Item& item, const HandText& hand) {
    const auto field = hand_field(hand.field);
    if (!field) return false;
    if (field->stage == stage_names::kSummarize) return apply_to_summary(item, *field, hand.text);
    if (field->what == What::Body) return apply_to_body(item, *field, hand);
    Analysis analysis = result_or_new(item, field->stage, analysis_from_json);
    (field->what == What::Impact ? analysis.impact : analysis.comment) = hand.text;
    put(item, field->stage, analysis);
    return true;
}

Expected<std::string> nothing_there(std::string_view field) {
    return fail(ErrorKind::NotFound, fmt::format("there is no {} to edit (yet)", field));
}

}  // namespace

std::optional<HandField> hand_field(std::string_view name) noexcept {
    for (const NamedField& known : kFields) {
        if (!known.numbered) {
            if (name == known.name) return known.field;
            continue;
        }
        if (!name.starts_with(known.name) || !name.ends_with(known.suffix)) continue;
        const std::string_view rest = name.substr(known.name.size());
        if (rest.size() < known.suffix.size()) continue;
        const std::string_view digits = rest.substr(0, rest.size() - known.suffix.size());
        HandField field = known.field;
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), field.n);
        if (error == std::errc{} && end == digits.data() + digits.size() && field.n > 0)
            return field;
    }
    return std::nullopt;
}

Expected<std::string> field_text(const Item& item, std::string_view name) {
    const auto field = hand_field(name);
    if (!field) return fail(ErrorKind::BadInput, fmt::format("there is no field \"{}\"", name));
    if (field->what == What::Body) {
        auto translation = stage_result(item, field->stage, translation_from_json);
        const Block* block = translation ? block_of(translation->blocks, field->n) : nullptr;
        if (block == nullptr) return nothing_there(name);
        return block->text;
    }
    if (field->stage == stage_names::kAnalyze) {
        const Analysis analysis = result_or_new(item, field->stage, analysis_from_json);
        return field->what == What::Impact ? analysis.impact : analysis.comment;
    }
    Summary summary = result_or_new(item, field->stage, summary_from_json);
    if (field->what == What::Title) return summary.title;
    if (field->what == What::Tldr) return summary.tldr;
    if (field->what == What::Tags) return join_tags(summary.tags);
    const KeyPoint* point = key_point(summary, field->n);
    if (point == nullptr) return nothing_there(name);
    return field->what == What::KeyPoint ? point->text : point->heading;
}

void apply_hand_texts(Item& item) {
    for (HandText& hand : item.hand_texts) hand.applies = apply(item, hand);
    const auto by_hand = [&](std::string_view field) {
        return std::ranges::find(item.hand_texts, field, &HandText::field) != item.hand_texts.end();
    };
    if (!by_hand("title") || !by_hand("tldr")) return;
    Summary summary = result_or_new(item, stage_names::kSummarize, summary_from_json);
    if (!summary.extractive) return;
    // A title and a summary by hand are no extract any more; the original's sentences leave.
    summary.extractive = false;
    summary.key_points.clear();
    put(item, stage_names::kSummarize, summary);
}

}  // namespace ainews
