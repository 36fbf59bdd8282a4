#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/poll_store.h"
#include "core/stage_graph.h"
#include "storage/connection.h"

/// Sources and what their polls bring (core/poll_store.h). Writes run in the writer's transaction.
namespace ainews::storage {

void sync_sources(Connection& connection, std::span<const Source> sources, TimePoint now);
[[nodiscard]] std::vector<FetchState> fetch_states(Connection& connection);
[[nodiscard]] Expected<void> set_source_state(Connection& connection, std::string_view slug,
                                              SourceState state, TimePoint now);

/// One poll's entries and fetch state.
[[nodiscard]] PollReceipt record_poll(Connection& connection, const StageGraph& graph,
                                      const PollOutcome& outcome);

/// The same, or nothing of it where the database cannot hold what it brought (a constraint, a value
/// too big): one bad feed takes no other with it. Throws where the database itself fails.
[[nodiscard]] std::optional<PollReceipt> record_alone(Connection& connection,
                                                      const StageGraph& graph,
                                                      const PollOutcome& outcome);

/// Forgets the raw HTML of entries whose extraction is long done; a bounded number at a time.
void drop_old_bodies(Connection& connection, TimePoint now);

}  // namespace ainews::storage
