#pragma once

#include "core/ledger.h"
#include "storage/connection.h"
#include "storage/owner.h"

namespace ainews::storage {

/// Whether the limits have room for what the call may cost, as Ledger::reserve_call() says it. In
/// the writer's transaction, so that nobody else takes the same room.
[[nodiscard]] Expected<void> check_budget(Connection& connection, const CallPlan& plan,
                                          const BudgetLimits& limits, const Holder& holder);

}  // namespace ainews::storage
