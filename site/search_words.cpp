#include "site/search_words.h"

#include <algorithm>

#include "text/html.h"
#include "text/segment.h"
#include "text/unicode.h"

namespace ainews::site {
namespace {

constexpr std::size_t kExcerptLength = 120;  ///< code points
constexpr std::size_t kBefore = kExcerptLength / 4;
constexpr std::size_t kWordsMax = 16;

/// Folded text, and where each byte of it comes from.
struct Folded {
    std::string text;
    std::vector<std::size_t> from;  ///< one more than bytes: the last is the whole length
};

Folded fold(std::string_view text) {
    Folded folded;
    folded.text.reserve(text.size());
    folded.from.reserve(text.size() + 1);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t start = at;
        const char byte = text[at];
        if (static_cast<unsigned char>(byte) < 0x80) {
            folded.text.push_back(byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + 32) : byte);
            ++at;
        } else {
            (void)text::next(text, at);
            folded.text += text::lower(text::nfkc(text.substr(start, at - start)));
        }
        folded.from.resize(folded.text.size(), start);
    }
    folded.from.push_back(text.size());
    return folded;
}

/// Steps back to where a code point begins.
std::size_t boundary(std::string_view text, std::size_t at) {
    while (at > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U)
        --at;
    return at;
}

/// The part of a sentence around the word at `at`.
std::string cut(const std::string& sentence, std::size_t at) {
    const std::size_t total = text::length(sentence);
    if (total <= kExcerptLength) return sentence;
    const std::size_t before = text::length(std::string_view{sentence}.substr(0, at));
    const std::size_t from =
        std::min(before > kBefore ? before - kBefore : 0, total - kExcerptLength);
    std::size_t start = 0;
    for (std::size_t i = 0; i < from; ++i) (void)text::next(sentence, start);
    return (from > 0 ? "…" : "") +
           text::truncate(std::string_view{sentence}.substr(start), kExcerptLength) +
           (from + kExcerptLength < total ? "…" : "");
}

}  // namespace

SearchWords::SearchWords(std::string_view typed) {
    const std::string folded = text::collapse_space(text::lower(text::nfkc(typed)));
    for (std::size_t start = 0; start < folded.size() && words_.size() < kWordsMax;) {
        const std::size_t end = std::min(folded.find(' ', start), folded.size());
        std::string word = folded.substr(start, end - start);
        // Quotes around a phrase are not part of the word.
        std::erase(word, '"');
        if (!word.empty()) words_.push_back(std::move(word));
        start = end + 1;
    }
}

std::vector<std::pair<std::size_t, std::size_t>> SearchWords::marks(std::string_view text) const {
    std::vector<std::pair<std::size_t, std::size_t>> found;
    if (words_.empty()) return found;
    const Folded folded = fold(text);
    for (const std::string& word : words_)
        for (std::size_t at = folded.text.find(word); at != std::string::npos;
             at = folded.text.find(word, at + word.size())) {
            const std::size_t begin = boundary(text, folded.from[at]);
            std::size_t end = at + word.size();
            // A character that folds to several is marked whole.
            while (end < folded.text.size() && folded.from[end] == folded.from[end - 1]) ++end;
            found.emplace_back(begin, folded.from[end]);
        }
    std::ranges::sort(found);
    std::vector<std::pair<std::size_t, std::size_t>> joined;
    for (const auto& mark : found) {
        if (!joined.empty() && mark.first <= joined.back().second)
            joined.back().second = std::max(joined.back().second, mark.second);
        else
            joined.push_back(mark);
    }
    return joined;
}

std::string SearchWords::marked_html(std::string_view text) const {
    std::string out;
    std::size_t at = 0;
    for (const auto& [begin, end] : marks(text)) {
        out += text::escape_html(text.substr(at, begin - at));
        out += "<mark>" + text::escape_html(text.substr(begin, end - begin)) + "</mark>";
        at = end;
    }
    return out + text::escape_html(text.substr(at));
}

std::string SearchWords::excerpt(const std::vector<std::string>& texts) const {
    for (const std::string& text : texts) {
        if (marks(text).empty()) continue;
        for (const std::string& sentence : text::sentences(text))
            if (const auto places = marks(sentence); !places.empty())
                return cut(sentence, places.front().first);
    }
    return {};
}

}  // namespace ainews::site
