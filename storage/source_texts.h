#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/item.h"
#include "storage/connection.h"

/// Reading what a source's articles say (core/source_texts.h), inside one snapshot.
namespace ainews::storage {

[[nodiscard]] std::vector<std::string> recent_extractions(Connection& connection,
                                                          std::string_view source, ItemId besides,
                                                          std::size_t limit);

}  // namespace ainews::storage
