#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/item.h"
#include "site/card.h"
#include "site/item_results.h"
#include "site/page.h"

namespace ainews::site {

/// An article and what its page shows of others.
struct Article {
    const Item& item;
    const ItemResults& results;
    const Card& card;
    Rights rights = Rights::Link;
    std::string_view basis;                            ///< of the rights
    std::vector<std::shared_ptr<const Card>> related;  ///< those of the same story first
    std::string edition_path;                          ///< of the day's 日報; empty: none yet
    std::string edition_name;
};

/// The head of the article's page; its description and JSON-LD say no more than the rights allow.
[[nodiscard]] Page article_page(const Article& article, const SiteOptions& options);
/// What the article template shows, within the rights.
[[nodiscard]] View article_view(const Article& article, const SiteOptions& options);

}  // namespace ainews::site
