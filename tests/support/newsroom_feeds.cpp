#include "tests/support/newsroom_feeds.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <iconv.h>
#include <algorithm>
#include <cerrno>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "core/c_ptr.h"
#include "core/calendar.h"
#include "tests/support/newsroom_markup.h"

namespace ainews::newsroom {
namespace {

/// One thing that a feed lists.
struct FeedEntry {
    std::string id;
    std::string url;
    std::string title;
    std::string summary;
    std::string html;
    std::string plain;
    std::string comments_url;
    TimePoint published;
    const SampleArticle* article = nullptr;  ///< null for a mention
    std::int64_t points = 0;
    std::int64_t comments = 0;
};

std::string rfc822(TimePoint when) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(
        std::chrono::time_point_cast<std::chrono::system_clock::duration>(when));
    return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(seconds));
}

std::string tag(std::string_view name, std::string_view text) {
    return fmt::format("<{0}>{1}</{0}>\n", name, escape(text));
}

std::string cdata(std::string_view name, std::string_view html) {
    return fmt::format("<{0}><![CDATA[{1}]]></{0}>\n", name, html);
}

FeedEntry entry_of(const Edition& edition, const Outlet& outlet, const SampleArticle& article) {
    FeedEntry entry;
    entry.url = article_url(outlet, article, edition.port);
    entry.id = fmt::format("tag:{},2026:{}", outlet.slug, article.slug);
    entry.title = article.title;
    entry.summary = article.summary;
    const auto blocks = resolved_blocks(*edition.library, article, edition.port);
    entry.html = blocks_html(blocks);
    for (const auto& block : blocks) entry.plain += plain_text(block.source) + "\n\n";
    entry.published = edition.now - article.age;
    entry.article = &article;
    entry.points = article.points.value_or(0);
    entry.comments = article.comments.value_or(0);
    entry.comments_url = entry.url;
    return entry;
}

FeedEntry entry_of(const Edition& edition, const Outlet& outlet, const Mention& mention) {
    const auto& article = *edition.library->article(mention.article);
    FeedEntry entry;
    entry.url = article_url(*edition.library->outlet(article.outlet), article, edition.port) +
                mention.query;
    entry.comments_url =
        fmt::format("http://{}:{}/item/{}", outlet.host, edition.port, mention.article);
    entry.id = entry.comments_url;
    entry.title = mention.title;
    entry.published = edition.now - mention.age;
    entry.points = mention.points;
    entry.comments = mention.comments;
    return entry;
}

std::vector<FeedEntry> entries_of(const Edition& edition, const Outlet& outlet) {
    std::vector<FeedEntry> entries;
    for (const auto* article : edition.library->articles_of(outlet.slug))
        entries.push_back(entry_of(edition, outlet, *article));
    for (const auto& mention : outlet.mentions)
        entries.push_back(entry_of(edition, outlet, mention));
    return entries;
}

std::string categories_xml(const FeedEntry& entry) {
    std::string xml;
    if (entry.article != nullptr)
        for (const auto& category : entry.article->categories) xml += tag("category", category);
    return xml;
}

std::string creators_xml(const FeedEntry& entry) {
    std::string xml;
    if (entry.article != nullptr)
        for (const auto& author : entry.article->authors) xml += tag("dc:creator", author);
    return xml;
}

/// The way a link board tells points and comments: in the description's text.
std::string community_html(const FeedEntry& entry) {
    std::string html =
        entry.article != nullptr
            ? entry.html + "<hr>"
            : fmt::format("<p>Article URL: <a href=\"{0}\">{0}</a></p>", escape(entry.url));
    return html + fmt::format(
                      "<p>Comments URL: <a href=\"{0}\">{0}</a></p><p>Points: {1}</p>"
                      "<p># Comments: {2}</p>",
                      escape(entry.comments_url), entry.points, entry.comments);
}

std::string rss_item(const Outlet& outlet, const FeedEntry& entry) {
    std::string xml = "<item>\n" + tag("title", entry.title) + tag("link", entry.url) +
                      tag("pubDate", rfc822(entry.published)) + creators_xml(entry) +
                      categories_xml(entry);
    if (outlet.guids)
        xml += fmt::format("<guid isPermaLink=\"false\">{}</guid>\n", escape(entry.id));
    if (outlet.format == "community")
        xml += cdata("description", community_html(entry)) + tag("comments", entry.comments_url);
    else if (outlet.format == "rss-summary")
        xml += tag("description", entry.summary);
    else
        xml += tag("description", entry.summary) + cdata("content:encoded", entry.html);
    return xml + "</item>\n";
}

std::string render_rss(const Edition& edition, const Outlet& outlet) {
    std::string xml = fmt::format(
        "<?xml version=\"1.0\" encoding=\"{}\"?>\n"
        "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" "
        "xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<channel>\n",
        outlet.charset);
    xml += tag("title", outlet.name) +
           tag("link", fmt::format("http://{}:{}/", outlet.host, edition.port)) +
           tag("description", outlet.tagline) + tag("language", outlet.language);
    for (const auto& entry : entries_of(edition, outlet)) xml += rss_item(outlet, entry);
    return xml + "</channel>\n</rss>\n";
}

std::string render_rdf(const Edition& edition, const Outlet& outlet) {
    const auto home = fmt::format("http://{}:{}/", outlet.host, edition.port);
    std::string list;
    std::string items;
    for (const auto& entry : entries_of(edition, outlet)) {
        list += fmt::format("<rdf:li rdf:resource=\"{}\"/>\n", escape(entry.url));
        items += fmt::format("<item rdf:about=\"{}\">\n", escape(entry.url)) +
                 tag("title", entry.title) + tag("link", entry.url) +
                 tag("description", entry.summary) + tag("dc:date", to_rfc3339(entry.published)) +
                 creators_xml(entry) + "</item>\n";
    }
    return fmt::format(
               "<?xml version=\"1.0\" encoding=\"{}\"?>\n"
               "<rdf:RDF xmlns=\"http://purl.org/rss/1.0/\" "
               "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" "
               "xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<channel rdf:about=\"{}\">\n",
               outlet.charset, home) +
           tag("title", outlet.name) + tag("link", home) + tag("description", outlet.tagline) +
           tag("dc:language", outlet.language) + "<items><rdf:Seq>\n" + list +
           "</rdf:Seq></items>\n</channel>\n" + items + "</rdf:RDF>\n";
}

std::string atom_entry(const Edition& edition, const Outlet& outlet, const FeedEntry& entry) {
    std::string xml = "<entry>\n" + tag("title", entry.title) + tag("id", entry.id) +
                      fmt::format("<link rel=\"alternate\" href=\"{}\"/>\n", escape(entry.url)) +
                      tag("published", to_rfc3339(entry.published)) +
                      tag("updated", to_rfc3339(entry.published));
    for (const auto& author : entry.article->authors)
        xml += "<author>" + tag("name", author) + "</author>\n";
    for (const auto& category : entry.article->categories)
        xml += fmt::format("<category term=\"{}\"/>\n", escape(category));
    if (outlet.format == "video")
        return xml + tag("yt:videoId", *entry.article->video) + "<media:group>\n" +
               tag("media:title", entry.title) +
               fmt::format(
                   "<media:thumbnail url=\"http://{}:{}/img/{}.png\" width=\"480\" "
                   "height=\"360\"/>\n",
                   outlet.host, edition.port, *entry.article->video) +
               tag("media:description", entry.plain) + "</media:group>\n</entry>\n";
    xml += fmt::format("<summary>{}</summary>\n", escape(entry.summary));
    if (outlet.format == "atom")
        xml += fmt::format("<content type=\"html\">{}</content>\n", escape(entry.html));
    return xml + "</entry>\n";
}

std::string render_atom(const Edition& edition, const Outlet& outlet) {
    const auto home = fmt::format("http://{}:{}/", outlet.host, edition.port);
    std::string entries;
    TimePoint updated{};
    for (const auto& entry : entries_of(edition, outlet)) {
        entries += atom_entry(edition, outlet, entry);
        updated = std::max(updated, entry.published);
    }
    return fmt::format(
               "<?xml version=\"1.0\" encoding=\"{}\"?>\n<feed "
               "xmlns=\"http://www.w3.org/2005/Atom\" "
               "xmlns:media=\"http://search.yahoo.com/mrss/\" "
               "xmlns:yt=\"http://www.youtube.com/xml/schemas/2015\" xml:lang=\"{}\">\n",
               outlet.charset, outlet.language) +
           tag("title", outlet.name) + tag("subtitle", outlet.tagline) + tag("id", home) +
           fmt::format("<link rel=\"self\" href=\"{}\"/>\n<link rel=\"alternate\" href=\"{}\"/>\n",
                       feed_url(outlet, edition.port), home) +
           tag("updated", to_rfc3339(updated)) + entries + "</feed>\n";
}

std::string render_json(const Edition& edition, const Outlet& outlet) {
    nlohmann::ordered_json feed{
        {"version", "https://jsonfeed.org/version/1.1"},
        {"title", outlet.name},
        {"description", outlet.tagline},
        {"home_page_url", fmt::format("http://{}:{}/", outlet.host, edition.port)},
        {"feed_url", feed_url(outlet, edition.port)},
        {"language", outlet.language},
        {"items", nlohmann::ordered_json::array()}};
    for (const auto& entry : entries_of(edition, outlet)) {
        auto authors = nlohmann::ordered_json::array();
        for (const auto& author : entry.article->authors) authors.push_back({{"name", author}});
        feed["items"].push_back({{"id", entry.id},
                                 {"url", entry.url},
                                 {"title", entry.title},
                                 {"summary", entry.summary},
                                 {"content_html", entry.html},
                                 {"date_published", to_rfc3339(entry.published)},
                                 {"authors", authors},
                                 {"tags", entry.article->categories}});
    }
    return feed.dump(2) + "\n";
}

const iconv_t kNoConverter = reinterpret_cast<iconv_t>(-1);
constexpr auto kIconvFailed = static_cast<std::size_t>(-1);

void close_converter(iconv_t converter) {
    if (converter != kNoConverter) iconv_close(converter);
}

/// Takes one character off the input and gives its numeric character reference.
std::string take_reference(char*& in, std::size_t& in_left) {
    std::size_t used = 0;
    const char32_t code = next_code_point({in, in_left}, used);
    in += used;
    in_left -= used;
    return fmt::format("&#{};", static_cast<unsigned>(code));
}

}  // namespace

std::string encode(std::string_view utf8, const std::string& charset) {
    if (charset == "UTF-8") return std::string{utf8};
    // What the web calls Shift_JIS and EUC-JP are Microsoft's variants of them.
    const std::string name = charset == "Shift_JIS" ? "CP932"
                             : charset == "EUC-JP"  ? "EUC-JP-MS"
                                                    : charset;
    const CPtr<void, close_converter> converter{iconv_open(name.c_str(), "UTF-8")};
    if (converter.get() == kNoConverter) throw std::runtime_error{"no such charset: " + charset};
    std::string input{utf8};
    std::string output;
    char* in = input.data();
    std::size_t in_left = input.size();
    while (in_left > 0) {
        char buffer[4096];
        char* out = buffer;
        std::size_t out_left = sizeof buffer;
        const bool failed = iconv(converter.get(), &in, &in_left, &out, &out_left) == kIconvFailed;
        const int error = errno;
        output.append(buffer, sizeof buffer - out_left);
        if (failed && error == EILSEQ)
            output += take_reference(in, in_left);
        else if (failed && error != E2BIG)
            throw std::runtime_error{"not UTF-8: " + std::string{utf8.substr(0, 40)}};
    }
    return output;
}

Document render_feed(const Edition& edition, const Outlet& outlet) {
    if (outlet.format == "json") return {"application/feed+json", render_json(edition, outlet)};
    if (outlet.format == "rdf")
        return {"application/rdf+xml", encode(render_rdf(edition, outlet), outlet.charset)};
    if (outlet.format == "atom" || outlet.format == "atom-summary" || outlet.format == "video")
        return {"application/atom+xml; charset=" + outlet.charset,
                encode(render_atom(edition, outlet), outlet.charset)};
    // Japanese feeds of the time are served without a charset: only the XML declaration tells it.
    const bool declared = outlet.charset == "UTF-8";
    return {declared ? "application/rss+xml; charset=UTF-8" : "text/xml",
            encode(render_rss(edition, outlet), outlet.charset)};
}

}  // namespace ainews::newsroom
