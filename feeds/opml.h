#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/source.h"

namespace ainews::feeds {

/// The bounds of what is made of a subscription list.
struct OpmlLimits {
    std::size_t bytes_max = 16U << 20U;
    std::size_t tags_max = 200'000;     ///< '<' in the document: bounds the tree's memory
    std::size_t depth_max = 64;         ///< of outlines within outlines: deeper ones are left out
    std::size_t sources_max = 20'000;   ///< the first ones are kept
    std::size_t name_chars_max = 200;   ///< of a name that is not ours
    std::size_t url_bytes_max = 2'048;  ///< longer addresses are left out
    std::size_t problems_max = 100;     ///< lines; the rest is counted in one more
};

struct Opml {
    std::vector<Source> sources;        ///< in the order of the document, each address once
    std::vector<std::string> problems;  ///< one line each: what was left out, and why
    bool cut = false;  ///< the document breaks off or is broken: not read to its end
};

/// Reads a subscription list (OPML 1.0, 1.1 and 2.0) of any reader, in any encoding: every outline
/// with an xmlUrl, however deep, is a source; `text`, else `title`, is its name. What OPML has no
/// word for stands in attributes of a namespace of ours (see write_opml). Where there is none,
/// `slug` is empty, and so is `name` where the list names nothing. Nothing expands and nothing is
/// fetched; included lists are not read. Linear; pure and thread-safe. BadInput where it is no
/// OPML, TooLarge where it is larger than `bytes_max`.
[[nodiscard]] Expected<Opml> parse_opml(std::string_view bytes, const OpmlLimits& limits = {});

/// The sources as OPML 2.0 in UTF-8, flat and in this order, with nothing in it that differs from
/// one writing to the next: reading it gives the same sources. Only what is not a default is
/// written.
[[nodiscard]] std::string write_opml(std::span<const Source> sources);

}  // namespace ainews::feeds
