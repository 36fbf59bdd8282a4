#include "site/feeds.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/calendar.h"
#include "core/json_text.h"
#include "core/results_json.h"
#include "core/rights.h"
#include "site/card_view.h"
#include "text/html.h"

namespace ainews::site {
namespace {

constexpr const char* kTagline = "世界のAIニュースを日本語で。";
/// RFC 822 dates, which RSS 2.0 asks for.
constexpr const char* kRfc822 = "%a, %d %b %Y %H:%M:%S %z";

std::string entry_id(const SiteOptions& options, const Card& card) {
    return feed_id(options, fmt::format("item:{}", card.id));
}

std::string address(const SiteOptions& options, const Card& card) {
    return fmt::format("{}articles/{}/", options.base_url, card.id);
}

TimePoint updated(const FeedEntry& entry) {
    return std::max(entry.completed, entry.card.corrected.value_or(entry.completed));
}

TimePoint newest(const Feed& feed) {
    TimePoint last{};
    for (const FeedEntry& entry : feed.entries) last = std::max(last, updated(entry));
    return last;
}

/// What the list of that many stars says: readers filter by it.
std::string rating_words(const Card& card) { return fmt::format("重要度{}", card.stars); }

std::string rating_scheme(const SiteOptions& options) { return options.base_url + "about/"; }

std::string atom_entry(const FeedEntry& entry, const SiteOptions& options) {
    const Card& card = entry.card;
    std::string out = fmt::format(
        "  <entry>\n    <title>{}</title>\n    <id>{}</id>\n"
        "    <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n"
        "    <published>{}</published>\n    <updated>{}</updated>\n"
        "    <author><name>{}</name></author>\n",
        xml_text(card.title), xml_text(entry_id(options, card)), xml_text(address(options, card)),
        to_rfc3339(entry.completed), to_rfc3339(updated(entry)),
        xml_text(source_name(options, card.source)));
    if (!card.url.empty())
        out += fmt::format("    <link rel=\"via\" href=\"{}\"/>\n", xml_text(card.url));
    for (const CardTag& tag : card.tags)
        out += fmt::format("    <category term=\"{}\"/>\n", xml_text(tag.name));
    if (card.stars > 0)
        out += fmt::format("    <category term=\"{}\" scheme=\"{}\"/>\n", rating_words(card),
                           xml_text(rating_scheme(options)));
    if (!card.tldr.empty()) out += fmt::format("    <summary>{}</summary>\n", xml_text(card.tldr));
    return out + "  </entry>\n";
}

std::string rss_item(const FeedEntry& entry, const SiteOptions& options) {
    const Card& card = entry.card;
    std::string out = fmt::format(
        "    <item>\n      <title>{}</title>\n      <link>{}</link>\n"
        "      <guid isPermaLink=\"false\">{}</guid>\n      <pubDate>{}</pubDate>\n"
        "      <dc:creator>{}</dc:creator>\n",
        xml_text(card.title), xml_text(address(options, card)), xml_text(entry_id(options, card)),
        options.time_zone.format(entry.completed, kRfc822),
        xml_text(source_name(options, card.source)));
    for (const CardTag& tag : card.tags)
        out += fmt::format("      <category>{}</category>\n", xml_text(tag.name));
    if (card.stars > 0)
        out += fmt::format("      <category domain=\"{}\">{}</category>\n",
                           xml_text(rating_scheme(options)), rating_words(card));
    if (!card.tldr.empty())
        out += fmt::format("      <description>{}</description>\n", xml_text(card.tldr));
    return out + "    </item>\n";
}

nlohmann::json json_item(const FeedEntry& entry, const SiteOptions& options) {
    const Card& card = entry.card;
    nlohmann::json tags = nlohmann::json::array();
    for (const CardTag& tag : card.tags) tags.push_back(tag.name);
    if (card.stars > 0) tags.push_back(rating_words(card));
    nlohmann::json item{
        {"id", entry_id(options, card)},
        {"url", address(options, card)},
        {"title", card.title},
        // JSON Feed asks for a content of each item; where only a link may be shown, its title.
        {"content_text", card.tldr.empty() ? card.title : card.tldr},
        {"date_published", to_rfc3339(entry.completed)},
        {"date_modified", to_rfc3339(updated(entry))},
        {"language", "ja"},
        {"authors", nlohmann::json::array({{{"name", source_name(options, card.source)}}})}};
    if (!card.url.empty()) item["external_url"] = card.url;
    if (!tags.empty()) item["tags"] = std::move(tags);
    return item;
}

}  // namespace

std::string feed_id(const SiteOptions& options, std::string_view what) {
    return fmt::format("tag:{},2026:{}", rights_host(options.base_url), what);
}

std::string xml_text(std::string_view text) {
    std::string clean;
    clean.reserve(text.size());
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 || c == '\t' || c == '\n' || c == '\r') clean.push_back(c);
    }
    // U+FFFE and U+FFFF are no characters of XML 1.0 either.
    for (const std::string_view none : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"})
        for (std::size_t at = clean.find(none); at != std::string::npos; at = clean.find(none, at))
            clean.erase(at, none.size());
    return text::escape_html(clean);
}

std::string atom_feed(const Feed& feed, const SiteOptions& options) {
    std::string out = fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"ja\">\n"
        "  <title>{}</title>\n  <subtitle>{}</subtitle>\n  <id>{}</id>\n  <updated>{}</updated>\n"
        "  <link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n"
        "  <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n",
        xml_text(feed.title), kTagline,
        xml_text(feed_id(options, feed.page.empty() ? "site" : "list:" + feed.page)),
        to_rfc3339(newest(feed)), xml_text(options.base_url + feed.path),
        xml_text(options.base_url + feed.page));
    for (const FeedEntry& entry : feed.entries) out += atom_entry(entry, options);
    return out + "</feed>\n";
}

std::string rss_feed(const Feed& feed, const SiteOptions& options) {
    const std::string last_build =
        feed.entries.empty() ? std::string{}
                             : fmt::format("    <lastBuildDate>{}</lastBuildDate>\n",
                                           options.time_zone.format(newest(feed), kRfc822));
    std::string out = fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\" "
        "xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n  <channel>\n"
        "    <title>{}</title>\n    <link>{}</link>\n    <description>{}</description>\n"
        "    <language>ja</language>\n{}    <ttl>60</ttl>\n"
        "    <atom:link href=\"{}\" rel=\"self\" type=\"application/rss+xml\"/>\n",
        xml_text(feed.title), xml_text(options.base_url + feed.page), kTagline, last_build,
        xml_text(options.base_url + feed.path));
    for (const FeedEntry& entry : feed.entries) out += rss_item(entry, options);
    return out + "  </channel>\n</rss>\n";
}

std::string json_feed(const Feed& feed, const SiteOptions& options) {
    nlohmann::json items = nlohmann::json::array();
    for (const FeedEntry& entry : feed.entries) items.push_back(json_item(entry, options));
    return dump({{"version", "https://jsonfeed.org/version/1.1"},
                 {"title", feed.title},
                 {"description", kTagline},
                 {"home_page_url", options.base_url + feed.page},
                 {"feed_url", options.base_url + feed.path},
                 {"language", "ja"},
                 {"items", std::move(items)}}) +
           "\n";
}

}  // namespace ainews::site
