#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/calendar.h"
#include "core/notices.h"
#include "notify/message.h"
#include "notify/news.h"
#include "notify/quiet_hours.h"

namespace ainews::notify {

/// Stories told of in a day, and how old one may be (docs/notify.md).
inline constexpr int kStoriesADay = 5;
inline constexpr Millis kStoryAgeMax = std::chrono::hours{12};
/// A daily is news until the next one is due.
inline constexpr Millis kDailyAgeMax = std::chrono::hours{24};
/// So long a source fails before anybody is told.
inline constexpr Millis kFailingFor = std::chrono::hours{24};
/// What else fails, or is well again, within this time comes in the same message.
inline constexpr Millis kGatherFor = std::chrono::hours{1};
/// Of a budget's limit, in percent.
inline constexpr int kBudgetPercent = 80;

/// Who is told what, and when not.
struct ReportRules {
    struct Listener {
        std::string webhook;
        std::set<std::string> events;  ///< empty: all
    };
    std::vector<Listener> listeners;
    TimeZone zone{"Asia/Tokyo"};
    std::optional<QuietHours> quiet = std::nullopt;
};

/// Turns what happened into notices: decides what is told, in which words, and leaves it to the
/// ledger that it is told once. Keeps nothing itself; thread-safe as the ledger is. Each call
/// returns how many notices were written down, or why the ledger could not be asked.
class Reporter {
public:
    Reporter(NoticeLedger& ledger, ReportRules rules);

    Expected<int> report_daily(const DailyNews& daily, TimePoint now);
    /// The best first.
    Expected<int> report_stories(std::vector<StoryNews> stories, TimePoint now);
    /// All configured sources, after a cycle or later.
    Expected<int> report_sources(std::span<const SourceNews> sources, TimePoint now);
    Expected<int> report_budgets(std::span<const BudgetNews> budgets, TimePoint now);

private:
    struct Health;

    Expected<int> report_failing(const Health& health, TimePoint now);
    Expected<int> report_recovered(const Health& health, TimePoint now);
    /// Completes the notice with the message, for those who want its event.
    Expected<bool> post(Notice notice, const Message& message);
    [[nodiscard]] std::vector<std::string> listeners_of(const std::string& event) const;
    /// Brings the ledger's troubles up to date and returns them.
    Expected<std::vector<Trouble>> follow(std::span<const SourceNews> sources, TimePoint now);

    NoticeLedger& ledger_;
    const ReportRules rules_;
};

}  // namespace ainews::notify
