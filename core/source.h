#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"

namespace ainews {

enum class SourceKind { News, Blog, Research, Community, Video, Tools };
/// What may be published of an item; ordered from least to most.
enum class Rights { Link, Summary, Full };
/// Where an item's text comes from: the feed, the page, or the feed where its text is whole.
enum class TextMode { Auto, Feed, Page };

[[nodiscard]] std::string_view to_string(SourceKind kind) noexcept;
[[nodiscard]] std::string_view to_string(Rights rights) noexcept;
[[nodiscard]] std::string_view to_string(TextMode mode) noexcept;
[[nodiscard]] std::optional<SourceKind> source_kind_from(std::string_view text) noexcept;
[[nodiscard]] std::optional<Rights> rights_from(std::string_view text) noexcept;
[[nodiscard]] std::optional<TextMode> text_mode_from(std::string_view text) noexcept;

/// In Source::hold_if, in a word's place.
inline constexpr std::string_view kHoldFindings = "@findings";

/// One feed that is polled, as the operator configured it.
struct Source {
    std::string name;  ///< shown to readers
    std::string slug;  ///< `[a-z0-9-]{1,60}`; the source's identity for good
    std::string url;   ///< http or https
    SourceKind kind = SourceKind::News;
    std::string language;                         ///< BCP 47 primary tag, empty: detect
    double weight = 1.0;                          ///< orders the work, 0.1 to 10
    std::optional<Rights> rights = std::nullopt;  ///< nullopt: `site.rights_default`
    std::string rights_basis;               ///< shown on the page; needed where rights is Full
    std::vector<std::string> rights_hosts;  ///< further hosts whose content these rights cover
    std::optional<Millis> interval = std::nullopt;  ///< nullopt: `daemon.interval`
    Millis backlog = std::chrono::hours{48};        ///< a first poll processes nothing older
    TextMode text = TextMode::Auto;
    std::vector<std::string>
        include;  ///< keep only entries with one of these words, if any are given
    std::vector<std::string> exclude;  ///< filter entries with one of these words
    /// Hold items with one of these words for the editor; kHoldFindings: those whose results the
    /// checks found fault with.
    std::vector<std::string> hold_if;
    bool newsletter = false;  ///< its entries are lists of links: each becomes an item
    bool paused = false;

    bool operator==(const Source&) const = default;
};

}  // namespace ainews
