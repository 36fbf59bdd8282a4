#include "site/api_query.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/calendar.h"
#include "site/api.h"
#include "site/labels.h"
#include "site/lists.h"
#include "site/search_form.h"
#include "text/unicode.h"

namespace ainews::site {
namespace {

constexpr std::size_t kSlugBytesMax = 60;

tl::unexpected<Error> wrong(std::string_view name, std::string_view expected) {
    return fail(ErrorKind::BadInput, fmt::format("{} must be {}", name, expected));
}

/// A moment, or the beginning of a day of the site.
Expected<std::optional<TimePoint>> time_parameter(const ServerRequest& request,
                                                  std::string_view name,
                                                  const SiteOptions& options) {
    const std::string_view text = request.parameter(name);
    if (text.empty()) return std::nullopt;
    if (const auto moment = from_rfc3339(text)) return moment;
    if (const auto day = options.time_zone.start_of(text)) return day;
    return wrong(name, "a date (2026-05-01) or an RFC 3339 time");
}

Expected<void> add_lists(const ServerRequest& request, SiteQuery& query) {
    for (const auto& [name, family] : {std::pair{"source", list_names::kSource},
                                       {"tag", list_names::kTag},
                                       {"lang", list_names::kLanguage}}) {
        const std::string_view value = request.parameter(name);
        if (value.empty()) continue;
        if (!is_slug(value)) return wrong(name, "of a-z, 0-9 and -");
        query.lists.push_back(fmt::format("{}{}", family, value));
    }
    if (const auto kind = request.parameter("kind"); !kind.empty()) {
        if (!source_kind_from(kind))
            return wrong("kind", "news, blog, research, community, video or tools");
        query.lists.push_back(fmt::format("{}{}", list_names::kKind, kind));
    }
    if (const auto text = request.parameter("rating"); !text.empty()) {
        const auto rating = whole_number(text);
        if (!rating || *rating < kRatingLeast || *rating > kStarsMax)
            return wrong("rating", "3, 4 or 5");
        query.lists.push_back(fmt::format("{}{}", list_names::kRating, *rating));
    }
    return {};
}

Expected<SiteQuery> common_query(const ServerRequest& request, const SiteOptions& options) {
    SiteQuery query;
    if (auto added = add_lists(request, query); !added) return tl::unexpected{added.error()};
    auto since = time_parameter(request, "since", options);
    if (!since) return tl::unexpected{since.error()};
    auto until = time_parameter(request, "until", options);
    if (!until) return tl::unexpected{until.error()};
    query.since = *since;
    query.until = *until;
    const auto limit = api_limit(request);
    if (!limit) return tl::unexpected{limit.error()};
    query.limit = *limit;
    return query;
}

}  // namespace

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

bool is_slug(std::string_view text) {
    return !text.empty() && text.size() <= kSlugBytesMax && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

Expected<int> api_limit(const ServerRequest& request) {
    const std::string_view text = request.parameter("limit");
    if (text.empty()) return kApiLimitDefault;
    const auto limit = whole_number(text);
    if (!limit || *limit < 1 || *limit > kApiLimitMax)
        return wrong("limit", fmt::format("1 to {}", kApiLimitMax));
    return static_cast<int>(*limit);
}

std::string item_cursor(const SiteFind& last) {
    return fmt::format("{:x}-{:x}", last.at.time_since_epoch().count(), last.item);
}

std::string depth_cursor(int depth) { return fmt::format("d{:x}", depth); }

Expected<SiteQuery> api_item_query(const ServerRequest& request, const SiteOptions& options) {
    auto query = common_query(request, options);
    const std::string_view cursor = request.parameter("cursor");
    if (!query || cursor.empty()) return query;
    SiteFind after;
    std::int64_t at = 0;
    const char* const end = cursor.data() + cursor.size();
    const auto time = std::from_chars(cursor.data(), end, at, 16);
    const bool divided = time.ec == std::errc{} && time.ptr != end && *time.ptr == '-';
    if (!divided || std::from_chars(time.ptr + 1, end, after.item, 16).ptr != end ||
        time.ptr + 1 == end)
        return wrong("cursor", "one that this server gave");
    after.at = TimePoint{Millis{at}};
    query->after = after;
    return query;
}

Expected<SiteQuery> api_search_query(const ServerRequest& request, const SiteOptions& options) {
    auto query = common_query(request, options);
    if (!query) return query;
    query->text = text::collapse_space(request.parameter("q"));
    if (query->text.empty() || text::length(query->text) > kSearchTextMax)
        return wrong("q", fmt::format("1 to {} characters", kSearchTextMax));
    const std::string_view cursor = request.parameter("cursor");
    if (cursor.empty()) return query;
    const char* const end = cursor.data() + cursor.size();
    int depth = -1;
    if (!cursor.starts_with('d') || std::from_chars(cursor.data() + 1, end, depth, 16).ptr != end ||
        depth < 0 || depth > kApiSearchDepthMax)
        return wrong("cursor", "one that this server gave");
    query->skip = depth;
    return query;
}

}  // namespace ainews::site
