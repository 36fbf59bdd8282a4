#pragma once

#include "core/site_search.h"
#include "storage/connection.h"

namespace ainews::storage {

/// SiteSearch::find, as of `now`: a match is worth more the newer it is.
[[nodiscard]] SiteFound find_on_site(Connection& connection, const SiteQuery& query, TimePoint now);

}  // namespace ainews::storage
