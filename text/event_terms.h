#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

/// What a short Japanese text says beside the names in it, in pieces that can be counted. Pure and
/// thread-safe.
namespace ainews::text {

/// Pairs of neighbouring CJK letters, Latin words and numbers, with their weight: 1, half for a
/// pair that is half hiragana; pairs of two hiragana are grammar and left out.
using EventTerms = std::map<std::string, double, std::less<>>;

/// Terms of `folded` (NFKC, lower case) outside of `names`, which are letters only as
/// text::letters_only makes them. Names are left out because two events of one company share them.
[[nodiscard]] EventTerms event_terms(std::string_view folded, std::span<const std::string> names);

/// Weight of the common terms, of the union and of the smaller one; 0 where there is nothing.
[[nodiscard]] double jaccard(const EventTerms& a, const EventTerms& b);
[[nodiscard]] double containment(const EventTerms& a, const EventTerms& b);

}  // namespace ainews::text
