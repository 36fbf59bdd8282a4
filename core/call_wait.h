#pragma once

#include "core/clock.h"

/// Limits that are not reached yet: reservations of calls on their way, of any process, hold the
/// room, and they may settle far below. Ledger::reserve_call() says so by `retry_after`; an error
/// without it means that nothing can give room any more.
namespace ainews {

/// No call is on its way for longer: one that is open after this time (a process that hangs) gives
/// no room to others any more. Its reservation stays booked.
inline constexpr Millis kCallOpenMax = std::chrono::hours{1};
/// When to look again whether calls on their way have settled.
inline constexpr Millis kSettlementPoll{250};

}  // namespace ainews
