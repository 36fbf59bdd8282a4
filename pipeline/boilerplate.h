#pragma once

#include <string_view>

namespace ainews::pipeline {

/// True where a short paragraph calls to subscribe, follow or share, or is no more than a line of
/// credits: what a translator may leave out (⟦除外⟧).
[[nodiscard]] bool looks_like_boilerplate(std::string_view paragraph);

/// True for a line that feed software, not the author, puts under an entry: the counts and links of
/// a community post ("Points: 42", "Comments URL: ..."), WordPress's "The post ... appeared first
/// on".
[[nodiscard]] bool is_feed_footer(std::string_view line);

/// True where a text ends as a feed's excerpt does ("…", "Read more", "続きを読む").
[[nodiscard]] bool ends_like_an_excerpt(std::string_view text);

/// True where a page's text asks to subscribe or log in to read on.
[[nodiscard]] bool looks_paywalled(std::string_view text);

}  // namespace ainews::pipeline
