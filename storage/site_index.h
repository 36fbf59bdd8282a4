#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/site_index.h"
#include "storage/connection.h"

/// The lists of the site (core/site_index.h), inside a transaction or snapshot of the caller's.
namespace ainews::storage {

void file_site_entries(Connection& connection, std::span<const SiteEntry> entries);
void mark_site_dirty(Connection& connection, std::span<const std::string> names);
void clean_site(Connection& connection, std::span<const std::string> names);
[[nodiscard]] std::vector<std::string> site_dirty_names(Connection& connection);
[[nodiscard]] std::vector<SiteCard> site_listed(Connection& connection, std::string_view list,
                                                int limit);
[[nodiscard]] std::vector<ItemId> site_newest_of(Connection& connection, std::string_view list,
                                                 int limit);
[[nodiscard]] std::optional<SiteCard> site_card_of(Connection& connection, ItemId item);
[[nodiscard]] std::vector<ItemId> site_links_of(Connection& connection, ItemId item);
[[nodiscard]] std::vector<SiteListTotal> site_lists(Connection& connection,
                                                    std::string_view prefix);

}  // namespace ainews::storage
