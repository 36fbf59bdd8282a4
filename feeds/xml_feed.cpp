#include "feeds/xml_feed.h"

#include <fmt/format.h>

#include <algorithm>
#include <pugixml.hpp>
#include <string_view>

#include "core/ascii.h"
#include "feeds/feed_reader.h"
#include "feeds/names.h"
#include "feeds/scan.h"
#include "feeds/xml_references.h"
#include "feeds/xml_repair.h"

namespace ainews::feeds {

namespace {

/// Entities other than XML's five stay as they are written, so nothing expands and nothing is
/// fetched.
constexpr unsigned kFlags =
    pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol | pugi::parse_embed_pcdata;
constexpr unsigned kKeepSpace = kFlags | pugi::parse_ws_pcdata;

/// A tree and the text that it points into.
class Document {
public:
    Document(std::string_view text, unsigned flags) : text_{text} {
        result_ =
            document_.load_buffer_inplace(text_.data(), text_.size(), flags, pugi::encoding_utf8);
        root_ = find_root(document_);
    }
    [[nodiscard]] bool well_formed() const { return static_cast<bool>(result_); }
    [[nodiscard]] const std::optional<FeedRoot>& root() const { return root_; }
    [[nodiscard]] std::string fault() const {
        return fmt::format("{} at byte {}", result_.description(), result_.offset);
    }
    [[nodiscard]] std::string_view first_element() const {
        for (const pugi::xml_node node : document_.children())
            if (node.type() == pugi::node_element) return node.name();
        return {};
    }

private:
    std::string text_;
    pugi::xml_document document_;
    pugi::xml_parse_result result_;
    std::optional<FeedRoot> root_;
};

/// The text before its tag number `tags_max` + 1: it is then read as a document that is cut off.
std::string_view cut_tags(std::string_view text, std::size_t tags_max) {
    if (text.size() <= tags_max || count(text, '<') <= tags_max) return text;
    std::size_t at = 0;
    for (std::size_t seen = 0; seen < tags_max; ++seen) at = text.find('<', at) + 1;
    return text.substr(0, text.find('<', at));
}

Error no_feed(const Document& document) {
    const std::string_view element = document.first_element();
    if (equal_ignoring_case(element, "html"))
        return Error{ErrorKind::BadInput, "no feed: this is an HTML page"};
    if (!element.empty())
        return Error{ErrorKind::BadInput,
                     fmt::format("no feed: the document's root is <{}>, not rss, RDF or feed",
                                 element.substr(0, 64))};
    return Error{ErrorKind::BadInput, fmt::format("no feed: not XML ({})", document.fault())};
}

/// Reads `text` as it was parsed; where markup was met, again with the white space it needs.
Feed read_document(const Document& document, std::string_view text, const ParseOptions& options) {
    FeedReading reading = read_feed(*document.root(), options);
    if (!reading.met_markup) return std::move(reading.feed);
    const Document with_space{text, kKeepSpace};
    if (!with_space.root()) return std::move(reading.feed);
    return read_feed(*with_space.root(), options).feed;
}

}  // namespace

Expected<Feed> parse_xml_feed(std::string_view whole, const ParseOptions& options,
                              std::vector<std::string> problems) {
    std::string_view text = cut_tags(whole, options.tags_max);
    if (text.size() < whole.size())
        problems.push_back(fmt::format("more than {} tags: the rest of the document is not read",
                                       options.tags_max));
    const std::optional<std::string> rewritten = repair_references(text, problems);
    if (rewritten) text = *rewritten;
    const auto with_problems = [&problems](Feed feed) {
        feed.problems.insert(feed.problems.begin(), problems.begin(), problems.end());
        return feed;
    };
    {
        const Document document{text, kFlags};
        if (document.well_formed() && document.root())
            return with_problems(read_document(document, text, options));
        if (document.well_formed() && text.find("<rss") == std::string_view::npos &&
            text.find("<feed") == std::string_view::npos)
            return tl::unexpected{no_feed(document)};
        problems.push_back(fmt::format("not well-formed XML: {}", document.fault()));
    }
    const std::string repaired = repair_xml(text, problems);
    const Document document{repaired, kFlags};
    if (!document.root()) return tl::unexpected{no_feed(document)};
    return with_problems(read_document(document, repaired, options));
}

}  // namespace ainews::feeds
