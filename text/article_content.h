#pragma once

#include <string_view>

#include "text/article_facts.h"
#include "text/html_writer.h"

namespace ainews::text {

/// Where the article is: a subtree, and what in it does not belong to it.
struct Content {
    NodeId root = 0;
    NodeSet dropped;
    std::uint32_t text = 0;  ///< visible characters that are kept
};

/// How sure a rule must be before it drops something. Each further pass drops less.
enum class Strictness { Strict, Lenient, Everything };

/// Finds the article's own text. `title` is the page's, so that it is not repeated in the text.
[[nodiscard]] Content find_content(const Dom& dom, const PageFacts& facts, std::string_view title);

}  // namespace ainews::text
