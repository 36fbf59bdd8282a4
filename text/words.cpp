#include "text/words.h"

#include <algorithm>

#include "text/unicode.h"

namespace ainews::text {
namespace {

std::string folded(std::string_view text) { return lower(nfkc(text)); }

char32_t first_of(std::string_view text) noexcept {
    std::size_t pos = 0;
    return text.empty() ? U' ' : next(text, pos);
}

char32_t last_of(std::string_view text) noexcept {
    char32_t last = U' ';
    const std::size_t from = text.size() > 4 ? text.size() - 4 : 0;
    for (std::size_t pos = from; pos < text.size();) {
        const std::size_t at = pos;
        const char32_t c = next(text, pos);
        // The window may begin inside a sequence: only what ends the text counts.
        if (pos == text.size() || at == from) last = c;
    }
    return last;
}

/// Between these two characters a word may begin or end: one of them is no letter or digit, or one
/// is a CJK letter, for Japanese sets Latin words without spaces.
bool is_boundary(char32_t left, char32_t right) noexcept {
    return !is_word_char(left) || !is_word_char(right) || is_cjk(left) || is_cjk(right);
}

/// Both already folded.
bool occurs(std::string_view text, std::string_view word) {
    const char32_t first = first_of(word);
    const char32_t last = last_of(word);
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        if (is_boundary(last_of(text.substr(0, at)), first) &&
            is_boundary(last, first_of(text.substr(at + word.size()))))
            return true;
    }
    return false;
}

}  // namespace

WordFilter::WordFilter(std::span<const std::string> words) {
    for (const std::string& word : words)
        if (std::string prepared = collapse_space(folded(word)); !prepared.empty())
            words_.push_back(std::move(prepared));
}

bool WordFilter::matches(std::string_view text) const {
    if (words_.empty()) return false;
    const std::string prepared = collapse_space(folded(text));
    return std::ranges::any_of(words_,
                               [&](const std::string& word) { return occurs(prepared, word); });
}

bool contains_any(std::string_view text, std::span<const std::string> words) {
    return WordFilter{words}.matches(text);
}

bool contains_word(std::string_view text, std::string_view word) {
    const std::string single[] = {std::string{word}};
    return contains_any(text, single);
}

}  // namespace ainews::text
