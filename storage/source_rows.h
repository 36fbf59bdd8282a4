#pragma once

#include "core/poll_store.h"
#include "core/source.h"
#include "storage/connection.h"

namespace ainews::storage {

/// Returns the new source's id. One that is not `configured` only owns items.
std::int64_t insert_source(Connection& connection, const Source& source, bool configured,
                           TimePoint now);

[[nodiscard]] SourceState source_state_from(std::string_view text);

}  // namespace ainews::storage
