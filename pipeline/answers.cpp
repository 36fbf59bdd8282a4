#include "pipeline/answers.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "pipeline/japanese_style.h"
#include "text/unicode.h"

namespace ainews::pipeline {
namespace {

using nlohmann::json;

constexpr std::size_t kTextMax = 2000;  // code points of any one field
constexpr std::size_t kEntitiesMax = 40;
constexpr std::size_t kTopicsMax = 8;
constexpr std::size_t kImpactsMax = 6;
constexpr std::size_t kParagraphsMax = 100;

/// The first thing that is wrong with the shape; thrown inside this file only, so that reading
/// stays flat.
struct ShapeError {
    std::string what;
};

const json& field(const json& object, const char* name) {
    const auto found = object.find(name);
    if (found == object.end()) throw ShapeError{std::string{name} + " がない"};
    return *found;
}

std::string text_field(const json& object, const char* name) {
    const json& value = field(object, name);
    if (!value.is_string()) throw ShapeError{std::string{name} + " が文字列でない"};
    const std::string clean = text::clean_utf8(value.get_ref<const std::string&>());
    if (text::length(clean) > kTextMax) throw ShapeError{std::string{name} + " が長すぎる"};
    return std::string{text::trim(clean)};
}

/// A line of Japanese: spelling made uniform.
std::string line_field(const json& object, const char* name) {
    return tidy_japanese(text::collapse_space(text_field(object, name)));
}

/// A title or heading.
std::string headline_field(const json& object, const char* name) {
    return tidy_headline(text_field(object, name));
}

const json& array_field(const json& object, const char* name, std::size_t size_max) {
    const json& value = field(object, name);
    if (!value.is_array()) throw ShapeError{std::string{name} + " が配列でない"};
    if (value.size() > size_max) throw ShapeError{std::string{name} + " が多すぎる"};
    return value;
}

std::vector<std::int64_t> numbers_field(const json& object, const char* name) {
    std::vector<std::int64_t> numbers;
    for (const json& value : array_field(object, name, kParagraphsMax)) {
        if (!value.is_number_integer())
            throw ShapeError{std::string{name} + " に整数でないものがある"};
        const auto number = value.get<std::int64_t>();
        if (std::ranges::find(numbers, number) == numbers.end()) numbers.push_back(number);
    }
    return numbers;
}

std::vector<std::string> lines_field(const json& object, const char* name, std::size_t size_max) {
    std::vector<std::string> lines;
    for (const json& value : array_field(object, name, size_max)) {
        if (!value.is_string()) throw ShapeError{std::string{name} + " に文字列でないものがある"};
        std::string line = tidy_japanese(
            text::collapse_space(text::clean_utf8(value.get_ref<const std::string&>())));
        if (text::length(line) > kTextMax) throw ShapeError{std::string{name} + " が長すぎる"};
        if (!line.empty()) lines.push_back(std::move(line));
    }
    return lines;
}

std::string choice_field(const json& object, const char* name,
                         std::initializer_list<const char*> choices) {
    std::string value = text_field(object, name);
    if (std::ranges::none_of(choices, [&](const char* choice) { return value == choice; }))
        throw ShapeError{std::string{name} + " が決められた値でない"};
    return value;
}

const json& object_of(const json& value, const char* what) {
    if (!value.is_object()) throw ShapeError{std::string{what} + " がオブジェクトでない"};
    return value;
}

template <typename T>
Expected<T> read(std::string_view text, T (*build)(const json&)) {
    const json value = json::parse(text, nullptr, false);
    if (value.is_discarded()) return fail(ErrorKind::Rejected, "JSONとして読めない");
    try {
        return build(object_of(value, "答え"));
    } catch (const ShapeError& error) {
        return fail(ErrorKind::Rejected, error.what);
    }
}

Summary build_summary(const json& object) {
    Summary summary;
    for (const json& value : array_field(object, "key_points", 10)) {
        const json& point = object_of(value, "key_points の要素");
        summary.key_points.push_back({headline_field(point, "heading"), line_field(point, "text"),
                                      numbers_field(point, "paras")});
    }
    summary.tldr = line_field(object, "tldr");
    summary.title = headline_field(object, "title");
    for (const json& value : array_field(object, "entities", kEntitiesMax)) {
        const json& entity = object_of(value, "entities の要素");
        summary.entities.push_back(
            {line_field(entity, "ja"),
             choice_field(entity, "kind", {"company", "model", "person", "product", "org"}),
             choice_field(entity, "role", {"main", "mention"}), text_field(entity, "surface")});
    }
    summary.tags = lines_field(object, "topics", kTopicsMax);
    if (std::string topic = line_field(object, "new_topic"); !topic.empty())
        summary.tags.push_back(std::move(topic));
    std::vector<std::string> unique;
    for (std::string& tag : summary.tags)
        if (std::ranges::find(unique, tag) == unique.end()) unique.push_back(std::move(tag));
    summary.tags = std::move(unique);
    return summary;
}

AxisScore build_axis(const json& object, const char* name) {
    const json& value = object_of(field(object, name), name);
    AxisScore axis;
    axis.blocks = numbers_field(value, "paras");
    axis.reason = line_field(value, "reason");
    const json& level = field(value, "level");
    const std::string digits = level.is_string() ? level.get<std::string>() : level.dump();
    if (digits.size() != 1 || digits[0] < '1' || digits[0] > '5')
        throw ShapeError{std::string{name} + " の level が 1 から 5 でない"};
    axis.level = digits[0] - '0';
    return axis;
}

Score build_score(const json& object) {
    Score score;
    score.axes[Axis::Depth] = build_axis(object, "depth");
    score.axes[Axis::Relevance] = build_axis(object, "relevance");
    score.axes[Axis::Practicality] = build_axis(object, "practicality");
    score.axes[Axis::Novelty] = build_axis(object, "novelty");
    return score;
}

Analysis build_analysis(const json& object) {
    Analysis analysis;
    analysis.facts_used = numbers_field(object, "facts_used");
    for (const std::string& line : lines_field(object, "impact", kImpactsMax))
        analysis.impact += line;
    analysis.comment = line_field(object, "comment");
    analysis.watch = lines_field(object, "watch", kImpactsMax);
    return analysis;
}

}  // namespace

std::string_view summary_schema() noexcept {
    return R"({"type":"object","properties":{"key_points":{"type":"array","items":{"type":"object","properties":{"paras":{"type":"array","items":{"type":"integer"}},"heading":{"type":"string"},"text":{"type":"string"}},"required":["paras","heading","text"],"additionalProperties":false}},"tldr":{"type":"string"},"title":{"type":"string"},"entities":{"type":"array","items":{"type":"object","properties":{"surface":{"type":"string"},"ja":{"type":"string"},"kind":{"type":"string","enum":["company","model","person","product","org"]},"role":{"type":"string","enum":["main","mention"]}},"required":["surface","ja","kind","role"],"additionalProperties":false}},"topics":{"type":"array","items":{"type":"string"}},"new_topic":{"type":"string"}},"required":["key_points","tldr","title","entities","topics","new_topic"],"additionalProperties":false})";
}

std::string_view score_schema() noexcept {
    // Written out four times: references ($ref) are not in the subset that every provider takes.
    return R"({"type":"object","properties":{"depth":{"type":"object","properties":{"paras":{"type":"array","items":{"type":"integer"}},"reason":{"type":"string"},"level":{"type":"string","enum":["1","2","3","4","5"]}},"required":["paras","reason","level"],"additionalProperties":false},"relevance":{"type":"object","properties":{"paras":{"type":"array","items":{"type":"integer"}},"reason":{"type":"string"},"level":{"type":"string","enum":["1","2","3","4","5"]}},"required":["paras","reason","level"],"additionalProperties":false},"practicality":{"type":"object","properties":{"paras":{"type":"array","items":{"type":"integer"}},"reason":{"type":"string"},"level":{"type":"string","enum":["1","2","3","4","5"]}},"required":["paras","reason","level"],"additionalProperties":false},"novelty":{"type":"object","properties":{"paras":{"type":"array","items":{"type":"integer"}},"reason":{"type":"string"},"level":{"type":"string","enum":["1","2","3","4","5"]}},"required":["paras","reason","level"],"additionalProperties":false}},"required":["depth","relevance","practicality","novelty"],"additionalProperties":false})";
}

std::string_view analysis_schema() noexcept {
    return R"({"type":"object","properties":{"facts_used":{"type":"array","items":{"type":"integer"}},"impact":{"type":"array","items":{"type":"string"}},"comment":{"type":"string"},"watch":{"type":"array","items":{"type":"string"}}},"required":["facts_used","impact","comment","watch"],"additionalProperties":false})";
}

Expected<Summary> read_summary_answer(std::string_view json) {
    return read<Summary>(json, build_summary);
}
Expected<Score> read_score_answer(std::string_view json) { return read<Score>(json, build_score); }
Expected<Analysis> read_analysis_answer(std::string_view json) {
    return read<Analysis>(json, build_analysis);
}

}  // namespace ainews::pipeline
