#pragma once

#include <vector>

#include "config/config.h"
#include "core/store.h"
#include "notify/news.h"

/// What the store and the site's index know, in the words of notify/. Bounded reads.
namespace ainews::daemon {

/// The newest daily where it was part of what was published at `revision`; else nothing.
[[nodiscard]] std::vector<notify::DailyNews> daily_news(const Store& store,
                                                        const config::Config& config,
                                                        std::int64_t revision);
/// 5-star articles that lists show, complete and not older than notify/ tells of.
[[nodiscard]] std::vector<notify::StoryNews> story_news(const Store& store,
                                                        const config::Config& config,
                                                        TimePoint now);
[[nodiscard]] std::vector<notify::SourceNews> source_news(const Store& store,
                                                          const config::Config& config);
/// Of the limits that are set.
[[nodiscard]] std::vector<notify::BudgetNews> budget_news(const Store& store,
                                                          const config::Config& config,
                                                          TimePoint now);

}  // namespace ainews::daemon
