#pragma once

#include <cstdint>
#include <string_view>

namespace ainews::text {

/// The HTML elements that some rule here names; all others are Unknown.
enum class Tag : std::uint8_t {
    Unknown, A, Abbr, Address, Area, Article, Aside, Audio, B, Base, Big, Blockquote, Body, Br, Button,
    Canvas, Caption, Center, Cite, Code, Col, Colgroup, Data, Datalist, Dd, Del, Details, Dfn, Dialog,
    Dir, Div, Dl, Dt, Em, Embed, Fieldset, Figcaption, Figure, Font, Footer, Form, Frame, Frameset, H1,
    H2, H3, H4, H5, H6, Head, Header, Hgroup, Hr, Html, I, Iframe, Img, Input, Ins, Kbd, Label, Legend,
    Li, Link, Main, Map, Mark, Math, Menu, Meta, Meter, Nav, Nobr, Noembed, Noframes, Noscript, Object,
    Ol, Optgroup, Option, Output, P, Param, Picture, Plaintext, Pre, Progress, Q, Rb, Rp, Rt, Rtc, Ruby,
    S, Samp, Script, Section, Select, Small, Source, Span, Strike, Strong, Style, Sub, Summary, Sup, Svg,
    Table, Tbody, Td, Template, Textarea, Tfoot, Th, Thead, Time, Title, Tr, Track, Tt, U, Ul, Var, Video,
    Wbr, Xmp,
};

/// The element of that name, compared without case.
[[nodiscard]] Tag tag_from_name(std::string_view name) noexcept;
/// Lower-case; empty for Unknown.
[[nodiscard]] std::string_view tag_name(Tag tag) noexcept;

/// No content and no end tag (WHATWG HTML §13.1.2).
[[nodiscard]] bool is_void(Tag tag) noexcept;
/// Starts on a line of its own when shown.
[[nodiscard]] bool is_block(Tag tag) noexcept;
/// Kept by the parser in its list of active formatting elements (WHATWG HTML §13.2.4.3).
[[nodiscard]] bool is_formatting(Tag tag) noexcept;
/// May be left open legally: its end tag is implied by what follows (WHATWG HTML §13.1.2.4).
[[nodiscard]] bool has_optional_end(Tag tag) noexcept;
[[nodiscard]] constexpr bool is_heading(Tag tag) noexcept { return tag >= Tag::H1 && tag <= Tag::H6; }

}  // namespace ainews::text
