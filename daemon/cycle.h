#pragma once

#include <stop_token>
#include <string>

#include "core/error.h"
#include "core/store.h"
#include "daemon/services.h"
#include "feeds/poller.h"
#include "pipeline/run_report.h"

/// The three steps of a cycle, each with its lines in the log. `--once` runs them one after the
/// other, the daemon on threads of their own.
namespace ainews::daemon {

/// Polls what is due (or what is asked for), notes the cycle in the store and logs every failure
/// once.
[[nodiscard]] feeds::PollReport poll_sources(Services& services, Store& store, Clock& clock,
                                             const feeds::PollWhat& what, std::stop_token stop);

/// Brings the search index up to date. Bounded work between two looks at `stop`.
void refresh_index(Store& store, std::stop_token stop);

/// Renders what changed and gives the number of files written. Transient where the disk or another
/// publisher stands in the way, Cancelled after `stop`; both are logged.
[[nodiscard]] Expected<int> publish_changes(Services& services, const std::stop_token& stop);

/// What the runner did between two of its reports, as a line; nothing where it did nothing.
void log_work(const pipeline::RunReport& before, const pipeline::RunReport& now,
              const WorkQueue& queue);

/// What one cycle came to.
struct CycleTotals {
    feeds::PollReport polled;
    pipeline::RunReport worked;
    int published = 0;  ///< files of the site that were written
    Millis elapsed{0};
};

/// "cycle polled=12 unchanged=9 failing=1 new=5 duplicates=2 done=14 degraded=0 gave_up=0 open=0
/// waiting=0 tokens_in=9120 tokens_out=2210 spent_usd=0.0031 published=9 seconds=8.1"
[[nodiscard]] std::string cycle_line(const CycleTotals& totals);

}  // namespace ainews::daemon
