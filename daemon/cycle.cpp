#include "daemon/cycle.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

#include "core/calendar.h"
#include "daemon/job_log.h"

namespace ainews::daemon {
namespace {

constexpr int kIndexBatch = 200;
constexpr const char* kBegunFact = "poll.begun";
constexpr auto kBegunFor = std::chrono::days{1};

/// Above so many sources that fail in the same words, one line tells of all of them.
constexpr std::size_t kToldSinglyMax = 5;
constexpr std::size_t kNamedOfMany = 3;

void log_many(const std::vector<const feeds::PollFailure*>& alike) {
    std::string names;
    for (std::size_t i = 0; i < kNamedOfMany; ++i) names += alike[i]->slug + ", ";
    spdlog::warn("poll failed sources={} error={} first={}", alike.size(),
                 log_value(alike.front()->error), log_value(names + "…"));
}

/// The message without what differs from host to host: names, addresses, ports, milliseconds.
std::string common_words(std::string_view error) {
    std::string words;
    std::string last;
    for (std::size_t at = 0; at < error.size();) {
        const std::size_t end = std::min(error.find(' ', at), error.size());
        const std::string word{error.substr(at, end - at)};
        const bool number =
            !word.empty() && word.find_first_not_of("0123456789") == std::string::npos;
        if (word.find('.') == std::string::npos && (!number || last == "HTTP")) words += word + " ";
        last = word;
        at = end + 1;
    }
    return words;
}

/// The network or its name server being down is one failure, not a thousand.
void log_failures(const feeds::PollReport& report, const TimeZone& zone) {
    std::map<std::string, std::vector<const feeds::PollFailure*>> by_error;
    for (const feeds::PollFailure& failure : report.failures)
        by_error[common_words(failure.error)].push_back(&failure);
    for (const auto& [error, alike] : by_error)
        if (alike.size() > kToldSinglyMax) log_many(alike);
    for (const feeds::PollFailure& failure : report.failures)
        if (by_error[common_words(failure.error)].size() <= kToldSinglyMax)
            spdlog::warn("poll failed source={} error={} failures={} next={}", failure.slug,
                         log_value(failure.error), failure.count,
                         log_value(zone.format(failure.next, "%Y-%m-%d %H:%M")));
    if (report.not_stored > 0)
        spdlog::warn("polls not stored sources={} error={}", report.not_stored,
                     log_value(report.store_error));
}

}  // namespace

feeds::PollReport poll_sources(Services& services, Store& store, Clock& clock,
                               const feeds::PollWhat& what, std::stop_token stop) {
    const config::Config& config = services.config();
    CycleRecord cycle{.started = clock.now()};
    // A store that takes nothing is found out before anybody is asked for anything.
    store.change_fact(kBegunFact, cycle.started, [&](const auto&) {
        return std::optional{Fact{to_rfc3339(cycle.started), cycle.started + kBegunFor}};
    });
    store.sync_sources(config.sources, cycle.started);
    // Who asks for what is older wants the work on it kept as well.
    const Millis waiting_max =
        what.since ? std::max(config.daemon.waiting_max, cycle.started - *what.since)
                   : config.daemon.waiting_max;
    if (const auto skipped = store.skip_older_than(waiting_max, cycle.started);
        skipped && *skipped > 0)
        spdlog::info("skipped items that waited too long count={}", *skipped);
    feeds::PollReport report = services.poller().poll(config.sources, what, std::move(stop));
    cycle.finished = clock.now();
    cycle.polled = report.polled;
    cycle.unchanged = report.unchanged;
    cycle.failed = report.failed;
    cycle.new_items = report.new_items;
    store.record_cycle(cycle);
    log_failures(report, TimeZone{config.daemon.timezone});
    spdlog::info(
        "polled sources={} unchanged={} failed={} new={} duplicates={} changed={} skipped={} "
        "seconds={:.1f}",
        report.polled, report.unchanged, report.failed, report.new_items, report.duplicates,
        report.changed, report.skipped,
        static_cast<double>((*cycle.finished - cycle.started).count()) / 1000);
    return report;
}

void refresh_index(Store& store, std::stop_token stop) {
    while (!stop.stop_requested()) {
        const auto done = store.refresh(kIndexBatch);
        if (!done)
            spdlog::warn("search index not refreshed error={}", log_value(done.error().message));
        if (!done || *done < kIndexBatch) return;
    }
}

Expected<int> publish_changes(Services& services, const std::stop_token& stop) {
    const auto report = services.publisher().publish(false, stop);
    if (!report) {
        if (report.error().kind == ErrorKind::Cancelled)
            spdlog::info("publishing was interrupted; the next publish makes up for it");
        else
            spdlog::warn("not published error={}", log_value(report.error().message));
        return tl::unexpected{report.error()};
    }
    if (report->pages_written + report->pages_removed > 0)
        spdlog::info("published written={} removed={} unchanged={}", report->pages_written,
                     report->pages_removed, report->pages_unchanged);
    return report->pages_written;
}

void log_work(const pipeline::RunReport& before, const pipeline::RunReport& now,
              const WorkQueue& queue) {
    if (now.jobs == before.jobs) return;
    std::int64_t waiting = 0;
    for (const auto& [reason, jobs] : queue.waiting_reasons()) waiting += jobs;
    spdlog::info(
        "worked done={} degraded={} gave_up={} put_back={} waiting={} tokens_in={} tokens_out={} "
        "spent_usd={:.4f}",
        now.done - before.done, now.degraded - before.degraded, now.failed - before.failed,
        now.put_back - before.put_back, waiting, now.tokens_in - before.tokens_in,
        now.tokens_out - before.tokens_out, usd(now.cost - before.cost));
}

std::string cycle_line(const CycleTotals& totals) {
    const feeds::PollReport& polled = totals.polled;
    const pipeline::RunReport& worked = totals.worked;
    return fmt::format(
        "cycle polled={} unchanged={} failing={} new={} duplicates={} done={} degraded={} "
        "gave_up={} open={} waiting={} tokens_in={} tokens_out={} spent_usd={:.4f} published={} "
        "seconds={:.1f}",
        polled.polled, polled.unchanged, polled.failed, polled.new_items, polled.duplicates,
        worked.done, worked.degraded, worked.failed, worked.pending, worked.waiting,
        worked.tokens_in, worked.tokens_out, usd(worked.cost), totals.published,
        static_cast<double>(totals.elapsed.count()) / 1000);
}

}  // namespace ainews::daemon
