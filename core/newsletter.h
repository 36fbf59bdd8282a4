#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ainews {

/// What a newsletter's issue says of one article elsewhere.
struct NewsletterSection {
    std::string url;    ///< absolute http(s), on another site than the issue
    std::string title;  ///< plain text
    std::string blurb;  ///< plain text, a blank line between paragraphs
    bool operator==(const NewsletterSection&) const = default;
};

/// The sections of an issue, in its order, each address once.
struct NewsletterIssue {
    /// The source is a newsletter by configuration: what is not known yet becomes an item, and the
    /// issue itself is not worked on further. Otherwise only known items get a sighting.
    bool opens_items = false;
    std::vector<NewsletterSection> sections;
};

/// Sections of one issue that are followed, at most.
inline constexpr std::size_t kNewsletterSectionsMax = 40;

/// The guid of an entry that was made from a section begins so: it is never split again.
inline constexpr std::string_view kNewsletterSectionGuid = "newsletter-section:";

}  // namespace ainews
