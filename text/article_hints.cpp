#include <algorithm>
#include <array>
#include <string>

#include "core/ascii.h"

#include "text/article_facts.h"

namespace ainews::text {
namespace {

/// What a word in a name stands for; bits, the upper ones meet only inside one name.
constexpr std::uint16_t kSubject = 0x100;   ///< article, post ...: with a kMatter it names the text
constexpr std::uint16_t kMatter = 0x200;    ///< body, content ...
constexpr std::uint16_t kNegation = 0x400;  ///< "has-sidebar" says nothing about this element

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
    {"alert", kHintDoubtful},
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
    {"caption", kHintCaption},
    {"carousel", kHintBoilerplate},
    {"combx", kHintComments},
    {"comment", kHintComments},
    {"community", kHintDoubtful},
    {"consent", kHintBoilerplate},
    {"content", kMatter},
    {"cookie", kHintBoilerplate},
    {"copy", kMatter, true},
    {"copyright", kHintBoilerplate},
    {"credit", kHintCaption},
    {"cta", kHintBoilerplate, true},
    {"date", kHintDoubtful, true},
    {"dialog", kHintBoilerplate, true},
    {"disclaimer", kHintComments},
    {"disqus", kHintComments},
    {"donat", kHintBoilerplate},
    {"embed", kHintDoubtful},
    {"entry", kSubject, true},
    {"facebook", kHintBoilerplate},
    {"fineprint", kHintBoilerplate},
    {"follow", kHintDoubtful},
    {"foot", kHintBoilerplate, true},
    {"footer", kHintBoilerplate},
    {"footnav", kHintBoilerplate},
    {"gallery", kHintBoilerplate},
    {"gdpr", kHintBoilerplate},
    {"has", kNegation, true},
    {"header", kHintDoubtful, true},
    {"hidden", kHintDoubtful, true},
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
    {"notice", kHintDoubtful, true},
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
    {"slider", kHintBoilerplate},
    {"slideshow", kHintBoilerplate},
    {"social", kHintBoilerplate},
    {"sociable", kHintBoilerplate},
    {"sponsor", kHintBoilerplate},
    {"story", kSubject, true},
    {"storybody", kHintBody},
    {"storycontent", kHintBody},
    {"subscri", kHintBoilerplate},
    {"syndication", kHintBoilerplate},
    {"tab", kHintDoubtful, true},
    {"taboola", kHintBoilerplate},
    {"tag", kHintDoubtful, true},
    {"tags", kHintDoubtful, true},
    {"teaser", kHintDoubtful},
    {"text", kMatter, true},
    {"timestamp", kHintDoubtful},
    {"toolbar", kHintBoilerplate},
    {"tools", kHintBoilerplate, true},
    {"tooltip", kHintBoilerplate},
    {"trending", kHintBoilerplate},
    {"twitter", kHintDoubtful},
    {"upsell", kHintBoilerplate},
    {"vote", kHintDoubtful},
    {"w", kNegation, true},
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
    constexpr std::uint16_t kAgainst =
        kHintBoilerplate | kHintComments | kHintDoubtful | kHintCaption;
    const std::uint16_t named = hints & kAgainst;
    if (named != 0) return named;
    const bool both = (hints & kSubject) != 0 && (hints & kMatter) != 0;
    std::uint16_t result = hints & (kHintBody | kHintArticle);
    if (both) result |= kHintBody;
    if ((hints & (kSubject | kMatter)) != 0) result |= kHintArticle;
    return result;
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

bool is_aside_role(std::string_view role) noexcept {
    constexpr std::array<std::string_view, 13> kRoles{
        "navigation", "complementary", "banner",  "contentinfo", "search",  "dialog", "alertdialog",
        "menu",       "menubar",       "toolbar", "tablist",     "tooltip", "alert"};
    return std::ranges::find(kRoles, role) != kRoles.end();
}

}  // namespace

std::uint16_t hints_of(const Dom& dom, NodeId id) {
    const Tag tag = dom[id].tag;
    if (dom[id].attribute_count == 0 || tag == Tag::Body || tag == Tag::Html) return 0;
    std::uint16_t hints = hints_of_names(dom.attribute(id, Attr::Class)) |
                          hints_of_names(dom.attribute(id, Attr::Id));
    const std::string_view itemprop = dom.attribute(id, Attr::Itemprop);
    if (itemprop == "articleBody" || itemprop == "blogPost" || itemprop == "text")
        hints |= kHintBody;
    const std::string_view role = dom.attribute(id, Attr::Role);
    if (is_aside_role(role)) hints |= kHintBoilerplate;
    if (role == "main" || role == "article") hints |= kHintArticle;
    if (dom.has_attribute(id, Attr::Hidden) || dom.attribute(id, Attr::AriaHidden) == "true")
        hints |= kHintHidden;
    return hints;
}

}  // namespace ainews::text
