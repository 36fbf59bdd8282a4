#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ledger.h"
#include "storage/connection.h"
#include "storage/owner.h"

/// The ledger of calls (core/ledger.h). Writes run in the writer's transaction, so that what a
/// budget still holds is counted and taken in one piece, across processes.
namespace ainews::storage {

[[nodiscard]] std::optional<StoredReply> find_reply(Connection& connection, std::string_view key);
[[nodiscard]] Expected<CallId> reserve_call(Connection& connection, const CallPlan& plan,
                                            const BudgetLimits& limits, const Holder& holder);
[[nodiscard]] Expected<void> store_reply(Connection& connection, CallId call,
                                         const CallReply& reply);
[[nodiscard]] Expected<void> close_call(Connection& connection, CallId call,
                                        std::string_view status, bool billed);
[[nodiscard]] Expected<void> judge_reply(Connection& connection, CallId call, bool accepted,
                                         std::string_view finding);
[[nodiscard]] MicroUsd spent_since(Connection& connection, TimePoint from);
[[nodiscard]] std::vector<LlmTotals> llm_totals(Connection& connection);

void remember(Connection& connection, std::string_view key, std::string_view value,
              TimePoint until);
[[nodiscard]] std::optional<std::string> recall(Connection& connection, std::string_view key,
                                                TimePoint now);

}  // namespace ainews::storage
