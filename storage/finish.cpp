#include "storage/finish.h"

#include <algorithm>

#include "storage/desk.h"
#include "storage/item_rows.h"
#include "storage/jobs.h"
#include "storage/newsletter.h"
#include "storage/ready_jobs.h"
#include "storage/same_event.h"
#include "storage/stories.h"
#include "storage/topics.h"

namespace ainews::storage {
namespace {

using Outcome = FinishStage::Outcome;

/// Raw HTML is kept this long for a changed entry or another look, then extraction has made it
/// needless.
constexpr Millis kBodyKept = std::chrono::hours{48};

void settle_calls(Connection& connection, const Claim& claim, bool is_over) {
    // A call that never came back: nobody knows whether it was paid, so its reservation stands.
    Query{connection,
          "UPDATE calls SET status = 'lost' WHERE item_id = ? AND stage = ? AND status = 'open'",
          claim.item, claim.stage}
        .run();
    if (!is_over) return;
    Query{connection,
          "DELETE FROM replies WHERE call_id IN (SELECT id FROM calls WHERE item_id = ? AND stage "
          "= ?)",
          claim.item, claim.stage}
        .run();
}

/// Having nothing to work on is no reason to give up what was made when there was something.
bool keeps_its_result(Connection& connection, const FinishStage& finish) {
    if (!finish.nothing_to_do) return false;
    Query query{connection, "SELECT 1 FROM results WHERE item_id = ? AND stage = ? AND json <> ''",
                finish.claim.item, finish.claim.stage};
    return query.step();
}

void write_result(Connection& connection, const FinishStage& finish) {
    const bool provisional = finish.outcome == Outcome::Provisional;
    // What was made from another text is stale from now on: shown, counted, redone when asked.
    if (finish.claim.stage == stage_names::kExtract)
        Query{connection,
              "UPDATE results SET outdated = 1 WHERE item_id = ?1 AND stage <> ?2 AND provisional "
              "= 0 "
              "AND EXISTS (SELECT 1 FROM results WHERE item_id = ?1 AND stage = ?2 AND json <> ?3)",
              finish.claim.item, finish.claim.stage, finish.result_json}
            .run();
    const Provenance& made = finish.provenance;
    // A provisional result never covers one that a model has made.
    Query{connection,
          "INSERT INTO results (item_id, stage, json, provisional, engine, model, prompt_version, "
          "input_hash, tokens_in, tokens_out, cost, findings, finished) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
          "ON CONFLICT (item_id, stage) DO UPDATE SET json = excluded.json, "
          "provisional = excluded.provisional, engine = excluded.engine, model = excluded.model, "
          "prompt_version = excluded.prompt_version, input_hash = excluded.input_hash, "
          "tokens_in = excluded.tokens_in, tokens_out = excluded.tokens_out, cost = excluded.cost, "
          "findings = excluded.findings, finished = excluded.finished, outdated = 0 "
          "WHERE excluded.provisional <= results.provisional",
          finish.claim.item,
          finish.claim.stage,
          finish.result_json,
          provisional,
          made.engine,
          made.model,
          made.prompt_version,
          made.input_hash,
          made.tokens_in,
          made.tokens_out,
          made.cost,
          to_json_array(finish.findings),
          finish.now}
        .run();
}

void close_job(Connection& connection, const FinishStage& finish) {
    const auto rejected = std::ranges::count_if(
        finish.attempts, [](const AttemptNote& note) { return !note.accepted; });
    const char* state = "done";
    std::optional<TimePoint> not_before;
    if (finish.outcome == Outcome::Failed) state = "failed";
    if (finish.outcome == Outcome::Provisional) {
        state = "waiting";
        not_before = finish.retry_at.value_or(finish.now);
    }
    // `again`: its input changed while it was worked on, so the result stands and the work is open
    // anew.
    Query{connection,
          "UPDATE jobs SET state = CASE again WHEN 0 THEN ?1 ELSE 'pending' END, "
          "not_before = CASE again WHEN 0 THEN ?2 END, reason = ?3, error = ?4, finished = ?5, "
          "attempts = attempts + ?6, lost = 0, again = 0, token = NULL, owner_id = NULL, "
          "lease_until = NULL "
          "WHERE item_id = ?7 AND stage = ?8",
          state,
          not_before,
          finish.outcome == Outcome::Provisional ? finish.error : std::string{},
          finish.outcome == Outcome::Failed ? finish.error : std::string{},
          finish.now,
          static_cast<std::int64_t>(rejected),
          finish.claim.item,
          finish.claim.stage}
        .run();
}

/// Calls for what no stage does alone (a long article's main points) end with the item's last job.
void settle_shared_calls(Connection& connection, ItemId item) {
    Query{
        connection,
        "UPDATE calls SET status = 'lost' WHERE item_id = ?1 AND status = 'open' AND stage NOT IN "
        "(SELECT stage FROM jobs WHERE item_id = ?1)",
        item}
        .run();
    Query{connection,
          "DELETE FROM replies WHERE call_id IN (SELECT id FROM calls WHERE item_id = ?1 AND stage "
          "NOT IN (SELECT stage FROM jobs WHERE item_id = ?1))",
          item}
        .run();
}

bool has_open_work(Connection& connection, ItemId item) {
    Query query{
        connection,
        "SELECT 1 FROM jobs WHERE item_id = ? AND state IN ('pending', 'running', 'waiting')",
        item};
    return query.step();
}

}  // namespace

Expected<FinishReceipt> finish_stage(Connection& connection, const StageGraph& graph,
                                     const FinishStage& finish) {
    const ItemId item = finish.claim.item;
    if (auto held = check_claim(connection, finish.claim); !held)
        return tl::unexpected{held.error()};
    settle_calls(connection, finish.claim, finish.outcome != Outcome::Provisional);
    write_attempts(connection, finish.claim, finish.attempts);
    if (keeps_its_result(connection, finish))
        note_event(connection, item, finish.now, "kept as it is",
                   finish.claim.stage + " found nothing to work on");
    else if (finish.outcome != Outcome::Failed)
        write_result(connection, finish);
    if (finish.claim.stage == stage_names::kSummarize && finish.outcome != Outcome::Failed)
        update_item_topics(connection, item);
    close_job(connection, finish);

    FinishReceipt receipt;
    bool is_unique = true;
    bool split = false;
    if (finish.facts && finish.outcome != Outcome::Failed) {
        Query{connection, "UPDATE entries SET drop_after = ? WHERE item_id = ?",
              finish.now + kBodyKept, item}
            .run();
        if (const auto found = apply_facts(connection, graph, item, *finish.facts, finish.now)) {
            is_unique = false;
            if (found->kind != DuplicateFound::Kind::Deleted) receipt.duplicate_of = found->of;
            if (found->kind == DuplicateFound::Kind::Alias) return receipt;
        }
        if (is_unique)
            split = split_issue(connection, graph, item, finish.facts->newsletter, finish.now);
    }
    if (is_unique && !split) receipt.opened = open_ready_jobs(connection, graph, item, finish.now);
    if (finish.outcome == Outcome::Failed) let_results_stand(connection, graph, item);
    refresh_state(connection, item);
    if (finish.claim.stage == stage_names::kSummarize && finish.outcome == Outcome::Done)
        join_same_event(connection, item, finish.now);
    receipt.closed = !has_open_work(connection, item);
    if (receipt.closed) settle_shared_calls(connection, item);
    // Before readers could see it: no item is public between its result and its hold.
    if (!finish.hold.empty())
        static_cast<void>(hold_item(connection, {item, finish.hold, finish.now}));
    if (receipt.closed) note_published(connection, item, finish.now);
    touch(connection, item);
    return receipt;
}

}  // namespace ainews::storage
