#include <algorithm>
#include <array>
#include <string>

#include "core/ascii.h"

#include "text/article_facts.h"
#include "text/article_metadata.h"
#include "text/article_phrases.h"
#include "text/unicode.h"

namespace ainews::text {
namespace {

/// What a word in a name stands for; bits, the upper ones meet only inside one name.
constexpr std::uint16_t kSubject = 0x200;   ///< article, post ...: with a kMatter it names the text
constexpr std::uint16_t kMatter = 0x400;    ///< body, content ...
constexpr std::uint16_t kNegation = 0x800;  ///< "has-sidebar" says nothing about this element
constexpr std::uint16_t kHeader = 0x1000;   ///< of the site, of the article, or of a section
constexpr std::uint16_t kAlert = 0x2000;  ///< alert, notice: with a kTone a note of the text's own
constexpr std::uint16_t kTone = 0x4000;   ///< info, warning ...

struct Stem {
    std::string_view text;
    std::uint16_t hint;
    bool whole = false;  ///< the word is exactly this; else it begins so
};

/// Sorted by first letter.
constexpr auto kStems = std::to_array<Stem>({
    {"ad", kHintBoilerplate, true},
    {"ads", kHintBoilerplate, true},
    {"adsense", kHintBoilerplate},
    {"advert", kHintBoilerplate},
    {"advertisement", kHintBoilerplate},
    {"admonition", kHintCallout},
    {"alert", kHintDoubtful | kAlert},
    {"also", kHintDoubtful, true},
    {"article", kSubject, true},
    {"articlebody", kHintBody},
    {"articlecontent", kHintBody},
    {"articletext", kHintBody},
    {"author", kHintDoubtful},
    {"autor", kHintDoubtful, true},
    {"banner", kHintBoilerplate},
    {"bio", kHintDoubtful, true},
    {"blog", kSubject, true},
    {"body", kMatter, true},
    {"bodytext", kHintBody},
    {"bodycopy", kHintBody},
    {"breadcrumb", kHintBoilerplate},
    {"byline", kHintDoubtful},
    {"callout", kHintCallout},
    {"caption", kHintCaption},
    {"carousel", kHintBoilerplate},
    {"combx", kHintComments},
    {"comment", kHintComments},
    {"community", kHintDoubtful},
    {"consent", kHintBoilerplate | kHintConsent},
    {"content", kMatter},
    {"cookie", kHintBoilerplate | kHintConsent},
    {"copy", kMatter, true},
    {"copyright", kHintBoilerplate},
    {"credit", kHintCaption},
    {"caution", kTone, true},
    {"cta", kHintBoilerplate, true},
    {"danger", kTone, true},
    {"date", kHintDoubtful, true},
    {"dialog", kHintBoilerplate, true},
    {"disclaimer", kHintComments},
    {"disqus", kHintComments},
    {"donat", kHintBoilerplate},
    {"embed", kHintDoubtful},
    {"endnote", kHintCallout},
    {"entry", kSubject, true},
    {"facebook", kHintBoilerplate},
    {"fineprint", kHintBoilerplate},
    {"follow", kHintDoubtful},
    {"foot", kHintBoilerplate, true},
    {"footnote", kHintCallout},
    {"footer", kHintBoilerplate},
    {"footnav", kHintBoilerplate},
    {"gallery", kHintBoilerplate},
    {"gdpr", kHintBoilerplate | kHintConsent},
    {"has", kNegation, true},
    {"header", kHintDoubtful | kHeader, true},
    {"hint", kTone, true},
    {"hidden", kHintDoubtful, true},
    {"important", kTone, true},
    {"info", kTone, true},
    {"infobox", kHintDoubtful},
    {"is", kNegation, true},
    {"jp", kHintDoubtful, true},
    {"keywords", kHintDoubtful},
    {"latest", kHintBoilerplate, true},
    {"legal", kHintComments},
    {"lightbox", kHintBoilerplate},
    {"login", kHintBoilerplate},
    {"main", kSubject, true},
    {"maincontent", kHintArticle},
    {"masthead", kHintBoilerplate},
    {"matter", kMatter, true},
    {"menu", kHintBoilerplate},
    {"meta", kHintDoubtful},
    {"modal", kHintBoilerplate},
    {"more", kHintDoubtful, true},
    {"morefrom", kHintBoilerplate},
    {"mostpopular", kHintBoilerplate},
    {"mostread", kHintBoilerplate},
    {"nav", kHintBoilerplate, true},
    {"navbar", kHintBoilerplate},
    {"navigation", kHintBoilerplate},
    {"news", kSubject, true},
    {"newsletter", kHintBoilerplate},
    {"no", kNegation, true},
    {"note", kTone, true},
    {"notice", kHintDoubtful | kAlert, true},
    {"noprint", kHintBoilerplate},
    {"outbrain", kHintBoilerplate},
    {"overlay", kHintDoubtful},
    {"page", kSubject, true},
    {"pager", kHintBoilerplate},
    {"pagination", kHintBoilerplate},
    {"paging", kHintBoilerplate},
    {"paywall", kHintDoubtful},
    {"popular", kHintBoilerplate},
    {"popup", kHintBoilerplate},
    {"post", kSubject, true},
    {"postbody", kHintBody},
    {"postcontent", kHintBody},
    {"postmeta", kHintBoilerplate},
    {"print", kHintDoubtful, true},
    {"privacy", kHintBoilerplate},
    {"promo", kHintBoilerplate},
    {"promoted", kHintBoilerplate},
    {"popover", kHintBoilerplate},
    {"primary", kTone, true},
    {"pubdate", kHintDoubtful},
    {"rail", kHintBoilerplate, true},
    {"rating", kHintDoubtful},
    {"readmore", kHintBoilerplate},
    {"recirc", kHintBoilerplate},
    {"recommend", kHintBoilerplate},
    {"register", kHintBoilerplate},
    {"related", kHintBoilerplate},
    {"replies", kHintComments},
    {"reply", kHintBoilerplate},
    {"respond", kHintComments, true},
    {"rollover", kHintDoubtful},
    {"rss", kHintBoilerplate, true},
    {"scorecard", kHintDoubtful},
    {"screen", kHintDoubtful, true},
    {"share", kHintBoilerplate},
    {"sharing", kHintBoilerplate},
    {"shoutbox", kHintBoilerplate},
    {"sidebar", kHintBoilerplate},
    {"signup", kHintBoilerplate},
    {"skip", kHintBoilerplate, true},
    {"skyscraper", kHintBoilerplate},
    {"sidenote", kHintCallout},
    {"slider", kHintBoilerplate},
    {"slideshow", kHintBoilerplate},
    {"social", kHintBoilerplate},
    {"sociable", kHintBoilerplate},
    {"sponsor", kHintBoilerplate},
    {"story", kSubject, true},
    {"storybody", kHintBody},
    {"storycontent", kHintBody},
    {"subscri", kHintBoilerplate},
    {"success", kTone, true},
    {"syndication", kHintBoilerplate},
    {"tab", kHintDoubtful, true},
    {"taboola", kHintBoilerplate},
    {"tag", kHintDoubtful, true},
    {"tags", kHintDoubtful, true},
    {"teaser", kHintDoubtful},
    {"text", kMatter, true},
    {"timestamp", kHintDoubtful},
    {"tip", kTone, true},
    {"toolbar", kHintBoilerplate},
    {"tools", kHintBoilerplate, true},
    {"tooltip", kHintBoilerplate},
    {"trending", kHintBoilerplate},
    {"twitter", kHintDoubtful},
    {"upsell", kHintBoilerplate},
    {"vote", kHintDoubtful},
    {"w", kNegation, true},
    {"warning", kTone, true},
    {"weblog", kSubject},
    {"widget", kHintDoubtful},
    {"with", kNegation, true},
    {"yarpp", kHintBoilerplate},
});
static_assert(std::ranges::is_sorted(kStems, {},
                                     [](const Stem& stem) { return stem.text.front(); }));

constexpr std::size_t kWordMax = 32;

constexpr bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }
constexpr bool is_space(char c) noexcept {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

constexpr auto kFirst = [] {
    std::array<std::uint8_t, 27> first{};
    for (std::size_t letter = 0; letter < first.size(); ++letter) {
        std::size_t i = 0;
        while (i < kStems.size() && kStems[i].text.front() < static_cast<char>('a' + letter)) ++i;
        first[letter] = static_cast<std::uint8_t>(i);
    }
    return first;
}();

std::uint16_t hint_of_word(std::string_view word) noexcept {
    const auto letter = static_cast<std::size_t>(word.front() - 'a');
    std::uint16_t hint = 0;
    for (std::size_t i = kFirst[letter]; i < kFirst[letter + 1]; ++i)
        if (kStems[i].whole ? word == kStems[i].text : word.starts_with(kStems[i].text))
            hint |= kStems[i].hint;
    return hint;
}

constexpr std::uint16_t kAgainst =
    kHintBoilerplate | kHintComments | kHintDoubtful | kHintCaption | kHintConsent;

/// Of one name such as "article-body" or "relatedPosts".
std::uint16_t hint_of_name(std::string_view name) noexcept {
    std::uint16_t hints = 0;
    for (std::size_t i = 0; i < name.size();) {
        if (!is_letter(name[i])) {
            ++i;
            continue;
        }
        char word[kWordMax];
        std::size_t length = 0;
        const std::size_t from = i;
        for (; i < name.size() && is_letter(name[i]); ++i) {
            if (i > from && is_upper(name[i]) && !is_upper(name[i - 1])) break;
            if (length < kWordMax) word[length++] = static_cast<char>(name[i] | 0x20);
        }
        hints |= hint_of_word({word, length});
    }
    if ((hints & kNegation) != 0) return 0;
    if ((hints & kAlert) != 0 && (hints & kTone) != 0) return kHintCallout;
    const std::uint16_t named = hints & kAgainst;
    if (named != 0) return named | (hints & kHeader);
    if ((hints & kHintCallout) != 0) return kHintCallout;
    const bool both = (hints & kSubject) != 0 && (hints & kMatter) != 0;
    std::uint16_t result = hints & (kHintBody | kHintArticle);
    if (both) result |= kHintBody;
    if ((hints & (kSubject | kMatter)) != 0) result |= kHintArticle;
    return result | (hints & kTone);
}

std::uint16_t hints_of_names(std::string_view names) noexcept {
    std::uint16_t hints = 0;
    for (std::size_t i = 0; i < names.size();) {
        while (i < names.size() && is_space(names[i])) ++i;
        const std::size_t from = i;
        while (i < names.size() && !is_space(names[i])) ++i;
        if (i > from) hints |= hint_of_name(names.substr(from, i - from));
    }
    return hints;
}

std::uint16_t hint_of_role(std::string_view role) noexcept {
    constexpr std::array<std::string_view, 9> kAround{"navigation",  "complementary", "banner",
                                                      "contentinfo", "search",        "menu",
                                                      "menubar",     "toolbar",       "tablist"};
    constexpr std::array<std::string_view, 6> kNotes{"note",    "doc-footnote", "doc-endnotes",
                                                     "doc-tip", "doc-notice",   "doc-example"};
    if (role.empty()) return 0;
    if (role == "main" || role == "article") return kHintArticle;
    if (role == "alert") return kHintDoubtful;
    if (role == "tooltip") return kHintBoilerplate;
    if (role == "dialog" || role == "alertdialog") return kHintBoilerplate | kHintConsent;
    if (std::ranges::find(kNotes, role) != kNotes.end()) return kHintCallout;
    return std::ranges::find(kAround, role) != kAround.end() ? kHintBoilerplate : 0;
}

/// The first heading in the element, near its beginning; kNoNode where there is none.
NodeId first_heading(const Dom& dom, NodeId id) {
    constexpr NodeId kNodesMax = 8;
    const NodeId end = std::min<NodeId>(dom[id].end, id + kNodesMax);
    for (NodeId node = id + 1; node < end; ++node)
        if (is_heading(dom[node].tag)) return node;
    return kNoNode;
}

/// Generators make ids of what they stand at: <section id="comments-in-code"> below that heading.
bool is_slug_of_heading(const Dom& dom, NodeId id, std::string_view name) {
    const NodeId heading = first_heading(dom, id);
    if (heading == kNoNode) return false;
    const std::string line = line_of(dom, heading);
    if (announces_other_content(line) && !holds_anchor(dom, heading)) return false;
    const auto letters = [](std::string_view text) {
        std::string out;
        for (const char c : text)
            if (is_letter(c) || (c >= '0' && c <= '9')) out += static_cast<char>(c | 0x20);
        return out;
    };
    const std::string slug = letters(name);
    const std::string whole = letters(line);
    // Long ones are cut: "sharing-state" for "Sharing state between threads".
    return slug == whole || (name.find('-') != std::string_view::npos && whole.starts_with(slug));
}

/// Of the id, as far as the element was not named for what its text says.
std::uint16_t hints_of_id(const Dom& dom, NodeId id) {
    const std::string_view name = dom.attribute(id, Attr::Id);
    const std::uint16_t hints = hints_of_names(name);
    if ((hints & kAgainst) == 0) return hints;
    switch (dom[id].tag) {
        case Tag::P:
        case Tag::Li:
        case Tag::Dt:
        case Tag::Dd:  // <li id="comment-12"> is no slug
            return name.find_first_of("0123456789") == std::string_view::npos ? 0 : hints;
        default:
            return is_heading(dom[id].tag) || is_slug_of_heading(dom, id, name) ? 0 : hints;
    }
}

/// Whether a section's heading is all that the element holds.
bool holds_only_heading(const Dom& dom, NodeId id) {
    bool found = false;
    for (NodeId child = id + 1; child < dom[id].end; child = dom[child].end) {
        const Tag tag = dom[child].tag;
        const bool heading = is_heading(tag) && tag != Tag::H1;
        if (!heading && !(dom[child].is_text && trim(dom[child].text).empty())) return false;
        found = found || heading;
    }
    return found;
}

}  // namespace

std::uint16_t hints_of(const Dom& dom, NodeId id) {
    const Tag tag = dom[id].tag;
    if (dom[id].attribute_count == 0 || tag == Tag::Body || tag == Tag::Html) return 0;
    std::uint16_t hints = hints_of_names(dom.attribute(id, Attr::Class)) | hints_of_id(dom, id);
    if (tag == Tag::Aside && (hints & kTone) != 0 && (hints & kAgainst) == 0) hints |= kHintCallout;
    hints |= hint_of_role(dom.attribute(id, Attr::Role));
    const bool of_section =
        is_heading(tag) || ((hints & kHeader) != 0 && holds_only_heading(dom, id));
    if (of_section || (hints & kHintCallout) != 0)
        hints &= static_cast<std::uint16_t>(~kHintDoubtful);
    const std::string_view itemprop = dom.attribute(id, Attr::Itemprop);
    if (itemprop == "articleBody" || itemprop == "blogPost" || itemprop == "text")
        hints |= kHintBody;
    if (dom.has_attribute(id, Attr::Hidden) || dom.attribute(id, Attr::AriaHidden) == "true")
        hints |= kHintHidden;
    constexpr std::uint16_t kInside = kSubject | kMatter | kNegation | kHeader | kAlert | kTone;
    return hints & static_cast<std::uint16_t>(~kInside);
}

}  // namespace ainews::text
