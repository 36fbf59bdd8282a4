#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/stage_graph.h"
#include "core/work_queue.h"
#include "storage/connection.h"

/// The queue's claims and parking (core/work_queue.h). Writes run in the writer's transaction.
namespace ainews::storage {

/// A job whose claim was lost this often in a row, without a new stored reply in between, is
/// failed.
inline constexpr int kLostClaimsMax = 6;

/// Takes jobs stage by stage from the highest rank down, each by one UPDATE over the stage's
/// priority index. Jobs whose needs have been opened again while they ran are taken back here.
[[nodiscard]] std::vector<Claim> claim_jobs(Connection& connection, const StageGraph& graph,
                                            const ClaimRequest& request, std::int64_t owner);
/// Conflict where the claim was lost or the stage's needs are not met any more.
[[nodiscard]] Expected<WorkItem> load_work(Connection& connection, const StageGraph& graph,
                                           const Claim& claim);
[[nodiscard]] std::vector<Claim> renew_claims(Connection& connection, std::span<const Claim> claims,
                                              TimePoint now, Millis lease);
/// Moves this owner's leases with the wall clock after it jumped.
void shift_leases(Connection& connection, std::int64_t owner, Millis by);

[[nodiscard]] Expected<void> put_back(Connection& connection, const Claim& claim,
                                      std::optional<TimePoint> until, std::string_view reason,
                                      bool rejected, std::span<const AttemptNote> attempts);
[[nodiscard]] std::int64_t park_jobs(Connection& connection, std::span<const std::string> stages,
                                     TimePoint until, std::string_view reason);
[[nodiscard]] std::int64_t wake_jobs(Connection& connection, std::span<const std::string> stages);
[[nodiscard]] std::int64_t skip_older_than(Connection& connection, Millis age, TimePoint now);
[[nodiscard]] QueueCounts queue_counts(Connection& connection);
[[nodiscard]] std::vector<std::pair<std::string, std::int64_t>> waiting_reasons(
    Connection& connection);

/// Conflict unless the claim still holds its job.
[[nodiscard]] Expected<void> check_claim(Connection& connection, const Claim& claim);
void write_attempts(Connection& connection, const Claim& claim,
                    std::span<const AttemptNote> attempts);

}  // namespace ainews::storage
