#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <vector>

#include "core/poll_store.h"
#include "core/source.h"

namespace ainews::daemon {

/// A configured source beside what is remembered of it.
struct SourceRow {
    Source source;
    FetchState state;
};

/// In the order of the configuration. A source that the file pauses shows as paused.
[[nodiscard]] std::vector<SourceRow> source_rows(std::span<const Source> sources,
                                                 std::vector<FetchState> states);

/// The shape of `status --json` → `sources`.
[[nodiscard]] nlohmann::json source_rows_json(const std::vector<SourceRow>& rows);

}  // namespace ainews::daemon
