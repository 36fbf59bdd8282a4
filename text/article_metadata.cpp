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

/// rel=image_src, an older way to name the picture.
std::string_view linked_image(const Dom& dom) {
    for (NodeId id = 0; id < dom.size(); ++id)
        if (dom[id].tag == Tag::Link && ascii_lower(dom.attribute(id, Attr::Rel)) == "image_src")
            return dom.attribute(id, Attr::Href);
    return {};
}

std::string document_title(const Dom& dom) {
    for (NodeId id = 0; id < dom.size(); ++id)
        if (dom[id].tag == Tag::Title) return line_of(dom, id, kTitleBytesMax);
    return {};
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

/// As line_of, with a space between elements: names and buttons stand side by side in them.
std::string words_of(const Dom& dom, NodeId id, std::size_t max_bytes) {
    std::string text;
    for (NodeId node = id; node < dom[id].end && text.size() <= 2 * max_bytes; ++node)
        if (dom[node].is_text)
            text += dom[node].text;
        else if (!is_formatting(dom[node].tag) || dom[node].tag == Tag::A)
            text += ' ';
    return std::string{truncate_bytes(collapse_space(text), max_bytes)};
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
        std::string clean = clean_byline(words_of(dom, id, kBylineLineMax + 1));
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

Metadata read_metadata(const Dom& dom, const std::vector<std::string>& json_ld,
                       std::string_view base_url) {
    const MetaTags meta{dom};
    Metadata out;
    out.canonical_url = canonical_of(dom, base_url);
    const std::string document = document_title(dom);
    std::string declared = meta.first("og:title", "twitter:title", "dc.title", "headline",
                                      "parsely-title", "sailthru.title");
    const JsonLdArticle article = read_json_ld(
        json_ld, {.titles = document + " " + declared,
                  .url = out.canonical_url.empty() ? std::string{base_url} : out.canonical_url});
    out.body = article.body;
    out.site_name = meta.first("og:site_name");
    if (out.site_name.empty()) out.site_name = article.publisher;
    if (out.site_name.empty()) out.site_name = article.site;
    if (out.site_name.empty())
        out.site_name =
            meta.first("application-name", "apple-mobile-web-app-title", "dc.publisher", "cre");

    if (declared.empty()) declared = article.headline;
    const HeadingTitle heading = heading_title(
        dom, document, document + " " + declared + " " + article.headline, out.site_name);
    out.title = heading.title;
    if (out.title.empty())
        out.title = headline_of_title(declared.empty() ? document : declared,
                                      out.site_name.empty() ? heading.site : out.site_name);
    out.title = std::string{truncate_bytes(out.title, kTitleBytesMax)};

    out.byline = join(article.authors);
    if (out.byline.empty())
        out.byline = clean_byline(meta.first(
            "author", "article:author", "article:author_name", "dc.creator", "dcterms.creator",
            "parsely-author", "sailthru.author", "byl", "og:article:author", "citation_author"));
    if (out.byline.empty()) out.byline = visible_byline(dom);

    out.published = plausible_date(article.published);
    if (!out.published)
        out.published = plausible_date(meta.first(
            "article:published_time", "og:published_time", "datepublished", "pubdate",
            "publishdate", "publish-date", "publication_date", "article:published", "date",
            "dc.date", "dc.date.issued", "dc.date.created", "dcterms.created", "dcterms.date",
            "dcterms.issued", "sailthru.date", "parsely-pub-date", "article.published",
            "og:article:published_time", "cxenseparse:recs:publishtime",
            "citation_publication_date", "citation_date"));
    if (!out.published) out.published = visible_date(dom, base_url);

    out.language = std::string{dom.attribute(0, Attr::Lang)};
    if (out.language.empty()) out.language = article.language;
    if (out.language.empty())
        out.language = meta.first("content-language", "og:locale", "language", "dc.language");
    std::string image = meta.first("og:image", "og:image:url", "og:image:secure_url",
                                   "twitter:image", "twitter:image:src", "image");
    if (image.empty()) image = article.image;
    out.image = resolved_or_empty(base_url, image);
    if (out.image.empty()) out.image = resolved_or_empty(base_url, linked_image(dom));
    return out;
}

}  // namespace ainews::text
