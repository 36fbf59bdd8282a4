#pragma once

#include <string>
#include <vector>

#include "core/site_index.h"
#include "core/topics.h"
#include "core/trends.h"
#include "site/card.h"
#include "site/list_renderer.h"
#include "site/page.h"

namespace ainews::site {

/// The page of a topic: "tags/SLUG/" or "companies/SLUG/"; empty for kinds without pages.
[[nodiscard]] std::string topic_path(TopicKind kind, std::string_view slug);
/// Tags first, then the companies the article is about: what stands under its title.
[[nodiscard]] std::vector<CardTag> card_tags(const std::vector<ItemTopic>& topics);

/// The figures above a company's list: how many articles, how important, when.
[[nodiscard]] std::string company_head(PageRenderer& pages, const std::vector<Card>& cards,
                                       std::int64_t items);

/// /companies/ and /tags/: all that have a page, with the number of the articles there. `topics`
/// names them.
void put_topic_indexes(PageRenderer& pages, const TopicReader& topics, const SiteIndex& index,
                       const PutFile& put);
/// /trends/: the last report, or that there is none yet. A topic without a page is no link.
void put_trends(PageRenderer& pages, const TrendReader& trends, const SiteIndex& index,
                const PutFile& put);

}  // namespace ainews::site
