#pragma once

#include <cstdlib>
#include <string_view>

#include "core/entry.h"
#include "feeds/identity.h"
#include "feeds/parse.h"
#include "feeds/scan.h"

/// What holds of every feed that comes out of any bytes; anything else is a bug and aborts.
namespace ainews::feeds::fuzz {

inline void require(bool holds) {
    if (!holds) std::abort();
}

inline void require_clean(std::string_view text) { require(classify(text) != Bytes::Other); }

inline void require_web_address(std::string_view url) {
    require_clean(url);
    require(url.empty() || url.starts_with("http://") || url.starts_with("https://"));
}

inline void check(const Feed& feed, const ParseOptions& options) {
    require(feed.entries.size() <= options.entries_max);
    require_clean(feed.title);
    require_web_address(feed.link);
    require_web_address(feed.previous_archive);
    for (const Entry& entry : feed.entries) {
        require_clean(entry.id);
        require_clean(entry.title);
        require(entry.title.size() <= options.title_bytes_max);
        require_web_address(entry.url);
        for (const auto& html : {entry.summary_html, entry.content_html})
            if (html) require_clean(*html);
        require(entry.authors.size() <= options.list_max &&
                entry.categories.size() <= options.list_max);
        for (const Enclosure& enclosure : entry.enclosures) require_web_address(enclosure.url);
        (void)identity_keys(entry);
    }
}

}  // namespace ainews::feeds::fuzz
