#include "feeds/json_feed.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "feeds/community.h"
#include "feeds/context.h"
#include "feeds/field_limits.h"
#include "feeds/scan.h"
#include "text/html.h"
#include "text/unicode.h"

namespace ainews::feeds {

namespace {

using nlohmann::json;

/// Strings of JSON may hold what no text of ours may: "\u0000". Lone surrogates are mended before.
std::string clean(const std::string& text) {
    return classify(text) == Bytes::Other ? text::clean_utf8(text) : text;
}

/// The member as text: numbers count, because generators write ids as numbers.
std::string text_member(const json& object, const char* name) {
    const auto found = object.find(name);
    if (found == object.end()) return {};
    if (found->is_string()) return clean(found->get_ref<const std::string&>());
    if (found->is_number_integer() || found->is_number_float()) return found->dump();
    return {};
}

const json* list_member(const json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_array() ? &*found : nullptr;
}

class JsonFeedReader {
public:
    explicit JsonFeedReader(const ParseOptions& options) : options_{options} {}

    Feed read(const json& document) {
        Feed feed;
        feed.format = Feed::Format::Json;
        feed.title = title(document);
        feed.language = one_line(text_member(document, "language"), kNameBytesMax);
        base_ = options_.base_url.empty() ? text_member(document, "feed_url") : options_.base_url;
        feed.link = link_url(base_, text_member(document, "home_page_url"));
        feed.previous_archive = absolute_url(base_, text_member(document, "next_url"));
        if (base_.empty()) base_ = feed.link;
        language_ = feed.language;
        read_authors(document, authors_);
        if (const json* items = list_member(document, "items")) read_items(*items, feed);
        return feed;
    }

private:
    void read_items(const json& items, Feed& feed) {
        for (const json& item : items) {
            if (feed.entries.size() >= options_.entries_max) {
                feed.problems.push_back(
                    fmt::format("{} entries left out: only the first {} are read",
                                items.size() - options_.entries_max, options_.entries_max));
                return;
            }
            if (item.is_object())
                feed.entries.push_back(read_item(item));
            else
                feed.problems.emplace_back("an item that is no object: left out");
        }
    }

    Entry read_item(const json& item) {
        Entry entry;
        entry.id = text::truncate_bytes(trimmed(text_member(item, "id")), kIdBytesMax);
        entry.url = link_url(base_, text_member(item, "url"));
        if (entry.url.empty()) entry.url = absolute_url(base_, text_member(item, "external_url"));
        entry.title = title(item);
        read_authors(item, entry.authors);
        if (entry.authors.empty()) entry.authors = authors_;
        entry.published = date_of(text_member(item, "date_published"), options_);
        entry.updated = date_of(text_member(item, "date_modified"), options_);
        entry.summary_html = html_of(item, nullptr, "summary");
        entry.content_html = html_of(item, "content_html", "content_text");
        entry.base_url = entry.url.empty() ? base_ : entry.url;
        entry.language = one_line(text_member(item, "language"), kNameBytesMax);
        if (entry.language.empty()) entry.language = language_;
        if (const json* tags = list_member(item, "tags"))
            for (const json& tag : *tags)
                if (tag.is_string())
                    add_unique(entry.categories,
                               one_line(clean(tag.get_ref<const std::string&>()), kNameBytesMax),
                               options_.list_max);
        read_attachments(item, entry);
        for (const char* const name : {"image", "banner_image"})
            if (std::string image = absolute_url(base_, text_member(item, name));
                !entry.image && !image.empty())
                entry.image = std::move(image);
        read_community_facts(entry);
        return entry;
    }

    /// Plain text by the specification, yet generators for HTML leave their references in it.
    [[nodiscard]] std::string title(const json& object) const {
        const std::string text = text_member(object, "title");
        return one_line(may_be_html(text) ? text::decode_entities(text) : text,
                        options_.title_bytes_max);
    }

    [[nodiscard]] std::optional<std::string> html_of(const json& item, const char* html,
                                                     const char* plain) const {
        std::string text = html != nullptr ? text_member(item, html) : std::string{};
        if (text.empty()) text = text::escape_html(text_member(item, plain));
        if (text.empty()) return std::nullopt;
        text.resize(text::truncate_bytes(text, options_.html_bytes_max).size());
        return text;
    }

    /// Version 1 has `author`, 1.1 a list `authors`; some feeds have both, and differing.
    void read_authors(const json& object, std::vector<std::string>& authors) const {
        const auto add = [this, &authors](const json& author) {
            if (author.is_string())
                add_unique(authors,
                           one_line(clean(author.get_ref<const std::string&>()), kNameBytesMax),
                           options_.list_max);
            if (!author.is_object()) return;
            std::string name = one_line(text_member(author, "name"), kNameBytesMax);
            if (name.empty()) name = one_line(text_member(author, "url"), kNameBytesMax);
            add_unique(authors, std::move(name), options_.list_max);
        };
        if (const json* list = list_member(object, "authors"))
            std::for_each(list->begin(), list->end(), add);
        if (const auto one = object.find("author"); one != object.end()) add(*one);
    }

    void read_attachments(const json& item, Entry& entry) const {
        const json* const list = list_member(item, "attachments");
        if (list == nullptr) return;
        for (const json& attachment : *list) {
            if (!attachment.is_object() || entry.enclosures.size() >= options_.list_max) continue;
            Enclosure enclosure{.url = absolute_url(base_, text_member(attachment, "url"))};
            if (enclosure.url.empty()) continue;
            std::string type = one_line(text_member(attachment, "mime_type"), kNameBytesMax);
            if (!type.empty()) enclosure.type = std::move(type);
            enclosure.length = whole_number(text_member(attachment, "size_in_bytes"));
            entry.enclosures.push_back(std::move(enclosure));
        }
    }

    const ParseOptions& options_;
    std::string base_;
    std::string language_;
    std::vector<std::string> authors_;
};

/// The code unit of "\\uD83D" at `at`; nullopt where no such escape stands there.
std::optional<unsigned> escaped_unit(std::string_view text, std::size_t at) {
    if (text.substr(at, 2) != "\\u" || at + 6 > text.size()) return std::nullopt;
    unsigned unit = 0;
    const char* const end = text.data() + at + 6;
    const auto [stop, error] = std::from_chars(text.data() + at + 2, end, unit, 16);
    return error == std::errc{} && stop == end ? std::optional{unit} : std::nullopt;
}

/// Generators that cut a text between the halves of an emoji leave one of them, which JSON's
/// grammar allows and no text can hold: it becomes U+FFFD. How many were replaced.
std::size_t mend_surrogates(std::string& text) {
    std::size_t mended = 0;
    for (std::size_t at = text.find('\\'); at < text.size(); at = text.find('\\', at)) {
        const auto unit = escaped_unit(text, at);
        if (!unit || *unit < 0xD800 || *unit > 0xDFFF) {
            at += 2;
            continue;
        }
        const auto low = *unit < 0xDC00 ? escaped_unit(text, at + 6) : std::nullopt;
        const bool pair = low && *low >= 0xDC00 && *low <= 0xDFFF;
        if (!pair) {
            text.replace(at + 2, 4, "FFFD");
            ++mended;
        }
        at += pair ? 12 : 6;
    }
    return mended;
}

}  // namespace

Expected<Feed> parse_json_feed(std::string_view text, const ParseOptions& options,
                               std::vector<std::string> problems) {
    // Each value but the first of a list follows one of these; counting them bounds the tree
    // beforehand.
    if (count(text, ',') + count(text, '[') + count(text, '{') > options.json_values_max)
        return fail(ErrorKind::TooLarge,
                    fmt::format("a JSON document of more than {} values", options.json_values_max));
    std::string mended;
    if (text.find("\\u") != std::string_view::npos) {
        mended = text;
        if (const std::size_t count = mend_surrogates(mended); count > 0) {
            problems.push_back(fmt::format("{} halves of a character: replaced", count));
            text = mended;
        }
    }
    json document;
    try {
        document = json::parse(text, nullptr, true, true);
    } catch (const json::parse_error& error) {
        return fail(ErrorKind::BadInput,
                    fmt::format("no feed: broken JSON at byte {}", error.byte));
    } catch (const json::out_of_range&) {
        return fail(ErrorKind::BadInput, "no feed: JSON with a number beyond any range");
    }
    const std::string version =
        document.is_object() ? text_member(document, "version") : std::string{};
    if (version.find("jsonfeed.org") == std::string::npos) {
        // The specification wants an address here; some write the bare number.
        if (!version.starts_with('1') || list_member(document, "items") == nullptr)
            return fail(ErrorKind::BadInput, "no feed: JSON without the version of a JSON Feed");
        problems.push_back(fmt::format("version \"{}\" is no JSON Feed's: read all the same",
                                       version.substr(0, 16)));
    }
    Feed feed = JsonFeedReader{options}.read(document);
    feed.problems.insert(feed.problems.begin(), problems.begin(), problems.end());
    return feed;
}

}  // namespace ainews::feeds
