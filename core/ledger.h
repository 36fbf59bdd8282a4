#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "core/item.h"

namespace ainews {

using CallId = std::int64_t;

/// Whose share of the budget a call draws on.
enum class CallPurpose {
    Item,     ///< a stage of an item
    Edition,  ///< a paper made from what is stored: has a share of its own
};

/// A request to a model, as written down before it is sent.
struct CallPlan {
    std::string key;  ///< SHA-256 of endpoint, model, parameters, schema, prompt and messages
    ItemId item = 0;
    std::string stage;
    int chunk = 0;
    int attempt = 0;       ///< 0 for the first try of this chunk, 1 and 2 for re-asks
    std::string endpoint;  ///< the `[llm.NAME]`
    std::string model;
    std::string prompt_version;
    std::int64_t tokens_in_estimate = 0;
    std::int64_t tokens_out_cap = 0;
    std::optional<MicroUsd> reserve = std::nullopt;  ///< estimate + cap at the prices of `at`
    TimePoint at;
    CallPurpose purpose = CallPurpose::Item;
};

/// Limits in force; nullopt: none. Checked together, in the transaction that reserves. What
/// editions have not yet used of their part of a day or month is closed to all other calls;
/// editions may use the whole.
struct BudgetLimits {
    std::optional<MicroUsd> call = std::nullopt;
    std::optional<MicroUsd> item = std::nullopt;
    std::optional<MicroUsd> day = std::nullopt;
    std::optional<MicroUsd> month = std::nullopt;
    TimePoint day_start;  ///< of the operator's time zone; the day that the call is booked on
    TimePoint month_start;
    MicroUsd day_editions = 0;  ///< the part of `day` that is kept for editions
    MicroUsd month_editions = 0;
};

/// What came back.
struct CallReply {
    std::string text;    ///< the answer, reasoning stripped; what is kept and replayed
    std::string finish;  ///< normalized finish reason
    std::string model;   ///< that really answered
    std::int64_t tokens_in = 0;
    std::int64_t tokens_out = 0;
    std::int64_t tokens_cached = 0;       ///< of tokens_in: read from the provider's cache
    std::int64_t tokens_cache_write = 0;  ///< of tokens_in: written to it
    std::int64_t tokens_reasoning = 0;    ///< of tokens_out
    std::optional<MicroUsd> cost = std::nullopt;
    Millis latency{0};
    TimePoint at;
};

struct StoredReply {
    CallId call = 0;
    CallReply reply;
};

struct LlmTotals {
    std::string endpoint;
    std::int64_t calls = 0;
    std::int64_t tokens_in = 0;
    std::int64_t tokens_out = 0;
    MicroUsd cost = 0;
};

/// Port: the calls that are paid for. Thread-safe and shared by processes: no call is paid twice.
class Ledger {
public:
    virtual ~Ledger() = default;
    /// A kept reply to exactly this question, if its stage has not finished yet.
    [[nodiscard]] virtual std::optional<StoredReply> find_reply(std::string_view key) const = 0;
    /// Writes the call down with its reserved cost. The error names the limit: OverBudget for day
    /// and month; TooLarge for the call's, which a smaller question keeps; BadInput for the item's.
    /// With `retry_after` only calls on their way hold the room: see core/call_wait.h.
    [[nodiscard]] virtual Expected<CallId> reserve_call(const CallPlan& plan,
                                                        const BudgetLimits& limits) = 0;
    /// Several at once, in one transaction; each is answered on its own.
    [[nodiscard]] virtual std::vector<Expected<CallId>> reserve_calls(
        const std::vector<CallPlan>& plans, const BudgetLimits& limits) = 0;
    /// Settles the call at its real cost and keeps the reply for replay until its stage finishes.
    [[nodiscard]] virtual Expected<void> store_reply(CallId call, const CallReply& reply) = 0;
    /// The call brought no usable answer. `billed`: nobody knows whether it was paid, so the
    /// reservation stands; otherwise it costs nothing.
    virtual Expected<void> close_call(CallId call, std::string_view status, bool billed) = 0;
    /// Notes what the checks said of a stored reply; a rejected one is not replayed.
    virtual Expected<void> judge_reply(CallId call, bool accepted, std::string_view finding) = 0;
    /// Money sent since `from`, reservations of open calls included.
    [[nodiscard]] virtual MicroUsd spent_since(TimePoint from) const = 0;
    [[nodiscard]] virtual std::vector<LlmTotals> llm_totals() const = 0;

    /// Small facts with a best-before date: the ladder's rung, a paused endpoint, the token
    /// correction.
    virtual void remember(std::string_view key, std::string_view value, TimePoint until) = 0;
    [[nodiscard]] virtual std::optional<std::string> recall(std::string_view key,
                                                            TimePoint now) const = 0;
};

}  // namespace ainews
