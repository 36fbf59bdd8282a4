#include "pipeline/check_register.h"

#include <algorithm>
#include <array>

#include "pipeline/code_points.h"

namespace ainews::pipeline {
namespace {

constexpr std::array<std::string_view, 17> kPolite{
    "です",     "ます",         "でした",     "ました", "ません", "でしょう",
    "ましょう", "ください",     "ございます", "ですか", "ますか", "ですね",
    "ますね",   "ませんでした", "でしょうか", "ですが", "ますが"};
constexpr std::array<std::string_view, 12> kModals{"可能性",   "考えられ", "見込",   "みられ",
                                                   "見られ",   "かもしれ", "おそれ", "恐れ",
                                                   "でしょう", "想定",     "予想",   "うる"};

std::vector<std::string> sentences_outside_quotes(std::string_view text) {
    std::vector<std::string> sentences;
    std::u32string sentence;
    for (const char32_t c : code_points(outside_quotes(text) + "\n")) {
        const bool stop = c == U'。' || c == U'！' || c == U'？' || c == U'!' || c == U'?';
        if (!stop && c != U'\n') {
            sentence.push_back(c);
            continue;
        }
        // A line without a full stop is a heading or a list entry: it has no register to keep.
        if (stop && !sentence.empty()) sentences.push_back(to_utf8(sentence));
        sentence.clear();
    }
    return sentences;
}

bool ends_politely(std::string_view sentence) {
    return std::ranges::any_of(kPolite,
                               [&](std::string_view ending) { return sentence.ends_with(ending); });
}

}  // namespace

std::string outside_quotes(std::string_view text) {
    std::u32string out;
    int depth = 0;
    for (const char32_t c : code_points(text)) {
        const bool opens = c == U'「' || c == U'『' || c == U'（' || c == U'“';
        const bool closes = c == U'」' || c == U'』' || c == U'）' || c == U'”';
        if (opens) ++depth;
        if (depth == 0 && !closes) out.push_back(c);
        if (closes && depth > 0) --depth;
        if (opens && depth == 1) out.push_back(U'…');  // a quotation stood here
        if (c == U'\n') depth = 0;                     // an unclosed quotation ends with its line
    }
    return to_utf8(out);
}

std::vector<std::string> polite_sentences(std::string_view text) {
    std::vector<std::string> found = sentences_outside_quotes(text);
    std::erase_if(found, [](const std::string& sentence) { return !ends_politely(sentence); });
    return found;
}

std::vector<std::string> plain_sentences(std::string_view text) {
    std::vector<std::string> found = sentences_outside_quotes(text);
    std::erase_if(found, [](const std::string& sentence) {
        return ends_politely(sentence) || sentence.ends_with("…");  // ends with a quotation
    });
    return found;
}

bool has_modal(std::string_view text) {
    return std::ranges::any_of(kModals, [&](std::string_view modal) {
        return text.find(modal) != std::string_view::npos;
    });
}

}  // namespace ainews::pipeline
