#include "daemon/notice_news.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/calendar.h"
#include "daemon/source_rows.h"
#include "daemon/wiring.h"
#include "notify/reporter.h"
#include "pipeline/budget.h"
#include "site/card.h"
#include "site/lists.h"

namespace ainews::daemon {
namespace {

constexpr int kTopStars = 5;
constexpr int kStoriesLookedAt = 50;  ///< the newest; lists run by the time that readers see
/// A month's limit is told of for so long; it is passed again only next month.
constexpr Millis kMonthNews = std::chrono::hours{7 * 24};
constexpr std::chrono::hours kLongestDay{25};

notify::StoryNews news_of(const site::Card& card, const config::Config& config) {
    notify::StoryNews news;
    news.item = card.id;
    news.story = card.story;
    for (const site::CardMember& member : card.members) news.members.push_back(member.item);
    news.title = card.title;
    news.tldr = card.tldr;
    const auto source = std::ranges::find(config.sources, card.source, &Source::slug);
    news.source = source == config.sources.end() ? card.source : source->name;
    news.url = fmt::format("{}articles/{}/", config.site.base_url, card.id);
    news.total = card.total;
    news.at = card.when;
    return news;
}

}  // namespace

std::vector<notify::DailyNews> daily_news(const Store& store, const config::Config& config,
                                          std::int64_t revision) {
    std::vector<notify::DailyNews> news;
    for (const Edition& daily : store.editions(EditionKind::Daily, "", 1))
        if (daily.revision <= revision)
            news.push_back({daily.name, daily.headline, daily.items.size(),
                            fmt::format("{}daily/{}/", config.site.base_url, daily.name),
                            daily.until});
    return news;
}

std::vector<notify::StoryNews> story_news(const Store& store, const config::Config& config,
                                          TimePoint now) {
    std::vector<notify::StoryNews> news;
    const std::string list = fmt::format("{}{}", site::list_names::kRating, kTopStars);
    for (const SiteCard& row : store.listed(list, kStoriesLookedAt)) {
        const auto card = site::card_from_json(row.card);
        if (!card || !row.completed || card->when <= now - notify::kStoryAgeMax) continue;
        news.push_back(news_of(*card, config));
    }
    return news;
}

std::vector<notify::SourceNews> source_news(const Store& store, const config::Config& config) {
    std::vector<notify::SourceNews> news;
    for (const SourceRow& row : source_rows(config.sources, store.fetch_states()))
        news.push_back({row.source.slug, row.source.name, row.state.state, row.state.failures,
                        row.state.last_ok, row.state.last_poll, row.state.error});
    return news;
}

std::vector<notify::BudgetNews> budget_news(const Store& store, const config::Config& config,
                                            TimePoint now) {
    const pipeline::BudgetPolicy policy = budget_policy(config);
    const BudgetLimits limits = pipeline::limits_at(policy, now);
    std::vector<notify::BudgetNews> news;
    if (limits.day) {
        const auto tomorrow = policy.zone.day_of(limits.day_start + kLongestDay);
        news.push_back({false, policy.zone.day_of(now), *limits.day,
                        store.spent_since(limits.day_start),
                        policy.zone.start_of(tomorrow).value_or(now + kLongestDay)});
    }
    if (limits.month)
        news.push_back({true, policy.zone.month_of(now), *limits.month,
                        store.spent_since(limits.month_start), now + kMonthNews});
    return news;
}

}  // namespace ainews::daemon
