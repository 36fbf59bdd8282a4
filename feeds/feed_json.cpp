#include "feeds/feed_json.h"

#include <nlohmann/json.hpp>

#include "core/calendar.h"
#include "text/html.h"

namespace ainews::feeds {

namespace {

using Json = nlohmann::ordered_json;

const char* name_of(Feed::Format format) {
    switch (format) {
        case Feed::Format::Rss:
            return "rss";
        case Feed::Format::Atom:
            return "atom";
        case Feed::Format::Rdf:
            return "rdf";
        case Feed::Format::Json:
            return "json";
    }
    return "rss";
}

Json text_or_null(const std::string& text) { return text.empty() ? Json{} : Json(text); }
Json time_or_null(const std::optional<TimePoint>& time) {
    return time ? Json(to_rfc3339(*time)) : Json{};
}

Json html_or_null(const std::optional<std::string>& html, const std::string& base_url) {
    return html ? Json(text::sanitize_html(*html, base_url)) : Json{};
}

template <typename T>
Json value_or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json{};
}

Json enclosures(const Entry& entry) {
    Json list = Json::array();
    for (const Enclosure& enclosure : entry.enclosures)
        list.push_back({{"url", enclosure.url},
                        {"type", value_or_null(enclosure.type)},
                        {"length", value_or_null(enclosure.length)}});
    return list;
}

Json to_json(const Entry& entry) {
    Json item;
    item["id"] = entry.id;
    item["url"] = entry.url;
    item["title"] = entry.title;
    item["authors"] = entry.authors;
    item["published"] = time_or_null(entry.published);
    item["updated"] = time_or_null(entry.updated);
    item["summary_html"] = html_or_null(entry.summary_html, entry.base_url);
    item["content_html"] = html_or_null(entry.content_html, entry.base_url);
    item["categories"] = entry.categories;
    item["enclosures"] = enclosures(entry);
    item["language"] = text_or_null(entry.language);
    item["image"] = value_or_null(entry.image);
    item["points"] = value_or_null(entry.points);
    item["comments"] = value_or_null(entry.comments);
    item["comments_url"] = value_or_null(entry.comments_url);
    return item;
}

}  // namespace

std::string feed_json(const Feed& feed) {
    Json document;
    document["format"] = name_of(feed.format);
    document["title"] = feed.title;
    document["link"] = feed.link;
    document["language"] = text_or_null(feed.language);
    document["items"] = Json::array();
    for (const Entry& entry : feed.entries) document["items"].push_back(to_json(entry));
    document["problems"] = feed.problems;
    return document.dump(1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace ainews::feeds
