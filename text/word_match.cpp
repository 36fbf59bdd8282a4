#include "text/word_match.h"

#include "text/unicode.h"

namespace ainews::text {
namespace {

char32_t first_of(std::string_view text) noexcept {
    std::size_t pos = 0;
    return text.empty() ? U' ' : next(text, pos);
}

char32_t last_of(std::string_view text) noexcept {
    if (text.empty()) return U' ';
    std::size_t pos = text.size() - 1;
    while (pos > 0 && (static_cast<unsigned char>(text[pos]) & 0xC0U) == 0x80U) --pos;
    return next(text, pos);
}

bool is_boundary(char32_t left, char32_t right) noexcept {
    return !is_word_char(left) || !is_word_char(right) || is_cjk(left) || is_cjk(right);
}

}  // namespace

bool word_occurs(std::string_view text, std::string_view word, bool plural) {
    const char32_t first = first_of(word);
    const char32_t last = last_of(word);
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        if (!is_boundary(last_of(text.substr(0, at)), first)) continue;
        const std::string_view after = text.substr(at + word.size());
        if (is_boundary(last, first_of(after))) return true;
        if (plural && after.starts_with('s') && is_boundary(U's', first_of(after.substr(1))))
            return true;
    }
    return false;
}

}  // namespace ainews::text
