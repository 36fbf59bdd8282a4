#pragma once

#include <cstdint>
#include <string_view>

namespace ainews::text {

/// The attributes that some rule here reads; all others are cut before the page is parsed.
enum class Attr : std::uint8_t {
    Other,
    Alt,
    AriaHidden,
    Class,
    Content,
    DataSrc,
    Datetime,
    Hidden,
    Href,
    HttpEquiv,
    Id,
    Itemprop,
    Itemscope,
    Itemtype,
    Lang,
    Name,
    Property,
    Rel,
    Role,
    Src,
    Srcset,
    Style,
    Title,
    Type,
};

/// The attribute of that name, compared without case; lazy-loading variants of `src` are DataSrc.
[[nodiscard]] Attr attr_from_name(std::string_view name) noexcept;
[[nodiscard]] std::string_view attr_name(Attr attr) noexcept;

}  // namespace ainews::text
