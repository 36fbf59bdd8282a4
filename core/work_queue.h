#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/entry.h"
#include "core/error.h"
#include "core/item.h"
#include "core/newsletter.h"

namespace ainews {

/// Our hold on one job until the lease ends. Finishing checks it again.
struct Claim {
    std::int64_t token = 0;  ///< unique to this claim: a later claim of the same job has another
    ItemId item = 0;
    std::string stage;
    int attempts = 0;  ///< rejected answers so far
    TimePoint lease_until;
};

struct ClaimRequest {
    std::vector<std::string> stages;   ///< empty: any
    std::vector<std::string> sources;  ///< empty: any
    int limit = 1;
    TimePoint now;
    Millis lease = std::chrono::seconds{120};
    bool include_waiting = false;  ///< take waiting jobs before their time (`--once` with a probe)
};

/// What a stage gets to work on.
struct WorkItem {
    ItemId id = 0;
    std::string url;
    std::string source;
    std::string title;
    std::vector<std::string> authors;
    std::string language;
    std::optional<TimePoint> published = std::nullopt;
    TimePoint first_seen;
    Entry entry;  ///< the newest sighting's entry, raw HTML included
    std::map<std::string, std::string, std::less<>> results;  ///< JSON of the stages that are done
    bool has_provisional = false;  ///< this stage already shows a provisional result
    std::string previous;  ///< JSON of this stage's own last result; empty where there is none
};

/// Facts that `extract` learns and the store acts on in the same transaction.
struct ExtractFacts {
    std::optional<std::uint64_t> simhash = std::nullopt;  ///< nullopt where the text is too short
    std::string content_hash;                             ///< as in IdentityKeys
    std::string canonical_url;  ///< revealed by the page; empty where none
    std::string language;
    std::string title;                ///< fills an empty title
    NewsletterIssue newsletter = {};  ///< where the text is a list of links
};

/// One try that did not count or did: kept as history beside the result.
struct AttemptNote {
    std::string engine;
    std::string model;
    bool accepted = false;
    std::vector<std::string> findings;
    std::int64_t tokens_in = 0;
    std::int64_t tokens_out = 0;
    std::optional<MicroUsd> cost = std::nullopt;
    TimePoint at;
};

struct FinishStage {
    enum class Outcome {
        Done,         ///< the result stands; a degraded one has findings
        Provisional,  ///< a builtin result is shown; the job waits until `retry_at` for a model
        Failed,       ///< given up with `error`
    };
    Claim claim;
    Outcome outcome = Outcome::Done;
    TimePoint now;
    std::string result_json;     ///< empty where Failed or where nothing was to be done
    bool nothing_to_do = false;  ///< an earlier result that is not empty then stays as it is
    Provenance provenance;
    std::vector<std::string> findings;
    std::vector<AttemptNote> attempts;
    std::string error;
    std::optional<TimePoint> retry_at = std::nullopt;
    std::optional<ExtractFacts> facts = std::nullopt;
    std::string hold;  ///< why the item is to be held for the editor; empty: it is not
};

struct FinishReceipt {
    std::vector<std::string> opened;                    ///< stages that became claimable
    std::optional<ItemId> duplicate_of = std::nullopt;  ///< the item is now a follower or an alias
    bool closed = true;  ///< no job of the item is pending, running or waiting any more
};

/// How many jobs of a stage are in which state.
using QueueCounts = std::map<std::string, std::map<JobState, std::int64_t>, std::less<>>;

/// Port: the work that is open. Thread-safe; several processes may share one store.
class WorkQueue {
public:
    virtual ~WorkQueue() = default;
    /// Takes up to `limit` claimable jobs, the most valuable first, in one statement. No job is
    /// claimable while something it needs is pending, running or waiting. Work of dead
    /// owners of this host is claimable at once, of others when the lease has ended.
    [[nodiscard]] virtual Expected<std::vector<Claim>> claim(const ClaimRequest& request) = 0;
    /// Conflict if the lease was lost, or if what the stage needs has been opened again since.
    [[nodiscard]] virtual Expected<WorkItem> load(const Claim& claim) const = 0;
    /// Extends the leases; returns the claims that were lost meanwhile.
    [[nodiscard]] virtual Expected<std::vector<Claim>> renew(std::span<const Claim> claims,
                                                             TimePoint now, Millis lease) = 0;
    /// One transaction: writes the result, settles the stage's calls and drops its kept replies,
    /// closes the job, opens what is now possible, joins near-duplicates and splits newsletters
    /// (after extract), joins reports of the same event (after summarize). Conflict if the lease
    /// was lost: the caller drops the result.
    [[nodiscard]] virtual Expected<FinishReceipt> finish_stage(const FinishStage& finish) = 0;
    /// Gives a claim back: `until` in the future makes it waiting with the reason, else it is
    /// pending. `rejected` counts an attempt. Conflict if the lease was lost.
    virtual Expected<void> put_back(const Claim& claim, std::optional<TimePoint> until,
                                    std::string_view reason, bool rejected,
                                    std::span<const AttemptNote> attempts) = 0;
    /// Turns all pending jobs of these stages into waiting ones; returns how many.
    virtual Expected<std::int64_t> park(std::span<const std::string> stages, TimePoint until,
                                        std::string_view reason) = 0;
    /// Makes waiting jobs of these stages pending again; returns how many.
    virtual Expected<std::int64_t> wake(std::span<const std::string> stages) = 0;
    /// Skips items whose open work waited longer than `age`; returns how many items.
    virtual Expected<std::int64_t> skip_older_than(Millis age, TimePoint now) = 0;
    [[nodiscard]] virtual QueueCounts queue_counts() const = 0;
    /// Reasons of waiting jobs with how many wait for each, most first.
    [[nodiscard]] virtual std::vector<std::pair<std::string, std::int64_t>> waiting_reasons()
        const = 0;
};

}  // namespace ainews
