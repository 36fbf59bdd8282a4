#pragma once

#include "core/item.h"
#include "core/newsletter.h"
#include "core/stage_graph.h"
#include "storage/connection.h"

namespace ainews::storage {

/// Items that newsletters of one source may open in a day; what is beyond is stored as skipped,
/// reason `backlog`, like the rest of a first poll (design §5: no surprise bill).
inline constexpr int kNewsletterItemsADay = 60;

/// Makes the sections of an issue sightings of the items that have their addresses. Where the issue
/// opens items, addresses that are not known become items of the issue's source, dated as the
/// issue, and the issue itself is skipped, reason `newsletter`; true then. Part of the transaction
/// that finishes the issue's `extract`; doing it again changes nothing.
bool split_issue(Connection& connection, const StageGraph& graph, ItemId issue,
                 const NewsletterIssue& newsletter, TimePoint now);

}  // namespace ainews::storage
