#pragma once

#include <string_view>
#include <vector>

#include "core/item_store.h"
#include "storage/connection.h"

/// Full-text search (core/item_store.h): bigrams of Japanese and words of the rest, in a
/// contentless FTS5 table that is brought up to date apart from polls and stages.
namespace ainews::storage {

/// Indexes at most `limit` of the items that changed; returns how many were done.
[[nodiscard]] int refresh_search(Connection& connection, int limit);
[[nodiscard]] std::vector<SearchHit> search_items(Connection& connection, std::string_view query,
                                                  int limit);

/// Empties the index and marks every item as changed, if another segmenter made it.
void check_segmenter(Connection& connection);

}  // namespace ainews::storage
