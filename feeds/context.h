#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/entry.h"
#include "feeds/parse.h"

namespace ainews::feeds {

/// What an entry inherits from its feed, and how it is to be read.
struct Context {
    Feed::Format format = Feed::Format::Rss;
    const ParseOptions* options = nullptr;
    std::string base;  ///< xml:base, or where the document came from; may be empty
    std::string
        site;  ///< the feed's own link: what HTML is relative to where nothing else is known
    bool explicit_base = false;  ///< `base` is an xml:base: it outranks the entry's own address
    std::string language;
    std::vector<std::string> authors;
    /// Set while reading where inline markup was met: white space between its tags matters, so the
    /// document is to be read again with it.
    bool* met_markup = nullptr;
};

/// Plain text of a title: markup gone, references decoded, one line.
[[nodiscard]] std::string title_of(std::string_view text, bool html, std::size_t bytes_max);

/// The date where it can be read and is plausible (see ParseOptions::now).
[[nodiscard]] std::optional<TimePoint> date_of(std::string_view text, const ParseOptions& options);

/// Adds `value` where it is not empty, not there yet and the list not full.
void add_unique(std::vector<std::string>& list, std::string value, std::size_t list_max);

/// The name in "name@example.com (A Name)", "A Name (name@example.com)",
/// "A Name <name@example.com>"; else the text itself.
[[nodiscard]] std::string person_name(std::string_view text);

}  // namespace ainews::feeds
