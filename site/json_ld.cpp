#include "site/json_ld.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/calendar.h"
#include "core/json_text.h"
#include "core/results_json.h"
#include "site/article_view.h"
#include "site/card_view.h"

namespace ainews::site {

std::string news_article_json(const Article& article, const SiteOptions& options) {
    const Card& card = article.card;
    const std::string address = fmt::format("{}articles/{}/", options.base_url, card.id);
    nlohmann::json authors = nlohmann::json::array();
    for (const std::string& name : article.item.authors)
        authors.push_back({{"@type", "Person"}, {"name", name}});
    if (authors.empty())
        authors.push_back({{"@type", "Organization"}, {"name", source_name(options, card.source)}});
    nlohmann::json keywords = nlohmann::json::array();
    for (const CardTag& tag : card.tags) keywords.push_back(tag.name);
    nlohmann::json out{
        {"@context", "https://schema.org"},
        {"@type", "NewsArticle"},
        {"@id", address + "#article"},
        {"mainEntityOfPage", address},
        {"headline", card.title},
        {"inLanguage", card.title_lang.empty() ? "ja" : card.title_lang},
        {"datePublished", to_rfc3339(card.when)},
        {"author", std::move(authors)},
        {"publisher",
         {{"@type", "Organization"}, {"name", options.title}, {"url", options.base_url}}},
        {"isAccessibleForFree", true}};
    if (!card.url.empty()) out["isBasedOn"] = card.url;
    if (!keywords.empty()) out["keywords"] = std::move(keywords);
    if (!card.tldr.empty()) out["description"] = card.tldr;
    if (card.corrected) out["dateModified"] = to_rfc3339(*card.corrected);
    if (card.title != article.item.title && !card.url.empty())
        out["translationOfWork"] = {{"@type", "NewsArticle"},
                                    {"url", card.url},
                                    {"inLanguage", article.item.language},
                                    {"headline", article.item.title}};
    return dump(out);
}

}  // namespace ainews::site
