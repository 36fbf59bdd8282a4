#include "site/topic_pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/calendar.h"
#include "site/index_view.h"
#include "site/labels.h"
#include "site/lists.h"
#include "site/svg.h"

namespace ainews::site {
namespace {

constexpr std::size_t kTopicsMax = 500;  ///< of an index page, those with most articles
constexpr std::size_t kTagsShown = 6;
constexpr std::size_t kBarsMax = 8;
constexpr double kHighScore = 2;  ///< standard deviations
constexpr std::int64_t kChartDays = 12;
constexpr std::size_t kNamesShown = 6;  ///< beside a company's own

std::string_view list_prefix(TopicKind kind) {
    return kind == TopicKind::Tag ? list_names::kTag : list_names::kCompany;
}

std::string_view kind_words(TopicKind kind) {
    switch (kind) {
        case TopicKind::Tag:
            return "話題";
        case TopicKind::Company:
            return "企業";
        case TopicKind::Model:
            return "モデル";
        case TopicKind::Person:
            return "人物";
        case TopicKind::Product:
            return "製品";
        case TopicKind::Org:
            return "団体";
    }
    return {};
}

/// What has a page: the lists of the site's index. What a TopicReader counts is more: it knows of
/// mentions too, and of articles that rights keep out of every list.
std::vector<SiteListTotal> topic_lists(const SiteIndex& index, TopicKind kind) {
    auto lists = index.lists(list_prefix(kind));
    std::ranges::stable_sort(lists, std::ranges::greater{}, &SiteListTotal::items);
    return lists;
}

std::vector<IndexRow> topic_rows(const TopicReader& topics, const SiteIndex& index,
                                 TopicKind kind) {
    std::vector<IndexRow> rows;
    for (const SiteListTotal& list : topic_lists(index, kind)) {
        if (rows.size() == kTopicsMax) break;
        const std::string slug = list.list.substr(list_prefix(kind).size());
        const auto topic = topics.topic(kind, slug);
        rows.push_back({topic_path(kind, slug), topic ? topic->name : slug, "",
                        fmt::format("{}件", list.items)});
    }
    return rows;
}

/// The page of a topic that has one.
std::string trend_path(const Topic& topic, const std::set<std::string>& pages) {
    const std::string path = topic_path(topic.kind, topic.slug);
    return pages.contains(path) ? path : std::string{};
}

std::set<std::string> topic_page_paths(const SiteIndex& index) {
    std::set<std::string> paths;
    for (const TopicKind kind : {TopicKind::Tag, TopicKind::Company})
        for (const SiteListTotal& list : index.lists(list_prefix(kind)))
            paths.insert(topic_path(kind, list.list.substr(list_prefix(kind).size())));
    return paths;
}

View trend_rows(const TrendReport& report, const std::string& root,
                const std::set<std::string>& with_page) {
    View rows = View::list();
    for (const Trend& trend : report.trends) {
        View row;
        const std::string path = trend_path(trend.topic, with_page);
        set_text(row, "href", path.empty() ? path : root + path);
        row.set("name", trend.topic.name);
        row.set("kind", std::string{kind_words(trend.topic.kind)});
        row.set("spark", sparkline(trend.per_day));
        set_number(row, "most",
                   trend.per_day.empty() ? trend.count : std::ranges::max(trend.per_day));
        set_number(row, "count", trend.count);
        set_text(row, "usual",
                 report.days_counted > 0 ? fmt::format("{:.1f}", trend.mean) : std::string{});
        set_number(row, "sources", trend.sources);
        row.set("score", fmt::format("{:+.1f}", trend.score));
        set_flag(row, "high", trend.score >= kHighScore);
        rows << std::move(row);
    }
    return rows;
}

std::string trend_bars(const TrendReport& report) {
    std::vector<Bar> bars;
    std::string words;
    for (const Trend& trend : report.trends) {
        if (bars.size() == kBarsMax) break;
        bars.push_back({trend.topic.name, trend.count, trend.mean, trend.score >= kHighScore});
        words += fmt::format("{}{}{}件", words.empty() ? "" : "、", trend.topic.name, trend.count);
    }
    return bar_chart(bars,
                     fmt::format("上位{}つの話題の24時間の出来事の数。{}", bars.size(), words));
}

/// The days up to the newest article, oldest first.
struct DayCounts {
    std::vector<std::int64_t> articles;
    std::vector<std::string> names;  ///< 11/30
};

/// No day from before there were any articles: nothing was counted then.
DayCounts day_counts(const std::vector<Card>& cards, const Day& first_day, const TimeZone& zone) {
    const auto day_start = [&](const Day& day, TimePoint fallback) {
        return zone.start_of(day).value_or(fallback);
    };
    const auto days_between = [](TimePoint from, TimePoint to) {
        return std::llround(std::chrono::duration<double, std::ratio<86400>>(to - from).count());
    };
    const TimePoint newest = cards.front().when;
    const TimePoint last = day_start(zone.day_of(newest), newest);
    const auto known = days_between(day_start(first_day, last), last) + 1;
    const auto days = std::clamp<std::int64_t>(known, 1, kChartDays);
    DayCounts counts;
    counts.articles.resize(static_cast<std::size_t>(days), 0);
    for (const Card& card : cards) {
        const auto back = days_between(day_start(zone.day_of(card.when), card.when), last);
        if (back >= 0 && back < days) ++counts.articles[static_cast<std::size_t>(days - 1 - back)];
    }
    for (std::int64_t back = days - 1; back >= 0; --back) {
        // Noon, so that a change of clocks makes no day twice.
        const Day day = zone.day_of(last + std::chrono::hours{12} - std::chrono::hours{24} * back);
        counts.names.push_back(
            fmt::format("{}/{}", std::stoi(day.substr(5, 2)), std::stoi(day.substr(8, 2))));
    }
    return counts;
}

/// Companies that the same articles are about, most often first; once may be chance.
View other_companies(const std::vector<Card>& cards, const CompanyPlace& place) {
    std::map<std::string, std::pair<std::int64_t, std::string>> found;  // by path
    for (const Card& card : cards)
        for (const CardTag& tag : card.tags)
            if (tag.path.starts_with("companies/") && tag.path != place.path) {
                auto& [count, name] = found[tag.path];
                ++count;
                name = tag.name;
            }
    std::vector<std::pair<std::int64_t, std::string>> order;
    for (const auto& [path, named] : found)
        if (named.first > 1) order.emplace_back(named.first, path);
    std::ranges::stable_sort(order, [](const auto& a, const auto& b) { return a.first > b.first; });
    if (order.empty()) return View{false};
    View rows = View::list();
    for (std::size_t i = 0; i < std::min(order.size(), kNamesShown); ++i) {
        View row;
        row.set("href", place.root + order[i].second);
        row.set("name", found[order[i].second].second);
        set_number(row, "count", order[i].first);
        rows << std::move(row);
    }
    View section;
    section.set("list", std::move(rows));
    return section;
}

}  // namespace

std::string topic_path(TopicKind kind, std::string_view slug) {
    if (kind == TopicKind::Tag) return fmt::format("tags/{}/", slug);
    if (kind == TopicKind::Company) return fmt::format("companies/{}/", slug);
    return {};
}

std::vector<CardTag> card_tags(const std::vector<ItemTopic>& topics) {
    std::vector<CardTag> tags;
    const auto add = [&](TopicKind kind) {
        for (const ItemTopic& known : topics)
            if (known.main && known.topic.kind == kind && tags.size() < kTagsShown)
                tags.push_back({known.topic.name, topic_path(kind, known.topic.slug)});
    };
    add(TopicKind::Tag);
    add(TopicKind::Company);
    return tags;
}

std::string company_head(PageRenderer& pages, const std::vector<Card>& cards,
                         const CompanyPlace& place) {
    if (cards.empty()) return {};
    const TimeZone& zone = pages.options().time_zone;
    std::int64_t rated = 0;
    std::int64_t stars = 0;
    std::set<std::string> sources;
    for (const Card& card : cards) {
        sources.insert(card.source);
        rated += card.stars > 0 ? 1 : 0;
        stars += card.stars;
    }
    const DayCounts counts = day_counts(cards, place.first_day, zone);
    View view;
    set_number(view, "items", place.items);
    set_number(view, "sources", static_cast<std::int64_t>(sources.size()));
    set_text(view, "rated", rated > 0 ? std::to_string(rated) : std::string{});
    view.set("mean", rated > 0 ? fmt::format("{:.1f}", static_cast<double>(stars) /
                                                           static_cast<double>(rated))
                               : std::string{});
    view.set("last", japanese_day(zone.day_of(cards.front().when)));
    set_number(view, "days", static_cast<std::int64_t>(counts.articles.size()));
    view.set("chart",
             day_chart(counts.articles, counts.names,
                       fmt::format("日ごとの記事の数。最後の日は{}件", counts.articles.back())));
    view.set("company_names", other_companies(cards, place));
    return pages.fragment("company_head", view);
}

void put_topic_indexes(PageRenderer& pages, const TopicReader& topics, const SiteIndex& index,
                       const PutFile& put) {
    put("companies/index.html",
        index_page(pages,
                   {"companies/", "企業", "話題の中心になった企業と、その記事の数です。",
                    "企業の出てくる記事はまだありません。", "companies"},
                   {{"", topic_rows(topics, index, TopicKind::Company)}}));
    put("tags/index.html", index_page(pages,
                                      {"tags/", "タグ", "記事に付けたタグです。",
                                       "タグの付いた記事はまだありません。", ""},
                                      {{"", topic_rows(topics, index, TopicKind::Tag)}}));
}

void put_trends(PageRenderer& pages, const TrendReader& trends, const SiteIndex& index,
                const PutFile& put) {
    Page page;
    page.path = "trends/";
    page.title = "トレンド";
    page.description = "企業、モデル、話題ごとの出来事の数を、過去28日の平均と比べた表と図。";
    page.section = "trends";
    const std::string root = root_of(page.path);
    const auto report = trends.trends();
    const bool any = report && !report->trends.empty();
    View view;
    set_flag(view, "empty", !any);
    set_number(view, "days_full", kTrendDays);
    set_flag(view, "young", report && report->days_counted < kTrendDays);
    set_number(view, "days", report ? report->days_counted : 0);
    set_flag(view, "mean", report && report->days_counted > 0);
    set_text(view, "until",
             report ? pages.options().time_zone.japanese_minute(report->until) : std::string{});
    set_flag(view, "report", false);
    if (any) {
        View shown;
        shown.set("bars", trend_bars(*report));
        shown.set("rows", trend_rows(*report, root, topic_page_paths(index)));
        view.set("report", std::move(shown));
    }
    put("trends/index.html", pages.page("trends", page, std::move(view)));
}

}  // namespace ainews::site
