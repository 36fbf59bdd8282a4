#pragma once

#include <string>

namespace ainews::site {

struct Article;
struct SiteOptions;

/// schema.org NewsArticle of the page, within the article's rights.
[[nodiscard]] std::string news_article_json(const Article& article, const SiteOptions& options);

}  // namespace ainews::site
