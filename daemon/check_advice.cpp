#include "daemon/check_advice.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/calendar.h"
#include "feeds/parse.h"

namespace ainews::daemon {
namespace {

/// A feed whose newest entry is older may well be asleep.
constexpr std::chrono::hours kAsleepAfter{24 * 180};

std::string error_advice(ErrorKind kind, const Source& source) {
    switch (kind) {
        case ErrorKind::Refused:
            return "if that network is yours, list it in [fetch] allow_networks";
        case ErrorKind::Unavailable:
        case ErrorKind::Transient:
            return fmt::format(
                "it is tried again with growing pauses; if it stays away: ainewsd sources remove "
                "{}",
                source.slug);
        case ErrorKind::TooLarge:
            return "raise [fetch] feed_bytes_max, or look for a smaller feed of the site";
        default:
            return fmt::format("ainewsd feed {} shows what it sends", source.url);
    }
}

std::string status_advice(int status, const Source& source) {
    if (status == 401 || status == 403)
        return "it refuses us: say who asks in [fetch] contact, or write to its owner";
    if (status == 404 || status == 410)
        return fmt::format(
            "look for its new address with ainewsd sources add, then: ainewsd sources remove {}",
            source.slug);
    if (status == 429) return "it is asked too often: give it a longer interval";
    if (status >= 500)
        return fmt::format("its server has trouble; if it stays so: ainewsd sources pause {}",
                           source.slug);
    return fmt::format("ainewsd feed {} shows what it sends", source.url);
}

std::optional<TimePoint> newest_of(const Feed& feed) {
    std::optional<TimePoint> newest;
    for (const Entry& entry : feed.entries)
        if (const auto dated = entry.published ? entry.published : entry.updated; dated)
            newest = std::max(newest.value_or(*dated), *dated);
    return newest;
}

SourceVerdict judge_feed(const Feed& feed, const HttpResponse& response, TimePoint now) {
    std::string message = fmt::format("{} entries", feed.entries.size());
    if (!response.permanent_url.empty())
        message +=
            fmt::format("; it has moved for good: set its url to {}", response.permanent_url);
    if (feed.entries.empty()) message += "; nothing to take up today";
    if (const auto newest = newest_of(feed); newest && *newest + kAsleepAfter < now)
        message += fmt::format("; the newest is of {}: it may be asleep",
                               to_rfc3339(*newest).substr(0, 10));
    return {true, std::move(message)};
}

}  // namespace

SourceVerdict judge_source(const Source& source, const Expected<HttpResponse>& response,
                           TimePoint now) {
    if (!response)
        return {false, fmt::format("{}: {}; {}", source.url, response.error().message,
                                   error_advice(response.error().kind, source))};
    if (response->status != 200)
        return {false, fmt::format("{}: HTTP {}; {}", source.url, response->status,
                                   status_advice(response->status, source))};
    const auto feed = feeds::parse_feed(
        response->body,
        {.base_url = response->url, .content_type = std::string{response->header("content-type")}});
    if (!feed)
        return {false,
                fmt::format("{}: {}; ainewsd sources add --dry-run {} looks for the feed behind "
                            "it",
                            source.url, feed.error().message, source.url)};
    return judge_feed(*feed, *response, now);
}

std::string model_advice(const Error& error, std::string_view base_url) {
    switch (error.kind) {
        case ErrorKind::Unavailable:
        case ErrorKind::Transient:
            return fmt::format("; is the server running at {}?", base_url);
        case ErrorKind::Refused:
            return "; look at api_key_file or api_key_env, and at the model's name";
        case ErrorKind::RateLimited:
            return "; ask again later, or set requests_per_minute";
        default:
            return fmt::format("; is {} the base of its API, as in http://HOST:PORT/v1?", base_url);
    }
}

}  // namespace ainews::daemon
