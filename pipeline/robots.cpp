#include "pipeline/robots.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "text/unicode.h"

namespace ainews::pipeline {
namespace {

constexpr std::size_t kRobotsBytesMax = 500U << 10U;
constexpr std::size_t kRulesMax = 5000;
constexpr std::size_t kPatternMax = 2048;

struct RobotsLine {
    std::string key;
    std::string_view value;
};

/// "Key: value # comment"; nullopt for a line without a key.
std::optional<RobotsLine> read_line(std::string_view line) {
    line = line.substr(0, line.find('#'));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    return RobotsLine{text::ascii_lower(text::trim(line.substr(0, colon))),
                      text::trim(line.substr(colon + 1))};
}

/// The product token of a user-agent line: letters, "_" and "-" (§2.2.1).
std::string token_of(std::string_view value) {
    std::string token = text::ascii_lower(value);
    const auto end = token.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-*");
    return token.substr(0, end);
}

/// Percent-encoding in one form: what RFC 3986 leaves unreserved is decoded, hex digits are
/// upper-case.
std::string normalized(std::string_view target) {
    const auto hex = [](char c) {
        return std::string_view{"0123456789ABCDEF"}.find(c >= 'a' ? static_cast<char>(c - 32) : c);
    };
    std::string out;
    for (std::size_t i = 0; i < target.size(); ++i) {
        const bool escape = target[i] == '%' && i + 2 < target.size() && hex(target[i + 1]) < 16 &&
                            hex(target[i + 2]) < 16;
        if (!escape) {
            const auto byte = static_cast<unsigned char>(target[i]);
            if (byte < 0x80) {
                out.push_back(target[i]);
            } else {
                out += {'%', "0123456789ABCDEF"[byte >> 4U], "0123456789ABCDEF"[byte & 15U]};
            }
            continue;
        }
        const auto byte = static_cast<char>(hex(target[i + 1]) * 16 + hex(target[i + 2]));
        const bool unreserved = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                                (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' ||
                                byte == '_' || byte == '~';
        if (unreserved)
            out.push_back(byte);
        else
            out += {'%', "0123456789ABCDEF"[hex(target[i + 1])],
                    "0123456789ABCDEF"[hex(target[i + 2])]};
        i += 2;
    }
    return out;
}

/// Greedy glob of "*" and a final "$" in linear memory; at most |pattern| · |target| steps.
bool matches(std::string_view pattern, std::string_view target) {
    const bool anchored = pattern.ends_with('$');
    if (anchored) pattern.remove_suffix(1);
    std::size_t p = 0, t = 0, star = std::string_view::npos, resume = 0;
    while (t < target.size()) {
        if (p == pattern.size() && !anchored) return true;
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = t;
        } else if (p < pattern.size() && pattern[p] == target[t]) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

std::string_view origin_of(std::string_view url) {
    const auto host = url.find("://");
    if (host == std::string_view::npos) return {};
    return url.substr(0, url.find_first_of("/?#", host + 3));
}

std::string target_of(std::string_view url) {
    std::string_view rest = url.substr(origin_of(url).size());
    rest = rest.substr(0, rest.find('#'));
    return rest.starts_with('/') ? std::string{rest} : "/" + std::string{rest};
}

}  // namespace

RobotsRules RobotsRules::parse(std::string_view text, std::string_view product_token) {
    text = text.substr(0, kRobotsBytesMax);
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    const std::string wanted = text::ascii_lower(product_token);
    RobotsRules ours;
    RobotsRules any;
    bool named = false;   // some group names us
    bool for_us = false;  // the current group does
    bool for_any = false;
    bool in_agents = false;  // the last line was a user-agent line
    while (!text.empty()) {
        const auto end = text.find_first_of("\r\n");
        const auto line = read_line(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (!line) continue;
        if (line->key == "user-agent") {
            if (!std::exchange(in_agents, true)) for_us = for_any = false;
            const std::string token = token_of(line->value);
            for_any = for_any || token == "*";
            for_us = for_us || token == wanted;
            named = named || for_us;
            continue;
        }
        if (line->key != "allow" && line->key != "disallow") continue;
        in_agents = false;
        if (line->value.empty() || line->value.size() > kPatternMax) continue;
        const Rule rule{normalized(line->value), line->key == "allow"};
        if (for_us && ours.rules_.size() < kRulesMax) ours.rules_.push_back(rule);
        if (for_any && any.rules_.size() < kRulesMax) any.rules_.push_back(rule);
    }
    return named ? ours : any;
}

bool RobotsRules::allows(std::string_view target) const {
    const std::string path = normalized(target);
    if (path == "/robots.txt") return true;
    std::size_t longest = 0;
    bool allowed = true;
    for (const Rule& rule : rules_) {
        const std::size_t length = rule.pattern.size();
        if (length < longest || (length == longest && (allowed || !rule.allow))) continue;
        if (!matches(rule.pattern, path)) continue;
        longest = length;
        allowed = rule.allow;
    }
    return allowed;
}

RobotsCache::RobotsCache(HttpClient& http, const Clock& clock, RobotsOptions options)
    : http_{http}, clock_{clock}, options_{std::move(options)} {}

Expected<bool> RobotsCache::allows(std::string_view url, std::stop_token stop) {
    const std::string origin{origin_of(url)};
    if (origin.empty()) return fail(ErrorKind::BadInput, "not an absolute URL");
    std::optional<Kept> kept;
    {
        const std::lock_guard lock{mutex_};
        const auto found = sites_.find(origin);
        if (found != sites_.end() && clock_.steady_now() < found->second.until)
            kept = found->second;
    }
    if (!kept) {
        auto fetched = fetch(origin, std::move(stop));
        if (!fetched) return tl::unexpected{std::move(fetched).error()};
        kept = *std::move(fetched);
        keep(origin, *kept);
    }
    if (!kept->rules)
        return fail(ErrorKind::Transient, "robots.txt of " + origin + " cannot be read");
    return kept->rules->allows(target_of(url));
}

Expected<RobotsCache::Kept> RobotsCache::fetch(const std::string& origin, std::stop_token stop) {
    HttpRequest request{.url = origin + "/robots.txt"};
    request.limits.body_bytes_max = kRobotsBytesMax;
    auto response = http_.perform(std::move(request), std::move(stop));
    const SteadyTime now = clock_.steady_now();
    if (!response) {
        const ErrorKind kind = response.error().kind;
        if (kind == ErrorKind::Cancelled) return tl::unexpected{std::move(response).error()};
        // Too large: read what fits would need the body; a file that size is no set of rules.
        if (kind == ErrorKind::TooLarge)
            return Kept{std::make_shared<RobotsRules>(RobotsRules::allow_all()),
                        now + options_.keep};
        return Kept{nullptr, now + options_.keep_failure};
    }
    if (response->status >= 500 || response->status == 429)
        return Kept{nullptr, now + options_.keep_failure};
    if (response->status / 100 != 2)
        return Kept{std::make_shared<RobotsRules>(RobotsRules::allow_all()), now + options_.keep};
    return Kept{
        std::make_shared<RobotsRules>(RobotsRules::parse(response->body, options_.product_token)),
        now + options_.keep};
}

void RobotsCache::keep(const std::string& origin, Kept kept) {
    const std::lock_guard lock{mutex_};
    if (sites_.size() >= options_.sites_max && !sites_.contains(origin)) {
        // The one that ends first; scanning 2,000 entries is nothing beside the fetch before it.
        const auto oldest = std::ranges::min_element(
            sites_, {}, [](const auto& site) { return site.second.until; });
        sites_.erase(oldest);
    }
    sites_.insert_or_assign(origin, std::move(kept));
}

}  // namespace ainews::pipeline
