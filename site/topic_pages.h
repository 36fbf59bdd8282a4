#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/calendar.h"
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

/// A company's page and what it has to know beside its cards.
struct CompanyPlace {
    std::string path;
    std::string root;        ///< what its links start with
    std::int64_t items = 0;  ///< all there are, listed or not
    Day first_day;           ///< of the archive; empty: there is none
};

/// The figures above a company's list: how many articles, how important, when, with whom.
[[nodiscard]] std::string company_head(PageRenderer& pages, const std::vector<Card>& cards,
                                       const CompanyPlace& place);

/// /companies/ and /tags/: all that have a page, with the number of the articles there. `topics`
/// names them.
void put_topic_indexes(PageRenderer& pages, const TopicReader& topics, const SiteIndex& index,
                       const PutFile& put);
/// /trends/: the last report, or that there is none yet. A topic without a page is no link.
void put_trends(PageRenderer& pages, const TrendReader& trends, const SiteIndex& index,
                const PutFile& put);

}  // namespace ainews::site
