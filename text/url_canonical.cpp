#include <algorithm>
#include <array>
#include <vector>

#include "text/unicode.h"
#include "text/url.h"
#include "text/url_parts.h"

/// The rules of canonical_url(), each a small function. They err towards keeping: two addresses
/// wrongly held apart cost a duplicate that SimHash still finds, two wrongly merged lose an
/// article.
namespace ainews::text {
namespace {

constexpr auto kTrackingPrefixes = std::to_array<std::string_view>(
    {"utm_", "mtm_", "pk_", "piwik_", "matomo_", "hsa_", "__hs", "itm_", "oly_", "vero_", "wt.",
     "guce_", "sc_src", "fb_action", "stm_", "mc_"});

constexpr auto kTrackingNames = std::to_array<std::string_view>({
    "_branch_match_id",
    "_bhlid",
    "_bta_c",
    "_bta_tid",
    "_ga",
    "_gl",
    "_hsenc",
    "_hsmi",
    "_ke",
    "_kx",
    "_openstat",
    "__s",
    "__twitter_impression",
    "__tn__",
    "ck_subscriber_id",
    "cmpid",
    "dclid",
    "dm_i",
    "ef_id",
    "emc",
    "epik",
    "fb_ref",
    "fb_source",
    "fbclid",
    "gbraid",
    "gclid",
    "gclsrc",
    "guccounter",
    "hsctatracking",
    "icid",
    "igsh",
    "igshid",
    "mibextid",
    "mkt_tok",
    "ml_subscriber",
    "ml_subscriber_hash",
    "msclkid",
    "ncid",
    "nr_email_referer",
    "rb_clickid",
    "ref_src",
    "ref_url",
    "referrer",
    "s_cid",
    "s_kwcid",
    "sfnsn",
    "share_source",
    "smid",
    "smtyp",
    "soc_src",
    "soc_trk",
    "spm",
    "sr_share",
    "srsltid",
    "taid",
    "trk",
    "trkcampaign",
    "ttclid",
    "twclid",
    "vd_source",
    "wbraid",
    "wickedid",
    "wt_mc",
    "xtor",
    "yclid",
    "ysclid",
    "zanpid",
});

constexpr auto kAmpParameters =
    std::to_array<std::string_view>({"amp", "_amp", "amp_js_v", "amp_gsa", "usqp", "isamp"});

struct Parameter {
    std::string name;  ///< as written, escapes normalized
    std::string value;
    bool has_value = false;
};

bool looks_like_host(std::string_view value) {
    const auto dot = value.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || value.size() - dot < 3) return false;
    return std::ranges::all_of(value.substr(dot + 1), [](char c) { return c >= 'a' && c <= 'z'; });
}

/// Parameters that say how the reader came, but only with such values: "ref=main" is a branch
/// elsewhere.
bool is_origin_note(std::string_view name, std::string_view value) {
    const bool feed_word = value.starts_with("rss") || value == "feed" || value == "feeds" ||
                           value == "atom" || value == "newsletter" || value == "twitter" ||
                           value == "hackernews" || value == "producthunt";
    if (name == "ref") return feed_word || looks_like_host(value);
    if (name == "source" || name == "from" || name == "partner" || name == "mod" || name == "src")
        return feed_word || value.starts_with("rss");
    if (name == "feature") return value == "youtu.be" || value == "share" || value == "shared";
    if (name == "output" || name == "outputtype") return value == "amp";
    return (name == "rss" || name == "feed") && (value.empty() || value == "1");
}

bool is_tracking(const Parameter& parameter, std::string_view host) {
    const std::string name = ascii_lower(parameter.name);
    const std::string value = ascii_lower(parameter.value);
    if (std::ranges::any_of(kTrackingPrefixes,
                            [&](std::string_view p) { return name.starts_with(p); }))
        return true;
    if (std::ranges::find(kTrackingNames, name) != kTrackingNames.end()) return true;
    if (std::ranges::find(kAmpParameters, name) != kAmpParameters.end())
        return value.empty() || value == "1" || value == "true" || name.starts_with("amp_") ||
               name == "usqp";
    if (is_origin_note(name, value)) return true;
    const bool is_x = host == "x.com" || host == "twitter.com";
    const bool is_youtube = host == "youtube.com" || host == "youtu.be";
    return (is_x && (name == "s" || name == "t")) || (is_youtube && (name == "si" || name == "pp"));
}

std::vector<Parameter> parameters_of(std::string_view query) {
    std::vector<Parameter> out;
    while (!query.empty()) {
        const std::string_view piece = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(piece.size() + 1, query.size()));
        const auto equals = piece.find('=');
        const bool has_value = equals != std::string_view::npos;
        std::string name = normalize_escapes(piece.substr(0, equals));
        // "&amp;" that went through an escaping too many; any parameter may be second after
        // sorting.
        while (name.starts_with("amp;")) name.erase(0, 4);
        if (name.empty() && !has_value) continue;
        out.push_back({std::move(name),
                       has_value ? normalize_escapes(piece.substr(equals + 1)) : std::string{},
                       has_value});
    }
    return out;
}

std::string canonical_query(std::string_view query, std::string_view host) {
    std::vector<Parameter> parameters = parameters_of(query);
    std::erase_if(parameters, [&](const Parameter& p) { return is_tracking(p, host); });
    // Stable: the order of equal names may carry meaning.
    std::ranges::stable_sort(parameters, {}, &Parameter::name);
    std::string out;
    for (const Parameter& parameter : parameters) {
        out += out.empty() ? "?" : "&";
        out += parameter.name;
        if (parameter.has_value) out += "=" + parameter.value;
    }
    return out;
}

/// "www.", "m.", "mobile.", "amp." in front, as often as they come, and Wikipedia's "en.m.".
std::string canonical_host(std::string host) {
    constexpr auto kFaces = std::to_array<std::string_view>({"www.", "m.", "mobile.", "amp."});
    for (bool changed = true; changed;) {
        changed = false;
        for (const std::string_view face : kFaces) {
            if (!host.starts_with(face)) continue;
            if (host.find('.', face.size()) == std::string::npos) continue;  // "m.co" is a name
            host.erase(0, face.size());
            changed = true;
        }
    }
    const auto first = host.find('.');
    while (first != std::string::npos && std::string_view{host}.substr(first).starts_with(".m.") &&
           host.find('.', first + 3) != std::string::npos)
        host.erase(first, 2);
    return host;
}

/// Takes one mark of an AMP page off; false where there is none.
bool strip_amp(std::string& path) {
    if (path.starts_with("/amp/") && path.size() > 5) {
        path.erase(0, 4);
        return true;
    }
    for (const std::string_view tail : {"/amp", ".amp", "/amp.html", ".amp.html"}) {
        if (!path.ends_with(tail) || path.size() == tail.size()) continue;
        const auto rest = std::string_view{path}.substr(0, path.size() - tail.size());
        if (rest.ends_with("/.") || rest.ends_with("/..")) continue;  // another page altogether
        path.erase(rest.size());
        if (tail == ".amp.html") path += ".html";
        return true;
    }
    return false;
}

std::string canonical_path(std::string_view raw) {
    std::string path = normalize_escapes(raw);
    // To the end: what is canonical stays so.
    do {
        while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    } while (strip_amp(path));
    return path;
}

/// The publisher's own address inside an AMP cache or viewer's; empty where `url` is none.
std::string inside_amp_cache(const UrlParts& url) {
    std::string_view path = url.path;
    if (url.host.ends_with(".cdn.ampproject.org")) {
        // /c/s/example.com/path: c, v, i are kinds of content, s says https.
        if (path.size() < 3 || path[2] != '/') return {};
        path.remove_prefix(3);
    } else if (canonical_host(url.host).starts_with("google.") && path.starts_with("/amp/")) {
        path.remove_prefix(5);
    } else {
        return {};
    }
    if (path.starts_with("s/")) path.remove_prefix(2);
    const std::string_view host = path.substr(0, path.find('/'));
    if (host.find('.') == std::string_view::npos) return {};
    return "https://" + std::string{path} + (url.query ? "?" + *url.query : "");
}

}  // namespace

std::string canonical_url(std::string_view url) {
    const auto parts = parse_url(url, nullptr);
    if (!parts) return {};
    if (const std::string inner = inside_amp_cache(*parts);
        !inner.empty() && is_http_url(inner) && host_of(inner) != parts->host)
        return canonical_url(inner);
    const std::string host = canonical_host(parts->host);
    std::string out = "https://" + host;
    if (!parts->port.empty() && parts->port != "443") out += ":" + parts->port;
    out += canonical_path(parts->path);
    if (parts->query) out += canonical_query(*parts->query, host);
    if (parts->fragment && parts->fragment->starts_with('!')) out += "#" + *parts->fragment;
    return out;
}

}  // namespace ainews::text
