#pragma once

#include <string_view>
#include <vector>

#include "core/block.h"
#include "core/newsletter.h"

namespace ainews::pipeline {

/// Fewer sections than this make no list of links.
inline constexpr std::size_t kSectionsMin = 4;

/// The sections of an issue: a headline that is a link, or that stands over text with one link; a
/// paragraph that begins with a link and tells of it; a list line with one link. Links count that
/// lead to another site than `url`, the issue's own; advertisements are left out.
[[nodiscard]] std::vector<NewsletterSection> newsletter_sections(const std::vector<Block>& blocks,
                                                                 std::string_view url);

/// Whether these sections are what the text consists of: at least kSectionsMin, and most of what
/// there is to read. An article with many references is none.
[[nodiscard]] bool is_list_of_links(const std::vector<NewsletterSection>& sections,
                                    const std::vector<Block>& blocks);

}  // namespace ainews::pipeline
