#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "core/site_index.h"
#include "site/list_renderer.h"
#include "site/page.h"

namespace ainews::site {

/// The pages and files that do not come from one list: about, 404, the operator's own, the
/// indexes of days and sources, sitemap, robots.txt, manifest.
void put_standing_pages(PageRenderer& pages, const SiteIndex& index, const PutFile& put);

/// A sitemap names at most so many addresses (sitemaps.org).
inline constexpr std::size_t kSitemapUrlsMax = 50'000;
/// The addresses of these paths as sitemaps, each within its limit; one at least.
[[nodiscard]] std::vector<std::string> sitemaps_of(const std::vector<std::string>& paths,
                                                   const SiteOptions& options);
/// sitemap-DAY.xml: the articles of a day, so that an hour's change rewrites one of them.
[[nodiscard]] std::string day_sitemap(const std::vector<Card>& cards, const SiteOptions& options);

/// The operator's pages/*.md below these directories, the first of a name; by name. Raw HTML in
/// them is left out (CommonMark's safe mode).
[[nodiscard]] std::vector<OwnPage> read_own_pages(
    const std::vector<std::filesystem::path>& directories);

}  // namespace ainews::site
