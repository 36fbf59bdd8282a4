#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "core/calendar.h"
#include "core/store.h"
#include "daemon/score_watch.h"
#include "daemon/source_rows.h"

namespace ainews::daemon {

/// One `[llm.NAME]` as `status` shows it.
struct LlmRow {
    std::string name;
    std::string state;    ///< ok, unreachable, limited, refused
    std::string message;  ///< why, where it is not ok
    LlmTotals totals;
    std::string model = {};  ///< what the endpoint is asked for
};

struct BudgetRow {
    std::optional<MicroUsd> day = std::nullopt;  ///< limits; nullopt: none
    std::optional<MicroUsd> month = std::nullopt;
    MicroUsd day_spent = 0;
    MicroUsd month_spent = 0;
};

/// Everything `ainewsd status` says, gathered once.
struct StatusReport {
    std::string version;
    std::optional<CycleRecord> cycle = std::nullopt;
    std::optional<TimePoint> next_cycle = std::nullopt;
    std::map<ItemState, std::int64_t> items;
    QueueCounts queue;
    std::vector<std::pair<std::string, std::int64_t>> waiting;  ///< reasons, most first
    std::vector<SourceRow> sources;
    std::vector<LlmRow> llms;
    BudgetRow budget;
    std::vector<Edition> papers;                   ///< the newest of each kind, if there is one
    std::vector<AxisWatch> ratings;                ///< how the axes are spread lately
    std::map<std::string, std::int64_t> stale;     ///< by stage: made with another prompt or model
    std::map<std::string, std::int64_t> outdated;  ///< by stage: the article changed since
    std::int64_t held = 0;                         ///< items that wait for the editor
    std::vector<WebhookTally> webhooks;            ///< what was told and what was not
};

/// One object; scripts rely on its fields.
[[nodiscard]] std::string status_json(const StatusReport& report);

/// For a person, in three seconds: one sentence, then tables of what is not as it should be.
void print_status(std::ostream& out, const StatusReport& report, const TimeZone& zone);

}  // namespace ainews::daemon
