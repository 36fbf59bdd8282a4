#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

/// What kind of thing a Japanese headline says has happened. Pure and thread-safe.
namespace ainews::text {

/// A set of kinds of event (a launch, a price, a round of money, a lawsuit ...), one bit each.
using EventKinds = std::uint32_t;

inline constexpr EventKinds kAnnounced = 1U << 0U;  ///< announced, released, tried out
inline constexpr EventKinds kAppealed = 1U << 6U;   ///< an appeal against a ruling or a fine

/// The kinds whose words occur in `folded`, a text after NFKC. Several may: "値下げを発表".
[[nodiscard]] EventKinds event_kinds(std::string_view folded) noexcept;

/// Words of `folded` that mark a later turn of an event (an appeal, a protest, a correction): who
/// has such a word in the title tells of something that the first reports cannot know.
[[nodiscard]] std::vector<std::string_view> follow_up_words(std::string_view folded);

}  // namespace ainews::text
