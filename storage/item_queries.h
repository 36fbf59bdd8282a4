#pragma once

#include <functional>
#include <map>
#include <vector>

#include "core/item_store.h"
#include "storage/connection.h"

/// Reading items (core/item_store.h), inside one snapshot.
namespace ainews::storage {

[[nodiscard]] Expected<Item> read_item(Connection& connection, ItemId id);
void for_each_item(Connection& connection, const ItemFilter& filter,
                   const std::function<bool(const Item&)>& visit);
[[nodiscard]] std::vector<HistoryLine> item_history(Connection& connection, ItemId id);
[[nodiscard]] std::map<ItemState, std::int64_t> item_counts(Connection& connection);
[[nodiscard]] std::int64_t newest_revision(Connection& connection);
[[nodiscard]] std::vector<Removal> removed_after(Connection& connection, std::int64_t revision);

}  // namespace ainews::storage
