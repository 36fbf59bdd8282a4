#include "text/article_json.h"

#include <nlohmann/json.hpp>

#include "core/calendar.h"
#include "core/json_text.h"

namespace ainews::text {
namespace {

using OrderedJson = nlohmann::ordered_json;

OrderedJson or_null(const std::string& text) {
    return text.empty() ? OrderedJson(nullptr) : OrderedJson(text);
}

}  // namespace

std::string article_json(const Article& article) {
    OrderedJson out;
    out["title"] = or_null(article.title);
    out["byline"] = or_null(article.byline);
    out["published"] =
        article.published ? OrderedJson(to_rfc3339(*article.published)) : OrderedJson(nullptr);
    out["site_name"] = or_null(article.site_name);
    out["language"] = or_null(article.language);
    out["image"] = or_null(article.image);
    out["canonical_url"] = or_null(article.canonical_url);
    out["text"] = article.text;
    out["html"] = article.html;
    return dump_ordered(out);
}

}  // namespace ainews::text
