#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "core/editions.h"
#include "storage/connection.h"

/// The papers (core/editions.h). Writes run in the writer's transaction.
namespace ainews::storage {

[[nodiscard]] std::optional<Edition> read_edition(Connection& connection, EditionKind kind,
                                                  std::string_view name);
[[nodiscard]] std::vector<Edition> list_editions(Connection& connection, EditionKind kind,
                                                 std::string_view before, int limit);
[[nodiscard]] std::vector<Edition> editions_changed_after(Connection& connection,
                                                          std::int64_t revision, int limit);
[[nodiscard]] std::vector<std::pair<EditionKind, std::string>> editions_of(Connection& connection,
                                                                           ItemId item);

[[nodiscard]] Expected<void> begin_edition(Connection& connection, EditionKind kind,
                                           std::string_view name, std::int64_t owner, TimePoint now,
                                           Millis lease);
[[nodiscard]] Expected<void> store_edition(Connection& connection, const Edition& edition,
                                           bool force, TimePoint now);
void abandon_edition(Connection& connection, EditionKind kind, std::string_view name);

/// For whoever withdraws, hides or deletes an item: it leaves its editions with every sentence that
/// rests on it, and each gets a dated correction.
void leave_editions(Connection& connection, ItemId item, TimePoint now);
/// For whoever makes one item another name of another: editions name the other one from now on.
void rename_in_editions(Connection& connection, ItemId item, ItemId target);

}  // namespace ainews::storage
