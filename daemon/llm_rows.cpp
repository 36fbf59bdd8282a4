#include "daemon/llm_rows.h"

#include <algorithm>

#include "pipeline/llm_health.h"

namespace ainews::daemon {

std::vector<LlmRow> llm_rows(const Store& store, const config::Config& config, TimePoint now) {
    const auto totals = store.llm_totals();
    std::vector<LlmRow> rows;
    for (const config::LlmConfig& llm : config.llms) {
        const pipeline::EndpointNote note = pipeline::endpoint_note(store, llm.name, now);
        LlmRow row{llm.name, std::string{to_string(note.state)}, note.message, {}, llm.model};
        if (const auto sum = std::ranges::find(totals, llm.name, &LlmTotals::endpoint);
            sum != totals.end())
            row.totals = *sum;
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace ainews::daemon
