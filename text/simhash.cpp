#include "text/simhash.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <string>
#include <unordered_map>
#include <vector>

#include "text/unicode.h"

namespace ainews::text {
namespace {

/// FNV-1a followed by a finalizer: FNV alone leaves the high bits of short words nearly equal.
std::uint64_t hash_of(std::string_view feature, std::uint64_t seed) noexcept {
    std::uint64_t hash = 0xCBF29CE484222325ULL ^ seed;
    for (const char c : feature) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x100000001B3ULL;
    }
    hash ^= hash >> 33U;
    hash *= 0xFF51AFD7ED558CCDULL;
    hash ^= hash >> 33U;
    hash *= 0xC4CEB9FE1A85EC53ULL;
    return hash ^ (hash >> 33U);
}

/// Words of the folded text as hashes; each pair of neighbouring CJK letters counts as a word.
std::vector<std::uint64_t> words_of(std::string_view text) {
    std::vector<std::uint64_t> out;
    std::size_t word_begin = text.size();
    std::size_t previous_cjk = text.size();
    const auto close_word = [&](std::size_t end) {
        if (word_begin < end) out.push_back(hash_of(text.substr(word_begin, end - word_begin), 0));
        word_begin = text.size();
    };
    for (std::size_t pos = 0; pos < text.size();) {
        const std::size_t from = pos;
        const char32_t c = next(text, pos);
        if (is_cjk(c)) {
            close_word(from);
            if (previous_cjk < from)
                out.push_back(hash_of(text.substr(previous_cjk, pos - previous_cjk), 1));
            previous_cjk = from;
            continue;
        }
        previous_cjk = text.size();
        if (!is_word_char(c))
            close_word(from);
        else if (word_begin == text.size())
            word_begin = from;
    }
    close_word(text.size());
    return out;
}

}  // namespace

std::optional<std::uint64_t> simhash(std::string_view text) {
    const std::string folded = lower(nfkc(text));
    if (length(collapse_space(folded)) < kSimhashCharactersMin) return std::nullopt;
    std::unordered_map<std::uint64_t, int> counts;
    for (const std::uint64_t word : words_of(folded)) ++counts[word];
    if (counts.empty()) return std::nullopt;

    // Integers, so that no machine's rounding or order of summation changes a stored fingerprint.
    std::array<std::int64_t, 64> sums{};
    for (const auto& [hash, count] : counts)
        for (std::size_t bit = 0; bit < sums.size(); ++bit)
            sums[bit] += ((hash >> bit) & 1U) != 0 ? count : -count;
    std::uint64_t fingerprint = 0;
    for (std::size_t bit = 0; bit < sums.size(); ++bit)
        if (sums[bit] > 0) fingerprint |= std::uint64_t{1} << bit;
    return fingerprint;
}

int hamming_distance(std::uint64_t a, std::uint64_t b) noexcept { return std::popcount(a ^ b); }

}  // namespace ainews::text
