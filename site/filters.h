#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/calendar.h"
#include "core/site_index.h"
#include "site/lists.h"
#include "site/page.h"

namespace ainews::site {

/// The choices by rating, kind and language that a list offers: links to pages of their own, which
/// the script may instead fetch in place. Only languages that are there.
[[nodiscard]] View filter_views(const ListPage& list, const SiteIndex& index,
                                const std::string& root);

/// Of the index's day lists, the nearest days before and after; empty where there is none.
[[nodiscard]] std::pair<Day, Day> neighbours(const std::vector<SiteListTotal>& days,
                                             const Day& day);

}  // namespace ainews::site
