#include "storage/trends.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "storage/item_rows.h"
#include "storage/topics.h"

namespace ainews::storage {
namespace {

using nlohmann::json;

constexpr std::int64_t kHourMillis = 3'600'000;
constexpr std::int64_t kDayHours = 24;
/// An item may join a story for 72 h, and a held one be released; older hours stay as counted.
constexpr std::int64_t kRecountedHours = 96;
constexpr std::int64_t kWindowHours = kDayHours * (kTrendDays + 1);
/// Topics that are looked at more closely: those with most stories in the last day.
constexpr int kCandidatesMax = 500;

bool has_backlog(Connection& connection) {
    Query query{connection, "SELECT 1 FROM topic_backlog LIMIT 1"};
    return query.step();
}

/// Where counting begins: a few days back, or the whole window where something is missing.
std::int64_t first_hour(Connection& connection, std::int64_t end) {
    const std::int64_t whole = end - kWindowHours;
    if (has_backlog(connection)) return whole;
    Query last{connection, "SELECT until FROM trend_reports"};
    if (!last.step()) return whole;
    return std::max(whole, std::min(last.integer(0) / kHourMillis, end) - kRecountedHours);
}

/// A story counts once for a topic, in the hour of its first item that names it.
void count_hours(Connection& connection, std::int64_t begin, std::int64_t end) {
    Query{connection, "DELETE FROM topic_hours WHERE hour >= ?", begin}.run();
    Query{connection, "DELETE FROM topic_hours WHERE hour < ?", end - kWindowHours}.run();
    Query{connection,
          "INSERT INTO topic_hours SELECT first / ?1, topic_id, count(*) FROM ("
          "SELECT item_topics.topic_id, min(item_topics.first_seen) AS first "
          "FROM item_topics INDEXED BY item_topics_age "
          "JOIN items ON items.id = item_topics.item_id "
          "JOIN topics ON topics.id = item_topics.topic_id "
          "WHERE item_topics.shown = 1 AND item_topics.first_seen >= ?2 * ?1 "
          "AND item_topics.first_seen < ?3 * ?1 AND topics.kind <> 'tag' "
          "AND NOT EXISTS (SELECT 1 FROM items AS earlier WHERE earlier.story_id = items.story_id "
          "AND earlier.first_seen < ?2 * ?1) "
          "GROUP BY item_topics.topic_id, coalesce(items.story_id, -items.id)) GROUP BY 1, 2",
          kHourMillis, begin, end}
        .run();
}

/// Whole days before the last one since the first item was seen.
int days_counted(Connection& connection, std::int64_t end) {
    Query first{connection, "SELECT min(first_seen) FROM items"};
    if (!first.step() || first.is_null(0)) return 0;
    const std::int64_t hours = end - (first.integer(0) + kHourMillis - 1) / kHourMillis;
    return static_cast<int>(std::clamp<std::int64_t>(hours / kDayHours - 1, 0, kTrendDays));
}

std::vector<std::int64_t> stories_per_day(Connection& connection, TopicId topic, std::int64_t end,
                                          int days) {
    std::vector<std::int64_t> per_day(static_cast<std::size_t>(days) + 1);
    Query query{connection,
                "SELECT (?1 - 1 - hour) / 24, sum(stories) FROM topic_hours "
                "INDEXED BY topic_hours_topic WHERE topic_id = ?2 AND hour >= ?3 AND hour < ?1 "
                "GROUP BY 1",
                end, topic, end - kDayHours * (days + 1)};
    while (query.step())
        per_day.at(static_cast<std::size_t>(days - query.small(0))) = query.integer(1);
    return per_day;
}

/// Every source that told one of the stories of the last day, followers included.
std::int64_t sources_of(Connection& connection, TopicId topic, std::int64_t end) {
    Query query{connection,
                "WITH told(item_id, story_id) AS MATERIALIZED ("
                "SELECT item_id, story_id FROM item_topics INDEXED BY item_topics_listed "
                "JOIN items ON items.id = item_id WHERE topic_id = ?1 AND shown = 1 "
                "AND item_topics.first_seen >= ?2 AND item_topics.first_seen < ?3) "
                "SELECT count(*) FROM ("
                "SELECT sightings.source_id FROM told JOIN sightings "
                "ON sightings.item_id = told.item_id UNION "
                "SELECT items.source_id FROM told JOIN items ON items.story_id = told.story_id)",
                topic, (end - kDayHours) * kHourMillis, end * kHourMillis};
    return query.step() ? query.integer(0) : 0;
}

struct Candidate {
    TopicId topic;
    std::int64_t count;
};

std::vector<Candidate> candidates(Connection& connection, std::int64_t end) {
    std::vector<Candidate> found;
    Query query{connection,
                "SELECT topic_id, sum(stories) AS told FROM topic_hours "
                "WHERE hour >= ? AND hour < ? GROUP BY topic_id HAVING told >= ? "
                "ORDER BY told DESC, topic_id LIMIT ?",
                end - kDayHours,
                end,
                kTrendStoriesMin,
                kCandidatesMax};
    while (query.step()) found.push_back({query.integer(0), query.integer(1)});
    return found;
}

std::vector<Trend> find_trends(Connection& connection, std::int64_t end, int days, int limit) {
    std::vector<Trend> trends;
    for (const Candidate& one : candidates(connection, end)) {
        Trend trend;
        trend.topic.id = one.topic;
        trend.count = one.count;
        trend.per_day = stories_per_day(connection, one.topic, end, days);
        std::int64_t before = 0;
        for (std::size_t i = 0; i + 1 < trend.per_day.size(); ++i) before += trend.per_day[i];
        trend.mean = days == 0 ? 0 : static_cast<double>(before) / days;
        trend.score = trend_score(trend.count, trend.mean);
        if (trend.score <= 0) continue;
        trend.sources = sources_of(connection, one.topic, end);
        if (trend.sources >= kTrendSourcesMin) trends.push_back(std::move(trend));
    }
    std::ranges::stable_sort(trends, std::ranges::greater{}, &Trend::score);
    if (trends.size() > static_cast<std::size_t>(std::max(limit, 0)))
        trends.resize(static_cast<std::size_t>(std::max(limit, 0)));
    return trends;
}

std::string to_text(const std::vector<Trend>& trends) {
    json all = json::array();
    for (const Trend& trend : trends)
        all.push_back({{"topic", trend.topic.id},
                       {"count", trend.count},
                       {"mean", trend.mean},
                       {"score", trend.score},
                       {"sources", trend.sources},
                       {"per_day", trend.per_day}});
    return all.dump();
}

Trend trend_of(Connection& connection, const json& stored) {
    Trend trend;
    trend.topic.id = stored.at("topic").get<TopicId>();
    if (auto topic = topic_by_id(connection, trend.topic.id)) trend.topic = std::move(*topic);
    trend.count = stored.at("count").get<std::int64_t>();
    trend.mean = stored.at("mean").get<double>();
    trend.score = stored.at("score").get<double>();
    trend.sources = stored.at("sources").get<std::int64_t>();
    trend.per_day = stored.at("per_day").get<std::vector<std::int64_t>>();
    return trend;
}

}  // namespace

void count_trends(Connection& connection, TimePoint now, int limit) {
    const std::int64_t end = now.time_since_epoch().count() / kHourMillis;
    count_hours(connection, first_hour(connection, end), end);
    const int days = days_counted(connection, end);
    const std::string trends = to_text(find_trends(connection, end, days, limit));
    {
        Query same{connection,
                   "SELECT 1 FROM trend_reports WHERE until = ? AND days = ? AND trends = ?",
                   end * kHourMillis, days, trends};
        if (same.step()) return;
    }
    Query{connection,
          "INSERT OR REPLACE INTO trend_reports VALUES (1, ?, ?, ?, ?)",
          end * kHourMillis,
          days,
          trends,
          next_number(connection, "revision")}
        .run();
}

std::optional<TrendReport> read_trends(Connection& connection) {
    Query query{connection, "SELECT until, days, trends, revision FROM trend_reports"};
    if (!query.step()) return std::nullopt;
    TrendReport report{query.time(0), query.small(1), {}, query.integer(3)};
    for (const json& stored : json::parse(query.text(2)))
        report.trends.push_back(trend_of(connection, stored));
    return report;
}

}  // namespace ainews::storage
