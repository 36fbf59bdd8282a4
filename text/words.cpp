#include "text/words.h"

#include <algorithm>

#include "text/unicode.h"
#include "text/word_match.h"

namespace ainews::text {
namespace {

std::string folded(std::string_view text) { return lower(nfkc(text)); }

}  // namespace

WordFilter::WordFilter(std::span<const std::string> words) {
    for (const std::string& word : words)
        if (std::string prepared = collapse_space(folded(word)); !prepared.empty())
            words_.push_back(std::move(prepared));
}

bool WordFilter::matches(std::string_view text) const {
    if (words_.empty()) return false;
    const std::string prepared = collapse_space(folded(text));
    return std::ranges::any_of(
        words_, [&](const std::string& word) { return word_occurs(prepared, word); });
}

bool contains_any(std::string_view text, std::span<const std::string> words) {
    return WordFilter{words}.matches(text);
}

bool contains_word(std::string_view text, std::string_view word) {
    const std::string single[] = {std::string{word}};
    return contains_any(text, single);
}

}  // namespace ainews::text
