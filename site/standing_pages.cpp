#include "site/standing_pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/calendar.h"
#include "core/json_text.h"
#include "core/results_json.h"
#include "site/card_view.h"
#include "site/feeds.h"
#include "site/index_view.h"
#include "site/labels.h"
#include "site/lists.h"

namespace ainews::site {
namespace {

/// Days by month, the newest first.
std::vector<IndexGroup> day_groups(const SiteIndex& index) {
    auto days = index.lists(list_names::kDay);
    std::ranges::reverse(days);
    std::vector<IndexGroup> groups;
    for (const SiteListTotal& total : days) {
        const Day day = total.list.substr(list_names::kDay.size());
        const std::string month =
            fmt::format("{}年{}月", day.substr(0, 4), std::stoi(day.substr(5, 2)));
        if (groups.empty() || groups.back().name != month) groups.push_back({month, {}});
        groups.back().rows.push_back({fmt::format("days/{}/", day),
                                      fmt::format("{}日", std::stoi(day.substr(8, 2))), "",
                                      fmt::format("{}件", total.items)});
    }
    return groups;
}

std::vector<IndexGroup> source_groups(const SiteIndex& index, const SiteOptions& options) {
    std::map<std::string, std::int64_t> counts;
    for (const SiteListTotal& total : index.lists(list_names::kSource))
        counts.emplace(total.list.substr(list_names::kSource.size()), total.items);
    std::map<std::optional<SourceKind>, IndexGroup> groups;
    for (const auto& [slug, items] : counts) {
        const auto kind = source_kind(options, slug);
        IndexGroup& group = groups[kind];
        group.name = kind ? std::string{kind_name(*kind)} : std::string{"以前の情報源"};
        group.rows.push_back({fmt::format("sources/{}/", slug), source_name(options, slug), "",
                              fmt::format("{}件", items)});
    }
    std::vector<IndexGroup> out;
    for (auto& [kind, group] : groups) {
        std::ranges::sort(group.rows, {}, &IndexRow::name);
        out.push_back(std::move(group));
    }
    return out;
}

std::string weights_words(const ScoreWeights& weights) {
    std::string words;
    for (const Axis axis : kAxes) {
        const auto share = weights.percent.find(axis);
        words += fmt::format("{}{}{}%", words.empty() ? "" : "・", axis_name(axis),
                             share == weights.percent.end() ? 0 : share->second);
    }
    return words;
}

std::string about_page(PageRenderer& pages) {
    const SiteOptions& options = pages.options();
    Page page;
    page.path = "about/";
    page.title = "このサイトについて";
    page.description = "記事の集め方、評価の決め方、機械翻訳と権利の扱い、連絡先。";
    View view;
    view.set("weights", weights_words(options.weights));
    set_text(view, "contact", options.contact);
    return pages.page("about", page, std::move(view));
}

std::string own_page(PageRenderer& pages, const OwnPage& own) {
    Page page;
    page.path = fmt::format("pages/{}/", own.slug);
    page.title = own.title;
    View view;
    view.set("heading", own.title);
    view.set("content", own.html);
    return pages.page("prose", page, std::move(view));
}

std::string not_found_page(PageRenderer& pages) {
    Page page;
    page.title = "ページが見つかりません";
    page.anywhere = true;
    return pages.page("404", page, View{});
}

std::string url_entry(const SiteOptions& options, const std::string& path,
                      const std::optional<TimePoint>& changed) {
    return fmt::format("  <url><loc>{}</loc>{}</url>\n", xml_text(options.base_url + path),
                       changed ? fmt::format("<lastmod>{}</lastmod>", to_rfc3339(*changed)) : "");
}

std::string url_set(const std::string& entries) {
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{}</urlset>\n",
        entries);
}

/// The pages of lists, and those that are always there.
std::vector<std::string> list_paths(PageRenderer& pages, const SiteIndex& index) {
    std::vector<std::string> paths{"",        "daily/",     "hacker/",     "weekly/",
                                   "trends/", "companies/", "tags/",       "about/",
                                   "days/",   "sources/",   "corrections/"};
    for (const OwnPage& own : pages.own_pages())
        paths.push_back(fmt::format("pages/{}/", own.slug));
    for (const auto family :
         {list_names::kDay, list_names::kKind, list_names::kLanguage, list_names::kRating,
          list_names::kSource, list_names::kTag, list_names::kCompany})
        for (const SiteListTotal& total : index.lists(family))
            for (const ListPage& page : pages_of(total.list, pages.options(), nullptr))
                paths.push_back(page.path);
    return paths;
}

/// sitemap-lists.xml, sitemap-lists-2.xml ...
std::string list_sitemap_name(std::size_t part) {
    return part == 0 ? std::string{"sitemap-lists.xml"}
                     : fmt::format("sitemap-lists-{}.xml", part + 1);
}

std::string sitemap_index(const SiteIndex& index, std::size_t list_parts,
                          const SiteOptions& options) {
    std::string out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";
    const auto add = [&](const std::string& path) {
        out +=
            fmt::format("  <sitemap><loc>{}</loc></sitemap>\n", xml_text(options.base_url + path));
    };
    for (std::size_t part = 0; part < list_parts; ++part) add(list_sitemap_name(part));
    for (const SiteListTotal& total : index.lists(list_names::kDay))
        add(fmt::format("sitemap-{}.xml", total.list.substr(list_names::kDay.size())));
    return out + "</sitemapindex>\n";
}

/// Parts that are no longer needed stay where they are: nothing names them.
void put_sitemaps(PageRenderer& pages, const SiteIndex& index, const PutFile& put) {
    const auto parts = sitemaps_of(list_paths(pages, index), pages.options());
    for (std::size_t part = 0; part < parts.size(); ++part)
        put(list_sitemap_name(part), parts[part]);
    put("sitemap.xml", sitemap_index(index, parts.size(), pages.options()));
}

std::string manifest(const PageRenderer& pages) {
    const auto icon = [&](const char* asset, const char* sizes, const char* type,
                          const char* purpose) {
        return nlohmann::json{{"src", pages.templates().asset_path(asset)},
                              {"sizes", sizes},
                              {"type", type},
                              {"purpose", purpose}};
    };
    return dump({{"name", pages.options().title},
                 {"short_name", pages.options().title},
                 {"lang", "ja"},
                 {"start_url", "./"},
                 {"scope", "./"},
                 {"display", "minimal-ui"},
                 {"background_color", "#fcfcfa"},
                 {"theme_color", "#fcfcfa"},
                 {"icons", nlohmann::json::array(
                               {icon("icon.svg", "any", "image/svg+xml", "any"),
                                icon("icon.png", "192x192", "image/png", "any"),
                                icon("icon-512.png", "512x512", "image/png", "any maskable")})}}) +
           "\n";
}

/// The picture in an ICO container, which may hold a PNG as it is. Programs that read no HTML ask
/// for /favicon.ico.
std::string favicon(const Templates& templates) {
    constexpr unsigned kHeaderBytes = 6 + 16;
    constexpr unsigned kSide = 192;
    const std::string& png = templates.assets().at(templates.asset_path("icon.png"));
    std::string out;
    const auto put = [&](std::size_t number, int bytes) {
        for (; bytes > 0; --bytes, number >>= 8U) out.push_back(static_cast<char>(number & 0xFFU));
    };
    put(0, 2);  // reserved
    put(1, 2);  // an icon
    put(1, 2);  // one picture
    put(kSide, 1);
    put(kSide, 1);
    put(0, 2);   // no palette; reserved
    put(1, 2);   // planes
    put(32, 2);  // bits a pixel
    put(png.size(), 4);
    put(kHeaderBytes, 4);
    return out + png;
}

}  // namespace

std::vector<std::string> sitemaps_of(const std::vector<std::string>& paths,
                                     const SiteOptions& options) {
    std::vector<std::string> sitemaps;
    std::size_t at = 0;
    do {
        const std::size_t end = std::min(paths.size(), at + kSitemapUrlsMax);
        std::string entries;
        for (; at < end; ++at) entries += url_entry(options, paths[at], std::nullopt);
        sitemaps.push_back(url_set(entries));
    } while (at < paths.size());
    return sitemaps;
}

std::string day_sitemap(const std::vector<Card>& cards, const SiteOptions& options) {
    std::string entries;
    for (const Card& card : cards)
        entries += url_entry(options, fmt::format("articles/{}/", card.id),
                             card.corrected ? card.corrected : std::optional{card.when});
    return url_set(entries);
}

void put_standing_pages(PageRenderer& pages, const SiteIndex& index, const PutFile& put) {
    const SiteOptions& options = pages.options();
    put("404.html", not_found_page(pages));
    put("about/index.html", about_page(pages));
    for (const OwnPage& own : pages.own_pages())
        put(fmt::format("pages/{}/index.html", own.slug), own_page(pages, own));
    put("days/index.html",
        index_page(pages,
                   {"days/", "日付で探す", "これまでの記事を、公開された日ごとにまとめています。",
                    "記事はまだありません。", ""},
                   day_groups(index)));
    put("sources/index.html",
        index_page(pages,
                   {"sources/", "情報源", "記事を集めている情報源と、これまでの記事の数。",
                    "記事はまだありません。", ""},
                   source_groups(index, options)));
    put_sitemaps(pages, index, put);
    put("robots.txt",
        fmt::format("User-agent: *\nDisallow: /search\nDisallow: /api/\nAllow: /\n\nSitemap: "
                    "{}sitemap.xml\n",
                    options.base_url));
    put("manifest.webmanifest", manifest(pages));
    put("favicon.ico", favicon(pages.templates()));
}

}  // namespace ainews::site
