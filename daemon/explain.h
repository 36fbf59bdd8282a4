#pragma once

#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "core/calendar.h"
#include "core/editions.h"
#include "core/item.h"
#include "core/item_store.h"
#include "daemon/stale.h"

namespace ainews::daemon {

/// An item as a reader gets it, in plain text.
void show_item(std::ostream& out, const Item& item, const ScoreWeights& weights,
               const TimeZone& zone);

/// The whole story of an item: sightings, identity, each stage with engine, model, tokens, cost and
/// findings, the arithmetic of its rating, its story, its editions and publish state, and every
/// dated event.
void explain_item(std::ostream& out, const Item& item, const std::vector<HistoryLine>& history,
                  Rights rights, const ScoreWeights& weights, const TimeZone& zone,
                  const std::vector<StaleStage>& stale = {},
                  const std::vector<std::pair<EditionKind, std::string>>& editions = {});

}  // namespace ainews::daemon
