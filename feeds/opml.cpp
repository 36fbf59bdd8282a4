#include "feeds/opml.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <set>

#include "core/ascii.h"
#include "core/calendar.h"
#include "feeds/names.h"
#include "feeds/opml_names.h"
#include "feeds/scan.h"
#include "feeds/xml_references.h"
#include "text/encoding.h"
#include "text/unicode.h"
#include "text/url.h"

namespace ainews::feeds {

namespace {

/// Entities other than XML's five stay as they are written, so nothing expands.
constexpr unsigned kOpmlFlags =
    pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol | pugi::parse_wconv_attribute;
/// Of a name or an address that stands in a line of the report.
constexpr std::size_t kShownCharsMax = 80;

std::string shown(std::string_view text) {
    return text::truncate(text::collapse_space(text::clean_utf8(text)), kShownCharsMax);
}

/// The first attribute of that name, whatever its case: readers do not agree on "xmlUrl".
std::string_view attribute_of(pugi::xml_node node, std::string_view name) {
    for (const pugi::xml_attribute attribute : node.attributes())
        if (equal_ignoring_case(attribute.name(), name)) return trimmed(attribute.value());
    return {};
}

/// "feed:" is how some programs mark an address of a feed (feed://host/…, feed:https://host/…).
std::string without_feed_scheme(std::string_view url) {
    constexpr std::string_view kFeed = "feed:";
    if (url.size() < kFeed.size() || !equal_ignoring_case(url.substr(0, kFeed.size()), kFeed))
        return std::string{url};
    url.remove_prefix(kFeed.size());
    return (url.starts_with("//") ? "http:" : "") + std::string{url};
}

bool holds_user(std::string_view url) {
    const auto slashes = url.find("//");
    if (slashes == std::string_view::npos) return false;
    const std::string_view authority = url.substr(slashes + 2);
    return authority.substr(0, authority.find_first_of("/?#")).find('@') != std::string_view::npos;
}

/// Reads one document.
class Reader {
public:
    explicit Reader(const OpmlLimits& limits) : limits_{limits} {}

    void read(pugi::xml_node root) {
        for (const pugi::xml_attribute attribute : root.attributes())
            if (std::string_view{attribute.value()} == opml::kNamespace &&
                std::string_view{attribute.name()}.starts_with("xmlns:"))
                prefix_ = std::string{local_name(attribute.name())} + ":";
        walk(root.child("body"));
    }

    void problem(std::string line) {
        if (opml_.problems.size() < limits_.problems_max)
            opml_.problems.push_back(std::move(line));
        else
            ++unsaid_;
    }

    /// Nothing behind the place that `line` names could be read.
    void cut(std::string line) {
        opml_.cut = true;
        problem(std::move(line));
    }

    Opml finish() {
        if (unsaid_ > 0) opml_.problems.push_back(fmt::format("and {} more", unsaid_));
        return std::move(opml_);
    }

private:
    /// In document order, by hand: outlines may be nested as deep as the file is long.
    void walk(pugi::xml_node body) {
        std::size_t depth = 1;
        pugi::xml_node node = body.first_child();
        while (node) {
            if (depth > limits_.depth_max)
                ++too_deep_;
            else if (node.type() == pugi::node_element)
                take(node);
            if (const pugi::xml_node child = node.first_child()) {
                node = child;
                ++depth;
                continue;
            }
            while (!node.next_sibling()) {
                node = node.parent();
                if (!node || node == body) return note_depth();
                --depth;
            }
            node = node.next_sibling();
        }
        note_depth();
    }

    void note_depth() {
        if (too_deep_ > 0)
            problem(fmt::format("{} outlines lie deeper than {} levels: left out", too_deep_,
                                limits_.depth_max));
    }

    void take(pugi::xml_node node) {
        if (!equal_ignoring_case(local_name(node.name()), "outline")) return;
        const std::string_view address = attribute_of(node, "xmlUrl");
        if (address.empty()) return note_other_list(node);
        const std::string url = without_feed_scheme(address);
        const auto resolved = text::resolve_url({}, url);
        if (!resolved)
            return problem(
                fmt::format("left out: {}: not an http or https address", shown(address)));
        if (holds_user(url))
            return problem(
                fmt::format("left out: a source on {}: its address holds a user or a password",
                            text::host_of(*resolved)));
        // What may stand in a configuration stays as it is written; only the rest is put right.
        const std::string clean = text::is_http_url(url) ? url : *resolved;
        if (clean.size() > limits_.url_bytes_max)
            return problem(fmt::format("left out: {}: its address is longer than {} bytes",
                                       shown(clean), limits_.url_bytes_max));
        // Our own list may well name two addresses that look alike: the operator chose them.
        const bool ours = !own(node, opml::kSlug).empty();
        if (!seen_.insert(ours ? clean : text::canonical_url(clean)).second)
            return problem(fmt::format("left out: {}: is in the list twice", shown(clean)));
        if (opml_.sources.size() >= limits_.sources_max)
            return problem(fmt::format("left out: {}: the list holds more than {} sources",
                                       shown(clean), limits_.sources_max));
        opml_.sources.push_back(source_of(node, clean));
    }

    void note_other_list(pugi::xml_node node) {
        if (equal_ignoring_case(attribute_of(node, "type"), "include"))
            problem(fmt::format("left out: the list {}: lists within lists are not fetched",
                                shown(attribute_of(node, "url"))));
    }

    Source source_of(pugi::xml_node node, std::string url) {
        Source source;
        source.url = std::move(url);
        source.slug = text::clean_utf8(own(node, opml::kSlug));
        std::string_view name = attribute_of(node, "text");
        if (name.empty()) name = attribute_of(node, "title");
        source.name = text::clean_utf8(name);
        // A name of our own is exact; what another program wrote may be a page of text.
        if (source.slug.empty())
            source.name = text::collapse_space(
                text::truncate(text::collapse_space(source.name), limits_.name_chars_max));
        source.language = language_of(attribute_of(node, "language"));
        read_own(node, source);
        return source;
    }

    /// The tag where it looks like one; programs write "unknown" and worse.
    static std::string language_of(std::string_view text) {
        constexpr std::size_t kTagBytesMax = 35;
        const std::string tag = text::ascii_lower(text.substr(0, text.find_first_of("-_")));
        const bool plausible =
            tag.size() >= 2 && tag.size() <= 3 &&
            std::ranges::all_of(tag, [](char c) { return c >= 'a' && c <= 'z'; });
        if (!plausible) return {};
        const std::string_view rest = text.substr(tag.size());
        return rest.starts_with('-') && text.size() <= kTagBytesMax && text::is_ascii(rest)
                   ? tag + std::string{rest}
                   : tag;
    }

    void read_own(pugi::xml_node node, Source& source) {
        const auto take = [&](const char* name, auto from, auto& target) {
            const std::string_view value = own(node, name);
            if (value.empty()) return;
            if (auto read = from(value))
                target = *std::move(read);
            else
                problem(fmt::format("{}: {} \"{}\" means nothing: left out", shown(source.url),
                                    name, shown(value)));
        };
        take(opml::kKind, source_kind_from, source.kind);
        take(opml::kWeight, number_from, source.weight);
        take(opml::kRights, rights_from, source.rights);
        take(opml::kRightsBasis, text_from, source.rights_basis);
        take(opml::kRightsHosts, list_from, source.rights_hosts);
        take(opml::kInterval, parse_duration, source.interval);
        take(opml::kBacklog, parse_duration, source.backlog);
        take(opml::kText, text_mode_from, source.text);
        take(opml::kInclude, list_from, source.include);
        take(opml::kExclude, list_from, source.exclude);
        take(opml::kHoldIf, list_from, source.hold_if);
        take(opml::kNewsletter, truth_from, source.newsletter);
        take(opml::kPaused, truth_from, source.paused);
    }

    static std::optional<std::string> text_from(std::string_view value) {
        return text::clean_utf8(value);
    }
    static std::optional<double> number_from(std::string_view value) {
        double number = 0;
        const auto [end, ec] = std::from_chars(value.data(), value.data() + value.size(), number);
        if (ec != std::errc{} || end != value.data() + value.size()) return std::nullopt;
        return number;
    }
    static std::optional<bool> truth_from(std::string_view value) {
        if (value == "true") return true;
        if (value == "false") return false;
        return std::nullopt;
    }
    static std::optional<std::vector<std::string>> list_from(std::string_view value) {
        // A list of strings is one level deep; the callback keeps anything else from growing.
        const auto flat = [](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
            return depth <= 1;
        };
        const auto list = nlohmann::json::parse(value, flat, false);
        if (!list.is_array()) return std::nullopt;
        std::vector<std::string> words;
        for (const auto& word : list) {
            if (!word.is_string()) return std::nullopt;
            words.push_back(text::clean_utf8(word.get<std::string>()));
        }
        return words;
    }

    /// An attribute of our namespace; empty where there is none.
    [[nodiscard]] std::string_view own(pugi::xml_node node, const char* name) const {
        if (prefix_.empty()) return {};
        return node.attribute((prefix_ + name).c_str()).value();
    }

    const OpmlLimits& limits_;
    std::string prefix_;  ///< of our namespace in this document, with its colon; else empty
    std::set<std::string, std::less<>> seen_;
    std::size_t too_deep_ = 0;
    std::size_t unsaid_ = 0;
    Opml opml_;
};

}  // namespace

Expected<Opml> parse_opml(std::string_view bytes, const OpmlLimits& limits) {
    if (bytes.size() > limits.bytes_max)
        return fail(ErrorKind::TooLarge,
                    fmt::format("larger than {} MiB", limits.bytes_max >> 20U));
    std::string text = text::decode(bytes, {}, declared_charset(bytes)).utf8;
    if (count(text, '<') > limits.tags_max)
        return fail(ErrorKind::TooLarge, fmt::format("more than {} tags", limits.tags_max));
    Reader reader{limits};
    std::vector<std::string> repairs;
    if (auto repaired = repair_references(text, repairs)) text = *std::move(repaired);
    pugi::xml_document document;
    const pugi::xml_parse_result result =
        document.load_buffer_inplace(text.data(), text.size(), kOpmlFlags, pugi::encoding_utf8);
    const pugi::xml_node root = document.document_element();
    if (!root || !equal_ignoring_case(root.name(), "opml"))
        return fail(ErrorKind::BadInput,
                    root ? fmt::format("no OPML: the document's root is <{}>", shown(root.name()))
                         : fmt::format("no OPML: not XML ({})", result.description()));
    if (!result)
        reader.cut(fmt::format("not well-formed XML: {} at byte {}; what follows is not read",
                               result.description(), result.offset));
    reader.read(root);
    return reader.finish();
}

}  // namespace ainews::feeds
