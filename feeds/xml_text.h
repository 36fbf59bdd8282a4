#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>

namespace ainews::feeds {

/// What an element says: either plain text or HTML.
struct TextConstruct {
    std::string text;
    bool html = false;
};

/// How to read an element that does not say it itself.
enum class TextRule {
    AtomText,  ///< plain unless `type` says otherwise (RFC 4287 §3.1)
    RssText,   ///< escaped HTML
    Plain,     ///< never HTML
};

[[nodiscard]] bool has_elements(pugi::xml_node element) noexcept;
/// The attribute of that name without regard to case.
[[nodiscard]] std::string_view attribute(pugi::xml_node element, std::string_view name) noexcept;

/// The element's own text and CDATA; usually without a copy, else put together in `scratch`.
[[nodiscard]] std::string_view own_text(pugi::xml_node element, std::string& scratch);

/// The element's content by its `type` and `mode` (Atom 1.0 and 0.3), inline markup included; at
/// most `bytes_max` bytes.
[[nodiscard]] TextConstruct read_text(pugi::xml_node element, TextRule rule, std::size_t bytes_max);

}  // namespace ainews::feeds
