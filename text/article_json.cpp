#include "text/article_json.h"

#include <nlohmann/json.hpp>

#include "core/calendar.h"

namespace ainews::text {
namespace {

using Json = nlohmann::ordered_json;

Json or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

}  // namespace

std::string article_json(const Article& article) {
    Json out;
    out["title"] = or_null(article.title);
    out["byline"] = or_null(article.byline);
    out["published"] = article.published ? Json(to_rfc3339(*article.published)) : Json(nullptr);
    out["site_name"] = or_null(article.site_name);
    out["language"] = or_null(article.language);
    out["image"] = or_null(article.image);
    out["canonical_url"] = or_null(article.canonical_url);
    out["text"] = article.text;
    out["html"] = article.html;
    return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace ainews::text
