#include "core/source.h"

#include <array>
#include <utility>

namespace ainews {
namespace {

template <typename Enum, std::size_t N>
using Names = std::array<std::pair<Enum, std::string_view>, N>;

constexpr Names<SourceKind, 6> kKinds{{{SourceKind::News, "news"},
                                       {SourceKind::Blog, "blog"},
                                       {SourceKind::Research, "research"},
                                       {SourceKind::Community, "community"},
                                       {SourceKind::Video, "video"},
                                       {SourceKind::Tools, "tools"}}};
constexpr Names<Rights, 3> kRights{
    {{Rights::Link, "link"}, {Rights::Summary, "summary"}, {Rights::Full, "full"}}};
constexpr Names<TextMode, 3> kTextModes{
    {{TextMode::Auto, "auto"}, {TextMode::Feed, "feed"}, {TextMode::Page, "page"}}};

template <typename Enum, std::size_t N>
std::string_view name_of(const Names<Enum, N>& names, Enum value) noexcept {
    for (const auto& [candidate, name] : names)
        if (candidate == value) return name;
    return "unknown";
}

template <typename Enum, std::size_t N>
std::optional<Enum> value_of(const Names<Enum, N>& names, std::string_view text) noexcept {
    for (const auto& [value, name] : names)
        if (name == text) return value;
    return std::nullopt;
}

}  // namespace

std::string_view to_string(SourceKind kind) noexcept { return name_of(kKinds, kind); }
std::string_view to_string(Rights rights) noexcept { return name_of(kRights, rights); }
std::string_view to_string(TextMode mode) noexcept { return name_of(kTextModes, mode); }
std::optional<SourceKind> source_kind_from(std::string_view text) noexcept {
    return value_of(kKinds, text);
}
std::optional<Rights> rights_from(std::string_view text) noexcept {
    return value_of(kRights, text);
}
std::optional<TextMode> text_mode_from(std::string_view text) noexcept {
    return value_of(kTextModes, text);
}

}  // namespace ainews
