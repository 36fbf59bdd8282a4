#include "core/rights.h"

#include <algorithm>
#include <cctype>

namespace ainews {

std::string rights_host(std::string_view url) {
    const auto scheme_end = url.find("://");
    if (scheme_end == std::string_view::npos) return {};
    std::string_view rest = url.substr(scheme_end + 3);
    rest = rest.substr(0, rest.find_first_of("/?#"));
    if (const auto at = rest.rfind('@'); at != std::string_view::npos) rest.remove_prefix(at + 1);
    if (rest.starts_with('['))
        rest = rest.substr(0, rest.find(']') + 1);
    else
        rest = rest.substr(0, rest.find(':'));
    std::string host{rest};
    std::ranges::transform(host, host.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (host.starts_with("www.")) host.erase(0, 4);
    return host;
}

RightsPolicy::RightsPolicy(std::span<const Source> sources, Rights fallback) : fallback_{fallback} {
    for (const Source& source : sources) {
        Rule rule{source.rights.value_or(fallback), source.rights_basis, {rights_host(source.url)}};
        for (const std::string& host : source.rights_hosts)
            rule.hosts.push_back(rights_host("https://" + host));
        rules_.insert_or_assign(source.slug, std::move(rule));
    }
}

Rights RightsPolicy::of(std::string_view source_slug, std::string_view content_url) const {
    const auto found = rules_.find(source_slug);
    if (found == rules_.end()) return std::min(fallback_, Rights::Summary);
    const Rule& rule = found->second;
    const bool covered =
        std::ranges::find(rule.hosts, rights_host(content_url)) != rule.hosts.end();
    return covered ? rule.rights : std::min(rule.rights, std::min(fallback_, Rights::Summary));
}

std::string_view RightsPolicy::basis(std::string_view source_slug) const {
    const auto found = rules_.find(source_slug);
    return found == rules_.end() ? std::string_view{} : std::string_view{found->second.basis};
}

}  // namespace ainews
