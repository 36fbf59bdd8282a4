#pragma once

#include "core/entry.h"

namespace ainews::feeds {

/// Fills points, comment count and discussion address from the short text that feeds of community
/// sites put into the summary ("Points: 42", "# Comments: 7", "Comments URL: ..."), where the feed
/// has no elements for them. Each stands on a line of its own, as hnrss writes them.
void read_community_facts(Entry& entry);

}  // namespace ainews::feeds
