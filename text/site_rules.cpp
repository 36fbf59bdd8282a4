#include "text/site_rules.h"

#include <algorithm>
#include <array>

namespace ainews::text {
namespace {

// Second-level labels under which countries hand out names ("co" in "co.jp").
constexpr auto kCategoryLabels = std::to_array<std::string_view>(
    {"ac",  "ad", "co",  "com", "ed",  "edu", "gen", "go", "gob", "gov", "gr",  "info", "lg",
     "ltd", "me", "mil", "ne",  "net", "nic", "nom", "or", "org", "plc", "sch", "web"});

// Hosts whose subdomains belong to different people.
constexpr auto kPlatforms = std::to_array<std::string_view>(
    {"azurewebsites.net", "beehiiv.com",    "blogspot.com",    "blogspot.jp",     "bearblog.dev",
     "cloudfront.net",    "fc2.com",        "firebaseapp.com", "ghost.io",        "github.io",
     "gitlab.io",         "hatenablog.com", "hatenablog.jp",   "hatenadiary.com", "hatenadiary.jp",
     "hateblo.jp",        "herokuapp.com",  "hf.space",        "livedoor.blog",   "medium.com",
     "mirror.xyz",        "neocities.org",  "netlify.app",     "notion.site",     "pages.dev",
     "readthedocs.io",    "seesaa.net",     "substack.com",    "tistory.com",     "tumblr.com",
     "typepad.com",       "vercel.app",     "web.app",         "wixsite.com",     "wordpress.com",
     "workers.dev"});

bool is_address(std::string_view host) {
    return host.starts_with('[') ||
           std::ranges::all_of(host, [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}

/// The last `count` labels of the host.
std::string_view last_labels(std::string_view host, int count) {
    auto dot = host.size();
    for (; count > 0 && dot != std::string_view::npos && dot != 0; --count)
        dot = host.rfind('.', dot - 1);
    return count > 0 || dot == std::string_view::npos || dot == 0 ? host : host.substr(dot + 1);
}

bool is_public_suffix(std::string_view two_labels) {
    if (std::ranges::find(kPlatforms, two_labels) != kPlatforms.end()) return true;
    const auto dot = two_labels.find('.');
    if (dot == std::string_view::npos || two_labels.size() - dot - 1 != 2) return false;
    return std::ranges::find(kCategoryLabels, two_labels.substr(0, dot)) != kCategoryLabels.end();
}

}  // namespace

std::string registrable_domain(std::string_view host) {
    if (host.empty() || is_address(host)) return std::string{host};
    const std::string_view two = last_labels(host, 2);
    return std::string{is_public_suffix(two) ? last_labels(host, 3) : two};
}

}  // namespace ainews::text
