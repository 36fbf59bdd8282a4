#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/source.h"

namespace ainews {

/// Decides what may be published of a piece of content. Rights follow the host that carries the
/// content, not the feed that mentioned it: a link list's own rights do not cover what it links to.
/// Immutable and thread-safe.
class RightsPolicy {
public:
    RightsPolicy(std::span<const Source> sources, Rights fallback);

    /// The source's rights where the content lives on one of its hosts (its feed's host with or
    /// without "www.", or `rights_hosts`), else the more restrictive of them and the fallback.
    [[nodiscard]] Rights of(std::string_view source_slug, std::string_view content_url) const;
    /// The basis shown on the page; empty where none is given.
    [[nodiscard]] std::string_view basis(std::string_view source_slug) const;

private:
    struct Rule {
        Rights rights;
        std::string basis;
        std::vector<std::string> hosts;
    };
    std::map<std::string, Rule, std::less<>> rules_;
    Rights fallback_;
};

/// The lower-case host of an absolute http(s) URL, without user, port and leading "www."; else
/// empty.
[[nodiscard]] std::string rights_host(std::string_view url);

}  // namespace ainews
