#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/support/newsroom_feeds.h"

namespace ainews::newsroom {

/// The page of an article as outlets build them: navigation, scripts, a call to subscribe, related
/// links and a footer around the text.
[[nodiscard]] Document render_page(const Edition& edition, const Outlet& outlet,
                                   const SampleArticle& article);
/// The outlet's front page: a list of its articles.
[[nodiscard]] Document render_home(const Edition& edition, const Outlet& outlet);
/// The discussion page of a link board, for an article that it only mentions.
[[nodiscard]] Document render_discussion(const Edition& edition, const Outlet& outlet,
                                         std::string_view article);

/// Sentences that pages carry beside the text: whoever asks for a translation of one of them has
/// taken furniture for text.
[[nodiscard]] std::vector<std::string> furniture(const Outlet& outlet);

}  // namespace ainews::newsroom
