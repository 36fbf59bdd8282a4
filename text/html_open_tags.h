#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "text/html_tokenizer.h"

namespace ainews::text {

/// The elements that the parser would have open at some point of a tag stream: near enough to the
/// tree construction rules (WHATWG HTML §13.2.6) that the real depth never grows far beyond what is
/// counted here. Elements whose end tags are optional are not counted: they end each other.
class HtmlOpenTags {
public:
    /// False where the element would stand too deep: its tag is to be dropped.
    [[nodiscard]] bool open(const HtmlToken& token);
    /// False where the end tag closes nothing, or belongs to a dropped one.
    [[nodiscard]] bool close(const HtmlToken& token);
    [[nodiscard]] bool in_pre() const noexcept { return pre_ > 0; }
    /// How many elements the parser would clone into the next block.
    [[nodiscard]] std::size_t active_formatting() const noexcept { return active_; }
    /// The formatting elements that are still open, which are then forgotten.
    [[nodiscard]] std::vector<Tag> take_active_formatting();

private:
    struct Open {
        Tag tag;
        std::string_view name;  ///< of an Unknown
    };

    [[nodiscard]] bool close_formatting(Tag tag);
    void pop_to(std::size_t size);
    void add_active(Tag tag, int step) noexcept;

    std::vector<Open> open_;
    std::array<std::uint32_t, 256>
        dropped_{};  ///< by Tag: start tags dropped whose end tags are due
    std::array<std::uint32_t, 256> formatting_{};  ///< by Tag: formatting elements not closed
    std::size_t active_ = 0;
    int pre_ = 0;
};

}  // namespace ainews::text
