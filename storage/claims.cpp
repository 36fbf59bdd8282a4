#include <fmt/format.h>

#include <algorithm>

#include "storage/desk.h"
#include "storage/entry_rows.h"
#include "storage/item_rows.h"
#include "storage/jobs.h"
#include "storage/ready_jobs.h"

namespace ainews::storage {
namespace {

/// Bounds what one claim does on the side: a huge backlog of ended waits comes due in portions.
constexpr int kDueBatch = 1000;

struct Taken {
    Claim claim;
    std::int64_t priority;
};

std::vector<ItemId> items_of(Query& returning) {
    std::vector<ItemId> items;
    while (returning.step()) items.push_back(returning.integer(0));
    return items;
}

/// Gives leases that ended back to the queue, and gives up on jobs that take every owner down.
void end_leases(Connection& connection, TimePoint now) {
    std::vector<ItemId> changed;
    {
        Query ended{
            connection,
            "UPDATE jobs SET state = 'pending', token = NULL, owner_id = NULL, lease_until = NULL, "
            "lost = lost + 1 WHERE state = 'running' AND lease_until <= ? RETURNING item_id",
            now};
        changed = items_of(ended);
    }
    for (const ItemId item : changed) refresh_state(connection, item);
}

/// Nobody waits longer at a stretch: a moment further away means that the clock was set back.
constexpr Millis kWaitMax = std::chrono::hours{48};

/// Waiting jobs whose time has come are pending again; with `all`, the others too.
void end_waits(Connection& connection, TimePoint now, bool all) {
    std::vector<ItemId> changed;
    {
        Query due{
            connection,
            "UPDATE jobs SET state = 'pending', not_before = NULL, reason = '' "
            "WHERE (item_id, stage) IN (SELECT item_id, stage FROM jobs WHERE state = 'waiting' "
            "AND (not_before <= ?1 OR not_before > ?2) ORDER BY not_before LIMIT ?3) "
            "RETURNING item_id",
            all ? TimePoint::max() : now, now + kWaitMax, kDueBatch};
        changed = items_of(due);
    }
    for (const ItemId item : changed) refresh_state(connection, item);
}

class Claimer {
public:
    Claimer(Connection& connection, const StageGraph& graph, const ClaimRequest& request,
            std::int64_t owner)
        : connection_{connection},
          graph_{graph},
          request_{request},
          owner_{owner},
          until_{request.now + request.lease} {}

    std::vector<Claim> take() {
        std::vector<StageNode> nodes = graph_.nodes();
        std::ranges::stable_sort(nodes, std::greater{}, &StageNode::rank);
        for (const StageNode& node : nodes) {
            if (!request_.stages.empty() &&
                std::ranges::find(request_.stages, node.name) == request_.stages.end())
                continue;
            while (missing() > 0 && take_stage(node.name)) {
            }
            if (missing() <= 0) break;
        }
        return std::move(claims_);
    }

private:
    [[nodiscard]] int missing() const { return request_.limit - static_cast<int>(claims_.size()); }

    [[nodiscard]] bool has_pending(const std::string& stage) {
        Query query{connection_, "SELECT 1 FROM jobs WHERE state = 'pending' AND stage = ? LIMIT 1",
                    stage};
        return query.step();
    }

    /// True where some of the jobs taken had to be taken back, so that there may be more.
    bool take_stage(const std::string& stage) {
        // Asking in vain writes nothing, and so costs no sync of the disk.
        if (!has_pending(stage)) return false;
        if (token_ == 0) token_ = next_number(connection_, "claim");
        std::vector<Taken> taken;
        if (request_.sources.empty()) {
            Query query{
                connection_,
                "UPDATE jobs SET state = 'running', token = ?1, owner_id = ?2, lease_until = ?3 "
                "WHERE stage = ?4 AND item_id IN (SELECT item_id FROM jobs WHERE state = 'pending' "
                "AND stage = ?4 ORDER BY priority DESC LIMIT ?5) "
                "RETURNING item_id, attempts, lost, priority",
                token_,
                owner_,
                until_,
                stage,
                missing()};
            collect(query, stage, taken);
        }
        for (const std::string& source : request_.sources) {
            if (static_cast<int>(taken.size()) >= missing()) break;
            Query query{
                connection_,
                "UPDATE jobs SET state = 'running', token = ?1, owner_id = ?2, lease_until = ?3 "
                "WHERE stage = ?4 AND item_id IN (SELECT item_id FROM jobs WHERE state = 'pending' "
                "AND stage = ?4 AND source_id = (SELECT id FROM sources WHERE slug = ?6) "
                "ORDER BY priority DESC LIMIT ?5) RETURNING item_id, attempts, lost, priority",
                token_,
                owner_,
                until_,
                stage,
                missing() - static_cast<int>(taken.size()),
                source};
            collect(query, stage, taken);
        }
        return keep(taken);
    }

    void collect(Query& query, const std::string& stage, std::vector<Taken>& taken) {
        while (query.step()) {
            Taken one{Claim{token_, query.integer(0), stage, query.small(1), until_},
                      query.integer(3)};
            if (query.small(2) >= kLostClaimsMax) hopeless_.push_back(one);
            taken.push_back(std::move(one));
        }
    }

    bool keep(std::vector<Taken>& taken) {
        std::ranges::sort(taken, std::greater{}, &Taken::priority);
        bool took_back = false;
        for (Taken& one : taken) {
            if (take_back_unready(one.claim)) {
                took_back = true;
                continue;
            }
            const bool is_hopeless = std::ranges::any_of(
                hopeless_, [&](const Taken& other) { return other.claim.item == one.claim.item; });
            if (is_hopeless) fail_hopeless(one);
            refresh_state(connection_, one.claim.item);
            if (!is_hopeless) claims_.push_back(std::move(one.claim));
        }
        hopeless_.clear();
        return took_back;
    }

    void fail_hopeless(const Taken& taken) {
        Query{connection_,
              "UPDATE jobs SET state = 'failed', token = NULL, owner_id = NULL, lease_until = "
              "NULL, finished = ?, error = ? WHERE item_id = ? AND stage = ?",
              request_.now,
              fmt::format("given up: {} claims in a row ended without an answer (crash or hang)",
                          kLostClaimsMax),
              taken.claim.item,
              taken.claim.stage}
            .run();
        // A gate that was given up lets through.
        open_ready_jobs(connection_, graph_, taken.claim.item, request_.now);
        let_results_stand(connection_, graph_, taken.claim.item);
        touch(connection_, taken.claim.item);
    }

    /// What it needs was opened again while an earlier claim ran: the job comes back with that.
    bool take_back_unready(const Claim& claim) {
        if (readiness_of(connection_, graph_, claim.item, claim.stage) == Readiness::Ready)
            return false;
        Query{connection_, "DELETE FROM jobs WHERE item_id = ? AND stage = ?", claim.item,
              claim.stage}
            .run();
        open_ready_jobs(connection_, graph_, claim.item, request_.now);
        let_results_stand(connection_, graph_, claim.item);
        refresh_state(connection_, claim.item);
        return true;
    }

    Connection& connection_;
    const StageGraph& graph_;
    const ClaimRequest& request_;
    std::int64_t owner_;
    std::int64_t token_ = 0;  ///< drawn when there is something to take
    TimePoint until_;
    std::vector<Claim> claims_;
    std::vector<Taken> hopeless_;
};

}  // namespace

std::vector<Claim> claim_jobs(Connection& connection, const StageGraph& graph,
                              const ClaimRequest& request, std::int64_t owner) {
    end_leases(connection, request.now);
    end_waits(connection, request.now, request.include_waiting);
    if (request.limit <= 0) return {};
    return Claimer{connection, graph, request, owner}.take();
}

Expected<void> check_claim(Connection& connection, const Claim& claim) {
    Query query{
        connection,
        "SELECT 1 FROM jobs WHERE item_id = ? AND stage = ? AND state = 'running' AND token = ?",
        claim.item, claim.stage, claim.token};
    if (query.step()) return {};
    return fail(ErrorKind::Conflict,
                fmt::format("the claim on {} of item {} was lost", claim.stage, claim.item));
}

namespace {

/// Later stages build on what the editor wrote, not on what it replaced.
void apply_desk(Connection& connection, WorkItem& work) {
    Item item;
    item.id = work.id;
    read_desk(connection, item);
    if (item.hand_texts.empty()) return;
    for (const auto& [stage, json] : work.results)
        if (!json.empty()) item.stages[stage].result_json = json;
    apply_hand_texts(item);
    for (auto& [stage, json] : work.results)
        if (!json.empty()) json = *item.stages[stage].result_json;
}

}  // namespace

Expected<WorkItem> load_work(Connection& connection, const StageGraph& graph, const Claim& claim) {
    if (auto held = check_claim(connection, claim); !held) return tl::unexpected{held.error()};
    if (readiness_of(connection, graph, claim.item, claim.stage) != Readiness::Ready)
        return fail(ErrorKind::Conflict, fmt::format("what {} of item {} needs was opened again",
                                                     claim.stage, claim.item));
    WorkItem work;
    {
        Query query{
            connection,
            "SELECT items.url, sources.slug, title, authors, language, published, first_seen "
            "FROM items JOIN sources ON sources.id = items.source_id WHERE items.id = ?",
            claim.item};
        if (!query.step())
            return fail(ErrorKind::NotFound, fmt::format("there is no item {}", claim.item));
        work.id = claim.item;
        work.url = query.text(0);
        work.source = query.text(1);
        work.title = query.text(2);
        work.authors = from_json_array(query.text(3));
        work.language = query.text(4);
        work.published = query.maybe_time(5);
        work.first_seen = query.time(6);
    }
    work.entry = read_entry(connection, claim.item);
    Query results{connection,
                  "SELECT results.stage, json, provisional, jobs.state FROM results "
                  "JOIN jobs ON jobs.item_id = results.item_id AND jobs.stage = results.stage "
                  "WHERE results.item_id = ?",
                  claim.item};
    while (results.step()) {
        if (results.text(0) == claim.stage) {
            work.has_provisional = results.flag(2);
            if (!results.flag(2)) work.previous = results.text(1);
        }
        if (results.text(3) == "done") work.results.emplace(results.text(0), results.text(1));
    }
    apply_desk(connection, work);
    return work;
}

std::vector<Claim> renew_claims(Connection& connection, std::span<const Claim> claims,
                                TimePoint now, Millis lease) {
    std::vector<Claim> lost;
    for (const Claim& claim : claims) {
        Query{
            connection,
            "UPDATE jobs SET lease_until = ? WHERE item_id = ? AND stage = ? AND state = 'running' "
            "AND token = ?",
            now + lease,
            claim.item,
            claim.stage,
            claim.token}
            .run();
        if (connection.changes() == 0) lost.push_back(claim);
    }
    return lost;
}

void shift_leases(Connection& connection, std::int64_t owner, Millis by) {
    Query{connection,
          "UPDATE jobs SET lease_until = lease_until + ? WHERE state = 'running' AND owner_id = ?",
          std::int64_t{by.count()}, owner}
        .run();
}

}  // namespace ainews::storage
