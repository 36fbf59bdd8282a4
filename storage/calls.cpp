#include "storage/calls.h"

#include <fmt/format.h>

#include <chrono>

#include "storage/call_budget.h"

namespace ainews::storage {
namespace {

constexpr std::int64_t kHourMillis = 3'600'000;

std::string_view to_string(CallPurpose purpose) {
    return purpose == CallPurpose::Edition ? "edition" : "item";
}

/// The operator's day that the call is sent on; without one, that of UTC.
TimePoint booked_on(const CallPlan& plan, const BudgetLimits& limits) {
    if (limits.day_start != TimePoint{} && limits.day_start <= plan.at) return limits.day_start;
    return std::chrono::floor<std::chrono::days>(plan.at);
}

Expected<void> no_such_call(CallId call) {
    return fail(ErrorKind::NotFound, fmt::format("there is no call {}", call));
}

}  // namespace

std::optional<StoredReply> find_reply(Connection& connection, std::string_view key) {
    Query query{connection,
                "SELECT calls.id, replies.text, finish, replies.model, tokens_in, tokens_out, "
                "tokens_cached, "
                "tokens_reasoning, replies.cost, latency_ms, answered, "
                "tokens_cache_write FROM replies "
                "JOIN calls ON calls.id = replies.call_id WHERE replies.key = ? "
                "ORDER BY replies.call_id DESC LIMIT 1",
                key};
    if (!query.step()) return std::nullopt;
    StoredReply stored;
    stored.call = query.integer(0);
    stored.reply.text = query.text(1);
    stored.reply.finish = query.text(2);
    stored.reply.model = query.text(3);
    stored.reply.tokens_in = query.integer(4);
    stored.reply.tokens_out = query.integer(5);
    stored.reply.tokens_cached = query.integer(6);
    stored.reply.tokens_reasoning = query.integer(7);
    stored.reply.cost = query.maybe_integer(8);
    stored.reply.latency = Millis{query.integer(9)};
    stored.reply.at = query.time(10);
    stored.reply.tokens_cache_write = query.integer(11);
    return stored;
}

Expected<CallId> reserve_call(Connection& connection, const CallPlan& plan,
                              const BudgetLimits& limits, const Holder& holder) {
    if (auto checked = check_budget(connection, plan, limits, holder); !checked)
        return tl::unexpected{checked.error()};
    Query{
        connection,
        "INSERT INTO calls (key, item_id, stage, chunk, attempt, endpoint, model, prompt_version, "
        "tokens_in_estimate, tokens_out_cap, reserved, charge, status, owner_id, sent, purpose, "
        "day, source_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 'open', ?13, "
        "?14, ?15, ?16, coalesce((SELECT source_id FROM items WHERE id = ?2), 0))",
        plan.key,
        plan.item,
        plan.stage,
        plan.chunk,
        plan.attempt,
        plan.endpoint,
        plan.model,
        plan.prompt_version,
        plan.tokens_in_estimate,
        plan.tokens_out_cap,
        plan.reserve,
        plan.reserve.value_or(0),
        holder.id,
        plan.at,
        to_string(plan.purpose),
        booked_on(plan, limits)}
        .run();
    return connection.last_insert_id();
}

Expected<void> store_reply(Connection& connection, CallId call, const CallReply& reply) {
    // Without a price from the endpoint or the configuration the reservation is all that is known.
    Query{connection,
          "UPDATE calls SET status = 'answered', charge = coalesce(?, charge), answered = ?, "
          "finish = ?, "
          "tokens_in = ?, tokens_out = ?, tokens_cached = ?, tokens_cache_write = ?, "
          "tokens_reasoning = ?, latency_ms = ? WHERE id = ?",
          reply.cost,
          reply.at,
          reply.finish,
          reply.tokens_in,
          reply.tokens_out,
          reply.tokens_cached,
          reply.tokens_cache_write,
          reply.tokens_reasoning,
          std::int64_t{reply.latency.count()},
          call}
        .run();
    if (connection.changes() == 0) return no_such_call(call);
    Query{connection,
          "INSERT OR REPLACE INTO replies (call_id, key, text, model, cost) "
          "SELECT id, key, ?, ?, ? FROM calls WHERE id = ?",
          reply.text,
          reply.model,
          reply.cost,
          call}
        .run();
    // Progress: whatever took earlier owners of this job down, it gets further now.
    Query{connection,
          "UPDATE jobs SET lost = 0 WHERE lost > 0 AND item_id = (SELECT item_id FROM calls WHERE "
          "id = ?1) AND (stage = (SELECT stage FROM calls WHERE id = ?1) OR NOT EXISTS (SELECT 1 "
          "FROM jobs AS own JOIN calls ON calls.item_id = own.item_id AND calls.stage = own.stage "
          "WHERE calls.id = ?1))",
          call}
        .run();
    return {};
}

Expected<void> close_call(Connection& connection, CallId call, std::string_view status,
                          bool billed) {
    Query{connection,
          "UPDATE calls SET status = ?, charge = CASE ? WHEN 0 THEN 0 ELSE charge END WHERE id = ?",
          status, billed, call}
        .run();
    if (connection.changes() == 0) return no_such_call(call);
    return {};
}

Expected<void> judge_reply(Connection& connection, CallId call, bool accepted,
                           std::string_view finding) {
    Query{connection, "UPDATE calls SET status = ?, finding = ? WHERE id = ?",
          accepted ? "accepted" : "rejected", finding, call}
        .run();
    if (connection.changes() == 0) return no_such_call(call);
    if (!accepted) Query{connection, "DELETE FROM replies WHERE call_id = ?", call}.run();
    return {};
}

MicroUsd spent_since(Connection& connection, TimePoint from) {
    // Whole hours from their totals; the part of the first hour, where there is one, call by call.
    const auto millis = from.time_since_epoch().count();
    const auto next_hour = (millis + kHourMillis - 1) / kHourMillis;
    Query query{
        connection,
        "SELECT coalesce((SELECT sum(charge) FROM hourly_spend WHERE hour >= ?1), 0) + "
        "coalesce((SELECT sum(charge) FROM calls WHERE sent >= ?2 AND sent < ?1 * 3600000), 0)",
        std::int64_t{next_hour}, std::int64_t{millis}};
    query.step();
    return query.integer(0);
}

std::vector<LlmTotals> llm_totals(Connection& connection) {
    std::vector<LlmTotals> totals;
    Query query{connection,
                "SELECT endpoint, calls, tokens_in, tokens_out, charge FROM endpoint_totals "
                "ORDER BY endpoint"};
    while (query.step())
        totals.push_back({query.text(0), query.integer(1), query.integer(2), query.integer(3),
                          query.integer(4)});
    return totals;
}

void remember(Connection& connection, std::string_view key, std::string_view value,
              TimePoint until) {
    Query{connection, "INSERT OR REPLACE INTO facts VALUES (?, ?, ?)", key, value, until}.run();
}

std::optional<std::string> recall(Connection& connection, std::string_view key, TimePoint now) {
    Query query{connection, "SELECT value FROM facts WHERE key = ? AND until > ?", key, now};
    if (!query.step()) return std::nullopt;
    return query.text(0);
}

}  // namespace ainews::storage
