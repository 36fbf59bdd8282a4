#include "daemon/papers.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "daemon/job_log.h"

namespace ainews::daemon {
namespace {

constexpr int kTopicBatch = 200;
constexpr int kTrendsMax = 20;

void index_topics(Store& store, const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        const auto done = store.index_topics(kTopicBatch);
        if (!done) spdlog::warn("topics not indexed error={}", log_value(done.error().message));
        if (!done || *done < kTopicBatch) return;
    }
}

bool count_trends(Store& store, TimePoint now) {
    const auto last = store.trends();
    // Counted in the future: the clock was set back.
    if (last && last->until <= now && now < last->until + std::chrono::hours{1}) return false;
    const auto counted = store.count_trends(now, kTrendsMax);
    if (!counted) spdlog::warn("trends not counted error={}", log_value(counted.error().message));
    return counted.has_value();
}

}  // namespace

void log_edition(const pipeline::EditionMade& made) {
    const auto line = fmt::format(
        "edition kind={} name={} items={} sections={} engine={} model={} tokens_in={} "
        "tokens_out={} cost_usd={:.6f}",
        to_string(made.kind), made.name, made.items, made.sections,
        made.deterministic ? "list" : made.provenance.engine, log_value(made.provenance.model),
        made.provenance.tokens_in, made.provenance.tokens_out,
        usd(made.provenance.cost.value_or(0)));
    if (made.deterministic)
        spdlog::warn("{} why={}", line, log_value(made.why));
    else
        spdlog::info("{}", line);
}

bool make_papers(Services& services, Store& store, Clock& clock, std::stop_token stop) {
    index_topics(store, stop);
    bool changed = count_trends(store, clock.now());
    if (!services.room_on_disk()) return changed;  // the runner says why
    for (const pipeline::EditionMade& made : services.editions().tend(std::move(stop))) {
        log_edition(made);
        changed = true;
    }
    return changed;
}

}  // namespace ainews::daemon
