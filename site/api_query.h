#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/site_search.h"
#include "site/publisher.h"
#include "site/server_message.h"

/// Parameters of the API. Errors are BadInput and name the parameter.
namespace ainews::site {

/// source, kind, lang, tag, rating, since, until, limit and cursor.
[[nodiscard]] Expected<SiteQuery> api_item_query(const ServerRequest& request,
                                                 const SiteOptions& options);
/// The same with `q`; the cursor is a depth.
[[nodiscard]] Expected<SiteQuery> api_search_query(const ServerRequest& request,
                                                   const SiteOptions& options);
[[nodiscard]] Expected<int> api_limit(const ServerRequest& request);

/// Cursors say nothing to a client and may change their form.
[[nodiscard]] std::string item_cursor(const SiteFind& last);
[[nodiscard]] std::string depth_cursor(int depth);

[[nodiscard]] std::optional<std::int64_t> whole_number(std::string_view text);
/// `[a-z0-9-]{1,60}`
[[nodiscard]] bool is_slug(std::string_view text);

}  // namespace ainews::site
