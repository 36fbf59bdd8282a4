#pragma once

#include <stop_token>

#include "core/store.h"
#include "daemon/services.h"

namespace ainews::daemon {

/// Topics of old items in small batches, trends once an hour, and the editions that are due, each
/// with a line in the log. True where something was stored that readers see. Made for one thread;
/// cheap where nothing is to be done.
bool make_papers(Services& services, Store& store, Clock& clock, std::stop_token stop);

/// "edition kind=daily name=2026-05-01 items=12 sections=4 ..."
void log_edition(const pipeline::EditionMade& made);

}  // namespace ainews::daemon
