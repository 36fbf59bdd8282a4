#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/item.h"
#include "core/poll_store.h"

/// What happened, as whoever knows hands it over: already within the rights of what it quotes.
namespace ainews::notify {

/// A new AI日報 that readers can open.
struct DailyNews {
    std::string name;      ///< "2026-05-01"
    std::string headline;  ///< empty where it is a list only
    std::size_t items = 0;
    std::string url;
    TimePoint until;  ///< when its day ended
};

/// A 5-star article that readers can open.
struct StoryNews {
    ItemId item = 0;
    std::optional<StoryId> story = std::nullopt;
    std::vector<ItemId> members;  ///< others that report the same
    std::string title;
    std::string tldr;    ///< empty where rights forbid it
    std::string source;  ///< its name
    std::string url;
    int total = 0;  ///< hundredths
    TimePoint at;   ///< published, or first seen
};

/// How a configured source is.
struct SourceNews {
    std::string slug;
    std::string name;
    SourceState state = SourceState::Ok;
    int failures = 0;
    std::optional<TimePoint> last_ok = std::nullopt;
    std::optional<TimePoint> last_poll = std::nullopt;
    std::string error;
};

/// A limit and what is gone of it.
struct BudgetNews {
    bool month = false;  ///< else of a day
    std::string name;    ///< "2026-05-01" or "2026-05"
    MicroUsd limit = 0;
    MicroUsd spent = 0;
    TimePoint expires;  ///< when nobody needs to hear of it any more
};

}  // namespace ainews::notify
