#pragma once

#include <string>

#include "core/editions.h"

/// The part of an edition that is kept as JSON: lead, sections, items.
namespace ainews::storage {

[[nodiscard]] std::string content_json(const Edition& edition);
/// Fills lead, sections and items; throws nlohmann::json::exception where the row is damaged.
void read_content(Edition& edition, const std::string& json);

/// Takes an item out: it leaves the list, and prose that rests on it goes with it, because what a
/// sentence took from which item cannot be told apart. Without its lead an edition has a plain
/// headline.
void take_out(Edition& edition, ItemId item);
/// Names `target` wherever `item` stood; nothing is named twice.
void rename_item(Edition& edition, ItemId item, ItemId target);

}  // namespace ainews::storage
