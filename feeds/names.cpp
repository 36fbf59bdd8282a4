#include "feeds/names.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/ascii.h"

namespace ainews::feeds {

namespace {

/// Three-way comparison without regard to ASCII case.
constexpr int compare_ignoring_case(std::string_view a, std::string_view b) noexcept {
    const std::size_t common = std::min(a.size(), b.size());
    for (std::size_t i = 0; i < common; ++i)
        if (const int d = to_lower(a[i]) - to_lower(b[i]); d != 0) return d;
    return a.size() < b.size() ? -1 : (a.size() > b.size() ? 1 : 0);
}

struct KnownField {
    Space space;
    std::string_view name;
    Field field;
};

constexpr bool before(const KnownField& a, Space space, std::string_view name) noexcept {
    if (a.space != space) return a.space < space;
    return compare_ignoring_case(a.name, name) < 0;
}

/// Sorted by space and name: looked up by bisection.
constexpr std::array kFields{
    KnownField{Space::Core, "author", Field::Author},
    KnownField{Space::Core, "body", Field::XhtmlBody},
    KnownField{Space::Core, "category", Field::Category},
    KnownField{Space::Core, "channel", Field::Channel},
    KnownField{Space::Core, "comments", Field::CommentsUrl},
    KnownField{Space::Core, "content", Field::Content},
    KnownField{Space::Core, "created", Field::Created},
    KnownField{Space::Core, "description", Field::Description},
    KnownField{Space::Core, "enclosure", Field::Enclosure},
    KnownField{Space::Core, "entry", Field::Item},
    KnownField{Space::Core, "feed", Field::Root},
    KnownField{Space::Core, "fullitem", Field::ContentEncoded},
    KnownField{Space::Core, "guid", Field::Guid},
    KnownField{Space::Core, "id", Field::Id},
    KnownField{Space::Core, "issued", Field::Issued},
    KnownField{Space::Core, "item", Field::Item},
    KnownField{Space::Core, "items", Field::ItemList},
    KnownField{Space::Core, "language", Field::Language},
    KnownField{Space::Core, "link", Field::Link},
    KnownField{Space::Core, "modified", Field::Updated},
    KnownField{Space::Core, "pubdate", Field::Published},
    KnownField{Space::Core, "published", Field::Published},
    KnownField{Space::Core, "rdf", Field::Root},
    KnownField{Space::Core, "rss", Field::Root},
    KnownField{Space::Core, "skipdays", Field::SkipDays},
    KnownField{Space::Core, "skiphours", Field::SkipHours},
    KnownField{Space::Core, "summary", Field::Summary},
    KnownField{Space::Core, "title", Field::Title},
    KnownField{Space::Core, "ttl", Field::Ttl},
    KnownField{Space::Core, "updated", Field::Updated},
    KnownField{Space::Content, "encoded", Field::ContentEncoded},
    KnownField{Space::DublinCore, "author", Field::DcAuthor},
    KnownField{Space::DublinCore, "creator", Field::DcAuthor},
    KnownField{Space::DublinCore, "date", Field::DcDate},
    KnownField{Space::DublinCore, "description", Field::DcDescription},
    KnownField{Space::DublinCore, "language", Field::Language},
    KnownField{Space::DublinCore, "subject", Field::Category},
    KnownField{Space::DublinCore, "title", Field::DcTitle},
    KnownField{Space::DcTerms, "created", Field::Created},
    KnownField{Space::DcTerms, "creator", Field::DcAuthor},
    KnownField{Space::DcTerms, "date", Field::DcDate},
    KnownField{Space::DcTerms, "issued", Field::Issued},
    KnownField{Space::DcTerms, "modified", Field::Updated},
    KnownField{Space::DcTerms, "subject", Field::Category},
    KnownField{Space::DcTerms, "title", Field::DcTitle},
    KnownField{Space::Hatena, "bookmarkcount", Field::Points},
    KnownField{Space::Itunes, "author", Field::ItunesAuthor},
    KnownField{Space::Itunes, "image", Field::ItunesImage},
    KnownField{Space::Itunes, "summary", Field::ItunesSummary},
    KnownField{Space::Itunes, "title", Field::ItunesTitle},
    KnownField{Space::Media, "content", Field::MediaContent},
    KnownField{Space::Media, "description", Field::MediaDescription},
    KnownField{Space::Media, "group", Field::MediaGroup},
    KnownField{Space::Media, "thumbnail", Field::MediaThumbnail},
    KnownField{Space::Media, "title", Field::MediaTitle},
    KnownField{Space::Rdf, "rdf", Field::Root},
    KnownField{Space::Slash, "comments", Field::CommentCount},
    KnownField{Space::Syndication, "updatefrequency", Field::UpdateFrequency},
    KnownField{Space::Syndication, "updateperiod", Field::UpdatePeriod},
    KnownField{Space::Thread, "total", Field::CommentCount},
    KnownField{Space::Xhtml, "body", Field::XhtmlBody},
    KnownField{Space::Xhtml, "div", Field::XhtmlBody},
};

static_assert(std::is_sorted(kFields.begin(), kFields.end(),
                             [](const KnownField& a, const KnownField& b) {
                                 return before(a, b.space, b.name);
                             }));

/// A namespace URI, or the beginning that all its versions share.
constexpr std::array<std::pair<std::string_view, Space>, 29> kUris{{
    {"http://www.w3.org/2005/atom", Space::Core},
    {"http://purl.org/atom/", Space::Core},
    {"http://purl.org/rss/1.0/modules/content", Space::Content},
    {"http://purl.org/rss/1.0/modules/slash", Space::Slash},
    {"http://purl.org/rss/1.0/modules/syndication", Space::Syndication},
    {"http://purl.org/rss/1.0/modules/", Space::Unknown},
    {"http://purl.org/rss/1.0", Space::Core},
    {"http://purl.org/net/rss1.1", Space::Core},
    {"http://my.netscape.com/", Space::Core},
    {"http://channel.netscape.com/", Space::Core},
    {"http://backend.userland.com/", Space::Core},
    {"http://blogs.law.harvard.edu/tech/rss", Space::Core},
    {"http://cyber.law.harvard.edu/rss", Space::Core},
    {"http://www.rssboard.org/rss-", Space::Core},
    {"http://purl.org/dc/terms", Space::DcTerms},
    {"http://purl.org/dc/elements/", Space::DublinCore},
    {"http://purl.org/dc/", Space::DublinCore},
    {"http://search.yahoo.com/mrss", Space::Media},
    {"http://tools.search.yahoo.com/mrss", Space::Media},
    {"http://video.search.yahoo.com/mrss", Space::Media},
    {"http://www.rssboard.org/media-rss", Space::Media},
    {"http://www.itunes.com/", Space::Itunes},
    {"http://example.com/dtds/podcast", Space::Itunes},
    {"http://purl.org/syndication/history", Space::FeedHistory},
    {"http://purl.org/syndication/thread", Space::Thread},
    {"http://www.hatena.ne.jp/info/xmlns", Space::Hatena},
    {"http://www.w3.org/1999/02/22-rdf-syntax-ns", Space::Rdf},
    {"http://www.w3.org/1999/xhtml", Space::Xhtml},
    {"http://www.w3.org/tr/rec-html40", Space::Xhtml},
}};

constexpr std::array<std::pair<std::string_view, Space>, 14> kUsualPrefixes{{
    {"atom", Space::Core},
    {"atom10", Space::Core},
    {"rss", Space::Core},
    {"content", Space::Content},
    {"dc", Space::DublinCore},
    {"dcterms", Space::DcTerms},
    {"hatena", Space::Hatena},
    {"itunes", Space::Itunes},
    {"media", Space::Media},
    {"rdf", Space::Rdf},
    {"slash", Space::Slash},
    {"sy", Space::Syndication},
    {"thr", Space::Thread},
    {"xhtml", Space::Xhtml},
}};

bool starts_ignoring_case(std::string_view text, std::string_view start) noexcept {
    return text.size() >= start.size() && equal_ignoring_case(text.substr(0, start.size()), start);
}

Space space_of_uri(std::string_view uri) noexcept {
    while (!uri.empty() && static_cast<unsigned char>(uri.front()) <= ' ') uri.remove_prefix(1);
    if (uri.empty()) return Space::Core;
    if (starts_ignoring_case(uri, "https://")) {
        // Some generators "upgrade" the names of namespaces along with their links.
        for (const auto& [known, space] : kUris)
            if (starts_ignoring_case(uri.substr(8), known.substr(7))) return space;
        return Space::Unknown;
    }
    for (const auto& [known, space] : kUris)
        if (starts_ignoring_case(uri, known)) return space;
    return Space::Unknown;
}

}  // namespace

std::string_view local_name(std::string_view name) noexcept {
    const auto colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

void Names::declare(pugi::xml_node element) {
    const std::size_t before = bindings_.size();
    for (auto attribute = element.first_attribute(); attribute;
         attribute = attribute.next_attribute()) {
        const std::string_view name = attribute.name();
        if (!name.starts_with("xmlns")) continue;
        Space space = space_of_uri(attribute.value());
        if (name.size() == 5) {
            // A default namespace that nobody knows, on a root that is called rss or feed, is RSS
            // or Atom all the same; further down it hides what is not ours.
            if (space == Space::Unknown && bindings_.empty()) space = Space::Core;
            bindings_.push_back({{}, space});
        } else if (name[5] == ':') {
            bindings_.push_back({name.substr(6), space});
        }
    }
    if (bindings_.size() != before) known_.fill({});
}

void Names::withdraw(std::size_t depth) {
    if (bindings_.size() == depth) return;
    bindings_.resize(depth);
    known_.fill({});
}

Space Names::space_of(std::string_view name) const noexcept {
    const auto colon = name.find(':');
    const std::string_view prefix =
        colon == std::string_view::npos ? std::string_view{} : name.substr(0, colon);
    for (auto binding = bindings_.rbegin(); binding != bindings_.rend(); ++binding)
        if (binding->prefix == prefix) return binding->space;
    if (prefix.empty()) return Space::Core;
    for (const auto& [usual, space] : kUsualPrefixes)
        if (equal_ignoring_case(prefix, usual)) return space;
    return Space::Unknown;
}

Field Names::field_of(std::string_view name) noexcept {
    if (name.empty()) return look_up(name);
    const auto byte = [](char c) {
        return static_cast<std::size_t>(static_cast<unsigned char>(c));
    };
    const std::size_t hash = name.size() * 7 + byte(name.front()) * 5 + byte(name.back());
    Known& known = known_[hash % kKnownSlots];
    if (known.name != name) known = {name, look_up(name)};
    return known.field;
}

Field Names::look_up(std::string_view name) const noexcept {
    const Space space = space_of(name);
    if (space == Space::Unknown) return Field::Ignored;
    const std::string_view local = local_name(name);
    const auto* const found =
        std::lower_bound(kFields.begin(), kFields.end(), local,
                         [space](const KnownField& known, std::string_view wanted) {
                             return before(known, space, wanted);
                         });
    if (found == kFields.end() || found->space != space || !equal_ignoring_case(found->name, local))
        return Field::Ignored;
    return found->field;
}

}  // namespace ainews::feeds
