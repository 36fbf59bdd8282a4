#include "text/article_metadata.h"

#include <algorithm>
#include <array>
#include <map>

#include "text/article_json_ld.h"
#include "text/article_page_date.h"
#include "text/date.h"
#include "text/unicode.h"
#include "text/url.h"

namespace ainews::text {
namespace {

constexpr std::size_t kTitleBytesMax = 1024;

/// The page's <meta> values by lower-case name; the first of a name wins.
class MetaTags {
public:
    explicit MetaTags(const Dom& dom) {
        for (NodeId id = 0; id < dom.size(); ++id) {
            if (dom[id].tag != Tag::Meta) continue;
            const std::string_view content = trim(dom.attribute(id, Attr::Content));
            if (content.empty()) continue;
            for (const Attr attr : {Attr::Property, Attr::Name, Attr::Itemprop, Attr::HttpEquiv})
                if (const std::string_view name = dom.attribute(id, attr); !name.empty())
                    values_.emplace(ascii_lower(name), content);
        }
    }
    /// The first of these names that has a value.
    template <typename... Names>
    [[nodiscard]] std::string first(Names... names) const {
        for (const std::string_view name : {std::string_view{names}...})
            if (const auto found = values_.find(name); found != values_.end())
                return collapse_space(found->second);
        return {};
    }

private:
    std::map<std::string, std::string_view, std::less<>> values_;
};

std::string resolved_or_empty(std::string_view base_url, std::string_view reference) {
    return reference.empty() ? std::string{}
                             : resolve_url(base_url, reference).value_or(std::string{});
}

/// rel=canonical, where it names a page of the same site that is not merely its front page.
std::string canonical_of(const Dom& dom, std::string_view base_url) {
    for (NodeId id = 0; id < dom.size(); ++id) {
        if (dom[id].tag != Tag::Link || ascii_lower(dom.attribute(id, Attr::Rel)) != "canonical")
            continue;
        std::string url = resolved_or_empty(base_url, dom.attribute(id, Attr::Href));
        if (url.empty() || site_of(url) != site_of(base_url)) continue;
        const std::size_t path = url.find('/', url.find("//") + 2);
        if (path == std::string::npos || path + 1 == url.size()) continue;
        return url;
    }
    return {};
}

std::string document_title(const Dom& dom) {
    for (NodeId id = 0; id < dom.size(); ++id)
        if (dom[id].tag == Tag::Title) return line_of(dom, id, kTitleBytesMax);
    return {};
}

/// The <h1> that the page's titles repeat; the only <h1> where they say nothing.
std::string heading_title(const Dom& dom, std::string_view titles) {
    const std::string folded = fold_title(titles);
    std::string only;
    std::size_t count = 0;
    for (NodeId id = dom.body(); id < dom.size(); ++id) {
        if (dom[id].tag != Tag::H1) continue;
        std::string text = line_of(dom, id, kTitleBytesMax);
        const std::string own = fold_title(text);
        if (own.empty()) continue;
        if (own.size() >= 8 && folded.find(own) != std::string::npos) return text;
        ++count;
        only = std::move(text);
    }
    return count == 1 && folded.empty() ? only : std::string{};
}

std::string join(const std::vector<std::string>& names) {
    std::string joined;
    for (const std::string& name : names) {
        const std::string clean = clean_byline(name);
        if (clean.empty() || joined.find(clean) != std::string::npos) continue;
        joined += (joined.empty() ? "" : ", ") + clean;
    }
    return joined;
}

/// Names the page shows: rel=author, microdata, classes that say so.
std::string visible_byline(const Dom& dom) {
    constexpr std::size_t kBylineLineMax = 120;
    std::string found;
    int best = 0;
    for (NodeId id = dom.body(); id < dom.size(); ++id) {
        if (dom[id].is_text || dom[id].attribute_count == 0) continue;
        const std::string_view itemprop = dom.attribute(id, Attr::Itemprop);
        const std::string names = ascii_lower(dom.attribute(id, Attr::Class));
        int rank = 0;
        if (ascii_lower(dom.attribute(id, Attr::Rel)) == "author") rank = 4;
        if (itemprop.find("author") != std::string_view::npos) rank = 5;
        if (names.find("byline") != std::string::npos) rank = std::max(rank, 3);
        if (names.find("author") != std::string::npos || names.find("autor") != std::string::npos)
            rank = std::max(rank, 2);
        if (rank <= best) continue;
        std::string clean = clean_byline(line_of(dom, id, kBylineLineMax + 1));
        if (clean.empty() || clean.size() > kBylineLineMax) continue;
        best = rank;
        found = std::move(clean);
    }
    return found;
}

}  // namespace

std::string line_of(const Dom& dom, NodeId id, std::size_t max_bytes) {
    std::string text;
    for (NodeId node = id; node < dom[id].end && text.size() <= 2 * max_bytes; ++node) {
        if (dom[node].is_text) text += dom[node].text;
        if (!dom[node].is_text && is_block(dom[node].tag)) text += ' ';
    }
    return std::string{truncate_bytes(collapse_space(text), max_bytes)};
}

std::string fold_title(std::string_view title) {
    std::string folded;
    const std::string low = lower(title);
    for (std::size_t pos = 0; pos < low.size();) {
        const char32_t c = next(low, pos);
        if (is_word_char(c))
            append(folded, c);
        else if (!folded.empty() && folded.back() != ' ')
            folded += ' ';
    }
    if (folded.ends_with(' ')) folded.pop_back();
    return folded;
}

std::string headline_of_title(std::string_view title, std::string_view site_name) {
    constexpr std::array<std::string_view, 10> kSeparators{
        " | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • ", "|", "｜"};
    constexpr std::size_t kHeadlineMin = 12;  // bytes of a folded headline that can stand alone
    std::string rest{title};
    const std::string site = fold_title(site_name);
    for (int parts = 0; parts < 3; ++parts) {
        std::size_t cut = std::string::npos;
        std::size_t length = 0;
        for (const std::string_view separator : kSeparators) {
            const std::size_t at = rest.rfind(separator);
            if (at != std::string::npos && (cut == std::string::npos || at > cut)) {
                cut = at;
                length = separator.size();
            }
        }
        if (cut == std::string::npos) break;
        const std::string head = rest.substr(0, cut);
        const std::string tail = rest.substr(cut + length);
        const std::string folded_head = fold_title(head);
        const std::string folded_tail = fold_title(tail);
        if (!site.empty() && folded_head == site) return tail;
        const bool is_site =
            !site.empty() && (folded_tail == site || site.find(folded_tail) != std::string::npos);
        if (!is_site &&
            (folded_head.size() < kHeadlineMin || folded_tail.size() * 2 > folded_head.size()))
            break;
        rest = head;
    }
    return std::string{trim(rest)};
}

Metadata read_metadata(const Dom& dom, const std::vector<std::string>& json_ld,
                       std::string_view base_url) {
    const JsonLdArticle article = read_json_ld(json_ld);
    const MetaTags meta{dom};
    Metadata out;
    out.body = article.body;
    out.site_name = meta.first("og:site_name");
    if (out.site_name.empty()) out.site_name = article.publisher;
    if (out.site_name.empty())
        out.site_name =
            meta.first("application-name", "apple-mobile-web-app-title", "dc.publisher", "cre");

    const std::string document = document_title(dom);
    std::string declared = meta.first("og:title", "twitter:title", "dc.title", "headline",
                                      "parsely-title", "sailthru.title");
    if (declared.empty()) declared = article.headline;
    out.title = heading_title(dom, document + " " + declared + " " + article.headline);
    if (out.title.empty())
        out.title = headline_of_title(declared.empty() ? document : declared, out.site_name);
    out.title = std::string{truncate_bytes(out.title, kTitleBytesMax)};

    out.byline = join(article.authors);
    if (out.byline.empty())
        out.byline = clean_byline(meta.first("author", "article:author", "article:author_name",
                                             "dc.creator", "dcterms.creator", "parsely-author",
                                             "sailthru.author", "byl", "og:article:author"));
    if (out.byline.empty()) out.byline = visible_byline(dom);

    out.published = plausible_date(article.published);
    if (!out.published)
        out.published = plausible_date(meta.first(
            "article:published_time", "og:published_time", "datepublished", "pubdate",
            "publishdate", "publish-date", "date", "dc.date", "dc.date.issued", "dc.date.created",
            "dcterms.created", "dcterms.date", "dcterms.issued", "sailthru.date",
            "parsely-pub-date", "article.published", "og:article:published_time",
            "cxenseparse:recs:publishtime", "citation_publication_date", "citation_date"));
    if (!out.published) out.published = visible_date(dom, base_url);

    out.language = std::string{dom.attribute(0, Attr::Lang)};
    if (out.language.empty()) out.language = article.language;
    if (out.language.empty())
        out.language = meta.first("content-language", "og:locale", "language", "dc.language");
    std::string image =
        meta.first("og:image", "og:image:url", "twitter:image", "twitter:image:src", "image");
    if (image.empty()) image = article.image;
    out.image = resolved_or_empty(base_url, image);
    out.canonical_url = canonical_of(dom, base_url);
    return out;
}

}  // namespace ainews::text
