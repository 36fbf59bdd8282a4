#include "storage/call_budget.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "core/call_wait.h"
#include "storage/calls.h"

namespace ainews::storage {
namespace {

/// One limit against what is spent of it.
struct Limit {
    std::string_view name;
    ErrorKind kind = ErrorKind::OverBudget;
    MicroUsd amount = 0;
    MicroUsd kept = 0;  ///< a part that this call may not touch
    MicroUsd spent = 0;
    TimePoint from = {};  ///< what was sent earlier does not count
    ItemId item = 0;      ///< what belongs to another does not count; 0: all does
};

bool has_room(const Limit& limit, MicroUsd more) {
    return limit.spent + more <= limit.amount - limit.kept;
}

/// The same words for every call that one limit refuses: they are what waiting work is grouped by,
/// and what the log tells once. What is spent stands in `status`.
Error refusal(const Limit& limit) {
    return Error{
        limit.kind,
        fmt::format("the {} budget of ${:.4f}{} has no room for this call", limit.name,
                    usd(limit.amount), limit.kept > 0 ? ", less what is kept for editions," : "")};
}

MicroUsd spent_on(Connection& connection, ItemId item) {
    Query query{connection, "SELECT coalesce(sum(charge), 0) FROM calls WHERE item_id = ?", item};
    query.step();
    return query.integer(0);
}

/// What editions have not used yet of the part that is theirs; nothing stands in their own way.
MicroUsd kept_for_editions(Connection& connection, const CallPlan& plan, MicroUsd part,
                           TimePoint from) {
    if (part <= 0 || plan.purpose == CallPurpose::Edition) return 0;
    Query query{connection,
                "SELECT coalesce(sum(charge), 0) FROM purpose_spend WHERE purpose = 'edition' AND "
                "day >= ?",
                from};
    query.step();
    return std::max<MicroUsd>(0, part - query.integer(0));
}

/// What calls on their way hold of a limit: the most that their settlement can give back. Calls of
/// dead processes, and those that nobody waits for any more, stay booked as they are.
MicroUsd may_come_back(Connection& connection, const Limit& limit, TimePoint now,
                       const Holder& holder) {
    MicroUsd sum = 0;
    std::map<std::int64_t, bool> living;
    // The unary plus keeps SQLite on the small index of open calls.
    Query query{connection,
                "SELECT owner_id, charge FROM calls WHERE status = 'open' AND +sent >= ?1 AND "
                "+sent > ?2 AND (?3 = 0 OR +item_id = ?3)",
                limit.from, now - kCallOpenMax, limit.item};
    while (query.step()) {
        const auto [owner, is_new] = living.try_emplace(query.integer(0), false);
        if (is_new) owner->second = may_live(connection, owner->first, holder);
        if (owner->second) sum += query.integer(1);
    }
    return sum;
}

std::vector<Limit> limits_of(Connection& connection, const CallPlan& plan,
                             const BudgetLimits& limits) {
    std::vector<Limit> all;
    if (limits.item && plan.item != 0)
        all.push_back({.name = "item",
                       .kind = ErrorKind::BadInput,
                       .amount = *limits.item,
                       .spent = spent_on(connection, plan.item),
                       .item = plan.item});
    const auto add = [&](std::string_view name, MicroUsd amount, MicroUsd part, TimePoint from) {
        all.push_back({.name = name,
                       .amount = amount,
                       .kept = kept_for_editions(connection, plan, part, from),
                       .spent = spent_since(connection, from),
                       .from = from});
    };
    if (limits.day) add("day", *limits.day, limits.day_editions, limits.day_start);
    if (limits.month) add("month", *limits.month, limits.month_editions, limits.month_start);
    return all;
}

}  // namespace

Expected<void> check_budget(Connection& connection, const CallPlan& plan,
                            const BudgetLimits& limits, const Holder& holder) {
    if (!plan.reserve) return {};  // no price is known, so no sum of money can be held against it
    const MicroUsd more = *plan.reserve;
    if (limits.call && more > *limits.call)
        return fail(
            ErrorKind::TooLarge,
            fmt::format(
                "the call budget of ${:.4f} is less than the ${:.4f} that this call may cost",
                usd(*limits.call), usd(more)));
    std::optional<Error> later;
    for (Limit limit : limits_of(connection, plan, limits)) {
        if (has_room(limit, more)) continue;
        Error error = refusal(limit);
        limit.spent -= may_come_back(connection, limit, plan.at, holder);
        if (!has_room(limit, more)) return tl::unexpected{std::move(error)};
        if (later) continue;
        error.retry_after = kSettlementPoll;
        later = std::move(error);
    }
    if (later) return tl::unexpected{*std::move(later)};
    return {};
}

}  // namespace ainews::storage
