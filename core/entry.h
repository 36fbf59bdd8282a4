#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"

namespace ainews {

/// A file that an entry points at (RSS `<enclosure>`, Atom link rel=enclosure, media:content).
struct Enclosure {
    std::string url;
    std::optional<std::string> type = std::nullopt;
    std::optional<std::int64_t> length = std::nullopt;  ///< bytes
    bool operator==(const Enclosure&) const = default;
};

/// What a feed shows, after parsing: not yet ours. All text is valid UTF-8 without control
/// characters; titles, authors and categories are plain text; `*_html` is raw and hostile until
/// sanitized.
struct Entry {
    std::string id;   ///< guid, atom:id; empty where the feed gives none
    std::string url;  ///< absolute http(s); empty where the feed gives none
    std::string title;
    std::vector<std::string> authors;
    std::optional<TimePoint> published = std::nullopt;
    std::optional<TimePoint> updated = std::nullopt;
    std::optional<std::string> summary_html = std::nullopt;
    std::optional<std::string> content_html = std::nullopt;
    std::string base_url;  ///< what relative links in the HTML are relative to
    std::string language;  ///< as the entry or feed declares it; may be empty
    std::vector<std::string> categories;
    std::vector<Enclosure> enclosures;
    std::optional<std::string> image = std::nullopt;         ///< media:thumbnail, itunes:image
    std::optional<std::int64_t> points = std::nullopt;       ///< of a community post
    std::optional<std::int64_t> comments = std::nullopt;     ///< slash:comments and the like
    std::optional<std::string> comments_url = std::nullopt;  ///< the discussion of a community post
};

/// How often a feed says it wants to be polled.
struct PollHints {
    std::optional<Millis> ttl =
        std::nullopt;              ///< RSS `<ttl>`, sy:updatePeriod / sy:updateFrequency
    std::uint32_t skip_hours = 0;  ///< bit h: do not poll in hour h, UTC (RSS `<skipHours>`)
    std::uint8_t skip_days = 0;    ///< bit d: do not poll on weekday d, 0 = Sunday
    bool operator==(const PollHints&) const = default;
};

struct Feed {
    enum class Format { Rss, Atom, Rdf, Json };
    Format format = Format::Rss;
    std::string title;
    std::string link;
    std::string language;  ///< empty where not declared
    std::vector<Entry> entries;
    PollHints hints;
    std::string previous_archive;       ///< RFC 5005 `prev-archive` or paged `next`; may be empty
    std::vector<std::string> problems;  ///< one line each: what was wrong and what was made of it
};

}  // namespace ainews
