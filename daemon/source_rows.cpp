#include "daemon/source_rows.h"

#include <map>
#include <nlohmann/json.hpp>

#include "core/calendar.h"

namespace ainews::daemon {

std::vector<SourceRow> source_rows(std::span<const Source> sources,
                                   std::vector<FetchState> states) {
    std::map<std::string, FetchState, std::less<>> by_slug;
    for (FetchState& state : states) by_slug.emplace(state.slug, std::move(state));
    std::vector<SourceRow> rows;
    for (const Source& source : sources) {
        SourceRow row{source, {}};
        if (const auto found = by_slug.find(source.slug); found != by_slug.end())
            row.state = found->second;
        if (row.state.url.empty()) row.state.url = source.url;
        if (source.paused) row.state.state = SourceState::Paused;
        rows.push_back(std::move(row));
    }
    return rows;
}

nlohmann::json source_rows_json(const std::vector<SourceRow>& rows) {
    nlohmann::json out = nlohmann::json::array();
    for (const SourceRow& row : rows) {
        const FetchState& state = row.state;
        out.push_back({{"slug", row.source.slug},
                       {"name", row.source.name},
                       {"url", state.url},
                       {"kind", to_string(row.source.kind)},
                       {"state", to_string(state.state)},
                       {"last_ok", state.last_ok ? nlohmann::json(to_rfc3339(*state.last_ok))
                                                 : nlohmann::json(nullptr)},
                       {"failures", state.failures},
                       {"next_poll", to_rfc3339(state.next_poll)},
                       {"error", state.error.empty() ? nlohmann::json(nullptr)
                                                     : nlohmann::json(state.error)}});
    }
    return out;
}

}  // namespace ainews::daemon
