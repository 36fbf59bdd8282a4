#pragma once

#include "text/article_content.h"

namespace ainews::text {

/// Marks what surrounds an article on a page: navigation, sidebars, comments, forms, hidden parts.
/// Nothing that holds much of the page's prose is marked, whatever it is called.
[[nodiscard]] NodeSet mark_boilerplate(const Dom& dom, const PageFacts& facts,
                                       Strictness strictness);

/// The facts without the dropped subtrees.
[[nodiscard]] PageFacts facts_without(const Dom& dom, const PageFacts& facts,
                                      const NodeSet& dropped);

/// Marks, inside the article, what is not its text: link lists, calls to share or subscribe,
/// bylines, the title's repetition.
void mark_clutter(const Dom& dom, const PageFacts& facts, NodeId root, std::string_view title,
                  NodeSet& dropped);

}  // namespace ainews::text
