#include "site/api.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "core/calendar.h"
#include "site/api_query.h"

namespace ainews::site {
namespace {

using nlohmann::json;

constexpr std::string_view kRoot = "/api/";
constexpr int kStoryMembersMax = 100;
constexpr std::string_view kNameMarks = "-W";

ServerAnswer json_answer(int status, const json& value) {
    ServerAnswer answer;
    answer.status = status;
    answer.type = "application/json; charset=utf-8";
    answer.body = std::make_shared<const std::string>(inert_json(value));
    return answer;
}

ServerAnswer error_answer(int status, std::string_view code, std::string_view message) {
    return json_answer(status, {{"error", {{"code", code}, {"message", message}}}});
}

ServerAnswer bad_request(std::string_view message) {
    return error_answer(400, "bad_request", message);
}

ServerAnswer not_found(std::string_view message) { return error_answer(404, "not_found", message); }

/// `wanted` items of the answer and, where there are more, the cursor behind the last.
struct Listed {
    json items = json::array();
    json next = nullptr;
};

template <typename Row>
Listed rows_of(const SiteFound& found, int limit, const std::string& cursor, Row row) {
    Listed out;
    const auto wanted = std::min(found.items.size(), static_cast<std::size_t>(limit));
    for (std::size_t i = 0; i < wanted; ++i)
        if (json item = row(found.items[i].item); !item.is_null())
            out.items.push_back(std::move(item));
    if (found.items.size() > wanted) out.next = cursor;
    return out;
}

json item_row(ItemId id, const ApiContext& context) {
    const auto found = reader_item(id, context.store, context.rights, context.options.weights);
    return found ? api_item(*found, context) : json(nullptr);
}

ServerAnswer items(const ServerRequest& request, const ApiContext& context) {
    auto query = api_item_query(request, context.options);
    if (!query) return bad_request(query.error().message);
    const int limit = query->limit++;
    const SiteFound found = context.store.search.find(*query);
    const bool more = found.items.size() > static_cast<std::size_t>(limit);
    const Listed listed = rows_of(
        found, limit, more ? item_cursor(found.items[static_cast<std::size_t>(limit) - 1]) : "",
        [&](ItemId id) { return item_row(id, context); });
    return json_answer(200, {{"items", listed.items}, {"next", listed.next}});
}

ServerAnswer search(const ServerRequest& request, const ApiContext& context) {
    auto query = api_search_query(request, context.options);
    if (!query) return bad_request(query.error().message);
    const SearchWords words{query->text};
    const int limit = query->limit++;
    const SiteFound found = context.store.search.find(*query);
    const int depth = query->skip + limit;
    Listed listed = rows_of(found, limit, depth_cursor(depth), [&](ItemId id) -> json {
        const auto item = reader_item(id, context.store, context.rights, context.options.weights);
        if (!item) return nullptr;
        json row = api_item(*item, context);
        row["excerpt"] = api_excerpt(*item, words);
        return row;
    });
    if (depth > kApiSearchDepthMax) listed.next = nullptr;
    return json_answer(200, {{"query", query->text},
                             {"total", found.total},
                             {"items", listed.items},
                             {"next", listed.next}});
}

ServerAnswer item(std::string_view text, const ApiContext& context) {
    const auto id = whole_number(text);
    if (!id) return bad_request("an item's id is a number");
    const auto stored = context.store.items.item(*id);
    if (!stored && stored.error().kind == ErrorKind::Gone)
        return error_answer(410, "gone", "the item was deleted");
    if (stored && stored->id != *id) return redirect_answer(std::to_string(stored->id));
    if (stored && stored->publish == PublishState::Withdrawn)
        return error_answer(410, "withdrawn", "the item was withdrawn");
    const auto found = reader_item(*id, context.store, context.rights, context.options.weights);
    if (!found) return not_found("there is no such item");
    return json_answer(200, api_whole_item(*found, context));
}

ServerAnswer story(std::string_view text, const ApiContext& context) {
    const auto id = whole_number(text);
    if (!id) return bad_request("a story's id is a number");
    const auto stored = context.store.stories.story(*id);
    if (!stored && stored.error().kind == ErrorKind::Gone)
        return error_answer(410, "gone", "the story's items were deleted");
    if (!stored) return not_found("there is no such story");
    if (stored->id != *id) return redirect_answer(std::to_string(stored->id));
    json members = json::array();
    json lead = nullptr;
    for (const ItemId member : stored->members) {
        if (members.size() == kStoryMembersMax) break;
        const auto found =
            reader_item(member, context.store, context.rights, context.options.weights, true);
        if (!found) continue;
        if (member == stored->lead) lead = member;
        members.push_back(api_item(*found, context));
    }
    // A story of one is no page, either.
    if (members.size() < 2) return not_found("there is no such story");
    return json_answer(
        200, {{"id", stored->id},
              {"page", fmt::format("{}stories/{}/", context.options.base_url, stored->id)},
              {"lead", lead},
              {"items", members}});
}

ServerAnswer editions(EditionKind kind, const ServerRequest& request, const ApiContext& context) {
    const auto limit = api_limit(request);
    if (!limit) return bad_request(limit.error().message);
    const std::string_view before = request.parameter("cursor");
    if (!std::ranges::all_of(before, [](char c) {
            return (c >= '0' && c <= '9') || kNameMarks.find(c) != std::string_view::npos;
        }))
        return bad_request("cursor must be one that this server gave");
    auto found = context.store.editions.editions(kind, before, *limit + 1);
    const bool more = found.size() > static_cast<std::size_t>(*limit);
    if (more) found.resize(static_cast<std::size_t>(*limit));
    json rows = json::array();
    for (const Edition& edition : found) rows.push_back(api_edition(edition, context));
    return json_answer(
        200, {{"editions", rows}, {"next", more ? json(found.back().name) : json(nullptr)}});
}

ServerAnswer edition(EditionKind kind, std::string_view name, const ApiContext& context) {
    const auto found = context.store.editions.edition(kind, name);
    if (!found) return not_found("there is no such edition");
    return json_answer(200, api_whole_edition(*found, context));
}

/// The part of `path` that stands for {name} in `pattern`, or nullopt; empty where it has none.
std::optional<std::vector<std::string_view>> matched(std::string_view path,
                                                     std::string_view pattern) {
    std::vector<std::string_view> parts;
    while (!path.empty() && !pattern.empty()) {
        const std::size_t end = std::min(path.find('/', 1), path.size());
        const std::size_t pattern_end = std::min(pattern.find('/', 1), pattern.size());
        const std::string_view part = path.substr(0, end);
        const std::string_view wanted = pattern.substr(0, pattern_end);
        if (wanted.starts_with("/{")) {
            if (part.size() < 2) return std::nullopt;
            parts.push_back(part.substr(1));
        } else if (part != wanted) {
            return std::nullopt;
        }
        path.remove_prefix(end);
        pattern.remove_prefix(pattern_end);
    }
    if (!path.empty() || !pattern.empty()) return std::nullopt;
    return parts;
}

ServerAnswer routed(std::string_view path, const std::vector<std::string_view>& parts,
                    const ServerRequest& request, const ApiContext& context) {
    if (path == "/api/v1/items") return items(request, context);
    if (path == "/api/v1/items/{id}") return item(parts[0], context);
    if (path == "/api/v1/stories/{id}") return story(parts[0], context);
    if (path == "/api/v1/search") return search(request, context);
    if (path == "/api/v1/trends")
        return json_answer(200, api_trends(context.store.trends.trends(), context));
    const auto kind = edition_kind_from(parts[0]);
    if (!kind) return not_found("editions are daily, hacker or weekly");
    return parts.size() == 1 ? editions(*kind, request, context)
                             : edition(*kind, parts[1], context);
}

/// Names a parameter that the address does not know or that stands twice; empty: all are fine.
std::string wrong_parameter(const ServerRequest& request, const ApiRoute& route) {
    std::vector<std::string_view> seen;
    for (const auto& [name, value] : request.query) {
        if (std::ranges::find(route.parameters, name) == route.parameters.end())
            return fmt::format("there is no parameter \"{}\" here", name);
        if (std::ranges::find(seen, name) != seen.end())
            return fmt::format("{} stands twice", name);
        seen.emplace_back(name);
    }
    return {};
}

}  // namespace

std::span<const ApiRoute> api_routes() {
    static const std::array<ApiRoute, 7> kRoutes{
        {{"/api/v1/items",
          {"source", "kind", "lang", "tag", "rating", "since", "until", "limit", "cursor"}},
         {"/api/v1/items/{id}", {}},
         {"/api/v1/stories/{id}", {}},
         {"/api/v1/editions/{kind}", {"limit", "cursor"}},
         {"/api/v1/editions/{kind}/{name}", {}},
         {"/api/v1/trends", {}},
         {"/api/v1/search",
          {"q", "source", "kind", "lang", "tag", "rating", "since", "until", "limit", "cursor"}}}};
    return kRoutes;
}

std::optional<ServerAnswer> api_answer(const ServerRequest& request, const ApiContext& context) {
    if (!request.path.starts_with(kRoot)) return std::nullopt;
    if (request.query_repaired) return bad_request("the query is not UTF-8");
    for (const ApiRoute& route : api_routes()) {
        const auto parts = matched(request.path, route.path);
        if (!parts) continue;
        if (const std::string problem = wrong_parameter(request, route); !problem.empty())
            return bad_request(problem);
        return routed(route.path, *parts, request, context);
    }
    return not_found("there is nothing at this address; see docs/api.md");
}

}  // namespace ainews::site
