#include "daemon/meters.h"

#include <algorithm>

namespace ainews::daemon {
namespace {

double seconds(Millis span) { return static_cast<double>(span.count()) / 1000; }

}  // namespace

void Meters::add(const pipeline::JobEvent& event) {
    const double took = seconds(event.elapsed);
    const auto bound = static_cast<std::size_t>(
        std::ranges::lower_bound(site::kLatencyBounds, took) - site::kLatencyBounds.begin());
    const std::lock_guard lock{mutex_};
    site::StageMeter& meter = meters_.stages[event.stage];
    ++meter.outcomes[std::string{to_string(event.outcome)}];
    ++meter.buckets.at(bound);
    meter.seconds += took;
    ++meter.jobs;
}

void Meters::add(const CycleRecord& cycle) {
    const std::lock_guard lock{mutex_};
    ++meters_.cycles;
    meters_.polled += cycle.polled;
    meters_.unchanged += cycle.unchanged;
    meters_.failed += cycle.failed;
    meters_.new_items += cycle.new_items;
}

void Meters::add(const notify::DeliveryReport& report) {
    const std::lock_guard lock{mutex_};
    ++meters_.notices[{report.webhook, std::string{to_string(report.result)}}];
}

void Meters::add_publish(bool done) {
    const std::lock_guard lock{mutex_};
    ++(done ? meters_.publishes : meters_.publishes_failed);
}

site::OpsMeters Meters::read() const {
    const std::lock_guard lock{mutex_};
    return meters_;
}

}  // namespace ainews::daemon
