#pragma once

#include <mutex>

#include "core/item_store.h"
#include "notify/courier.h"
#include "pipeline/run_report.h"
#include "site/ops_report.h"

namespace ainews::daemon {

/// Counts what the daemon does, for /metrics and /ops. Thread-safe; a few additions under a lock.
class Meters {
public:
    void add(const pipeline::JobEvent& event);
    void add(const CycleRecord& cycle);
    void add(const notify::DeliveryReport& report);
    void add_publish(bool done);
    [[nodiscard]] site::OpsMeters read() const;

private:
    mutable std::mutex mutex_;
    site::OpsMeters meters_;
};

}  // namespace ainews::daemon
