#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/block.h"

namespace ainews::pipeline {

/// A block's text as a model sees it: links as ⟦1⟧…⟦/1⟧, inline code and bare addresses as ⟦c1⟧, so
/// that no model ever writes a URL and code comes back untouched.
struct MarkedText {
    std::string text;
    std::vector<std::string> links;  ///< href of link 1, 2, ...
    std::vector<std::string> codes;  ///< text of code 1, 2, ...
};

/// The marks back as what they stand for; offsets in code points of `text`.
struct RestoredText {
    std::string text;
    std::vector<Span> spans;
};

/// Text from outside that cannot be taken for our marks, tags or fence: ⟦ ⟧ become [ ], "[["
/// becomes
/// "[ [", invisible characters and the fence's placeholder vanish.
[[nodiscard]] std::string as_data(std::string_view untrusted);

/// as_data() with every address replaced by "[URL]": what a model may read but never write.
[[nodiscard]] std::string as_prose(std::string_view untrusted);

[[nodiscard]] MarkedText mark_block(const Block& block);

/// Puts links and code back. Marks that `marked` does not know, or that do not pair, are dropped.
[[nodiscard]] RestoredText restore_marks(std::string_view text, const MarkedText& marked);

/// One line saying which marks of `source` (in marked form) are missing from `text` or added to it;
/// empty where both have the same ones, in whatever order.
[[nodiscard]] std::string mark_difference(std::string_view text, std::string_view source);

/// The text without its marks; what stood between a link's marks stays.
[[nodiscard]] std::string without_marks(std::string_view marked_text);

/// A character nobody sees that steers readers of text: zero-width, bidirectional controls, tags,
/// variation selectors outside emoji use, soft hyphen (hostile to both checks and models).
[[nodiscard]] bool is_invisible(char32_t c) noexcept;

}  // namespace ainews::pipeline
