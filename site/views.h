#pragma once

#include <kainjow/mustache.hpp>

#include "core/item.h"
#include "core/rights.h"
#include "site/publisher.h"

namespace ainews::site {

using View = kainjow::mustache::data;

/// True where the item has a page of its own: not a duplicate, filtered or too old, and published
/// or withdrawn.
[[nodiscard]] bool has_page(const Item& item);
/// True where lists and feeds show it.
[[nodiscard]] bool is_listed(const Item& item);

/// What the article template shows, within `rights`.
[[nodiscard]] View article_view(const Item& item, Rights rights, std::string_view basis,
                                const SiteOptions& options);
/// What a list or feed shows of the item, within `rights`.
[[nodiscard]] View teaser_view(const Item& item, Rights rights, const SiteOptions& options);
/// What every page shows around its content.
[[nodiscard]] View page_frame(const SiteOptions& options);

}  // namespace ainews::site
