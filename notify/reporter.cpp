#include "notify/reporter.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "notify/messages.h"

namespace ainews::notify {
namespace {

/// Longest that a notice waits for a webhook that does not answer.
constexpr Millis kFailingKept = std::chrono::hours{7 * 24};
constexpr Millis kRecoveredKept = std::chrono::hours{48};
/// Past quiet hours, so that what they held can still go out.
constexpr Millis kAfterQuiet = std::chrono::hours{1};

bool is_bad(SourceState state) {
    return state == SourceState::Failing || state == SourceState::Gone;
}

/// The first failure that is known: this poll's, or the time of the last success where failures
/// were not watched.
TimePoint failing_since(const SourceNews& source, TimePoint now) {
    if (source.failures > 1 && source.last_ok) return *source.last_ok;
    return source.last_poll.value_or(now);
}

/// What became of a trouble; nullopt where it need not be kept.
std::optional<Trouble> next_of(Trouble trouble, const SourceNews& source, TimePoint now) {
    if (is_bad(source.state)) {
        trouble.over = std::nullopt;
        return trouble;
    }
    if (source.state == SourceState::Paused) return std::nullopt;
    // A source whose address changed is "ok" before anybody asked it.
    if (!source.last_ok || *source.last_ok <= trouble.since) return trouble;
    if (!trouble.reported) return std::nullopt;
    if (!trouble.over) trouble.over = now;
    return trouble;
}

std::string story_key(const StoryNews& story) {
    return fmt::format("top_story/story/{}", story.story.value_or(0));
}

int count(bool told) { return told ? 1 : 0; }

}  // namespace

/// The sources that are worth a word, sorted by which.
struct Reporter::Health {
    Health(std::span<const SourceNews> sources, const std::vector<Trouble>& open, TimePoint now) {
        std::map<std::string_view, const SourceNews*> by_slug;
        for (const SourceNews& source : sources) by_slug.emplace(source.slug, &source);
        for (const Trouble& trouble : open)
            add(trouble, {*by_slug.at(trouble.name), trouble.since, trouble.over.value_or(now)},
                now);
    }

    void add(const Trouble& trouble, const SourceLine& line, TimePoint now) {
        if (trouble.over) {
            recovered.push_back(line);
            tell_recovered |= now - *trouble.over >= kGatherFor;
        } else if (trouble.reported) {
            still.push_back(line);
        } else if (now - trouble.since >= kFailingFor) {
            fresh.push_back(line);
            tell_fresh |= now - trouble.since >= kFailingFor + kGatherFor;
        }
    }

    std::vector<SourceLine> fresh;
    std::vector<SourceLine> still;
    std::vector<SourceLine> recovered;
    bool tell_fresh = false;  ///< what belongs together has been gathered
    bool tell_recovered = false;
};

Reporter::Reporter(NoticeLedger& ledger, ReportRules rules)
    : ledger_{ledger}, rules_{std::move(rules)} {}

std::vector<std::string> Reporter::listeners_of(const std::string& event) const {
    std::vector<std::string> names;
    for (const ReportRules::Listener& listener : rules_.listeners)
        if (listener.events.empty() || listener.events.contains(event))
            names.push_back(listener.webhook);
    return names;
}

Expected<bool> Reporter::post(Notice notice, const Message& message) {
    const std::vector<std::string> listeners = listeners_of(message.event);
    if (listeners.empty()) return false;
    notice.event = message.event;
    notice.content = to_content(message);
    notice.made = message.at;
    // What came up in quiet hours is told after them, however short it would have lived.
    if (rules_.quiet && rules_.quiet->holds(notice.made, rules_.zone))
        notice.expires = std::max(notice.expires,
                                  rules_.quiet->end_after(notice.made, rules_.zone) + kAfterQuiet);
    return ledger_.post_notice(notice, listeners);
}

Expected<int> Reporter::report_daily(const DailyNews& daily, TimePoint now) {
    if (daily.until <= now - kDailyAgeMax) return 0;
    Notice notice;
    notice.key = "daily/" + daily.name;
    notice.expires = daily.until + 2 * kDailyAgeMax;
    notice.replaces = true;
    return post(std::move(notice), daily_message(daily, now)).map(count);
}

Expected<int> Reporter::report_stories(std::vector<StoryNews> stories, TimePoint now) {
    std::ranges::stable_sort(stories, std::greater{}, &StoryNews::total);
    int told = 0;
    for (const StoryNews& story : stories) {
        if (story.at <= now - kStoryAgeMax) continue;
        Notice notice;
        notice.key = fmt::format("top_story/{}", story.item);
        if (story.story) notice.also.push_back(story_key(story));
        for (const ItemId member : story.members)
            notice.also.push_back(fmt::format("top_story/{}", member));
        notice.expires = story.at + kStoryAgeMax;
        notice.day_max = kStoriesADay;
        notice.day_start = rules_.zone.start_of(rules_.zone.day_of(now)).value_or(now);
        const auto posted = post(std::move(notice), story_message(story, now));
        if (!posted) return tl::unexpected{posted.error()};
        told += *posted ? 1 : 0;
    }
    return told;
}

Expected<std::vector<Trouble>> Reporter::follow(std::span<const SourceNews> sources,
                                                TimePoint now) {
    std::map<std::string, Trouble> known;
    for (Trouble& trouble : ledger_.troubles()) known.emplace(trouble.name, trouble);
    std::vector<Trouble> open;
    std::vector<Trouble> changed;
    std::vector<std::string> forgotten;
    for (const SourceNews& source : sources) {
        const auto found = known.find(source.slug);
        std::optional<Trouble> next;
        if (found != known.end())
            next = next_of(found->second, source, now);
        else if (is_bad(source.state))
            next = Trouble{source.slug, failing_since(source, now)};
        if (next && (found == known.end() || *next != found->second)) changed.push_back(*next);
        if (next) open.push_back(*next);
        if (!next && found != known.end()) forgotten.push_back(source.slug);
        if (found != known.end()) known.erase(found);
    }
    for (const auto& [name, trouble] : known) forgotten.push_back(name);  // no longer configured
    if (!changed.empty() || !forgotten.empty())
        if (const auto noted = ledger_.note_troubles(changed, forgotten); !noted)
            return tl::unexpected{noted.error()};
    return open;
}

Expected<int> Reporter::report_sources(std::span<const SourceNews> sources, TimePoint now) {
    const auto open = follow(sources, now);
    if (!open) return tl::unexpected{open.error()};
    const Health health{sources, *open, now};
    const auto failing = report_failing(health, now);
    if (!failing) return failing;
    const auto recovered = report_recovered(health, now);
    if (!recovered) return recovered;
    return *failing + *recovered;
}

Expected<int> Reporter::report_failing(const Health& health, TimePoint now) {
    if (!health.tell_fresh) return 0;
    Notice notice;
    notice.key = "source_failing/" + rules_.zone.day_of(now);
    notice.expires = now + kFailingKept;
    notice.replaces = true;  // it lists what is still failing, too
    for (const SourceLine& line : health.fresh) notice.reports.push_back(line.source.slug);
    return post(std::move(notice), failing_message(health.fresh, health.still, rules_.zone, now))
        .map(count);
}

Expected<int> Reporter::report_recovered(const Health& health, TimePoint now) {
    if (!health.tell_recovered) return 0;
    const SourceLine& first = health.recovered.front();
    Notice notice;
    notice.key = fmt::format("source_recovered/{}/{}", first.source.slug, to_rfc3339(first.over));
    notice.expires = now + kRecoveredKept;
    for (const SourceLine& line : health.recovered) notice.closes.push_back(line.source.slug);
    return post(std::move(notice), recovered_message(health.recovered, rules_.zone, now))
        .map(count);
}

Expected<int> Reporter::report_budgets(std::span<const BudgetNews> budgets, TimePoint now) {
    int told = 0;
    for (const BudgetNews& budget : budgets) {
        if (budget.limit <= 0 || budget.spent * 100 < budget.limit * kBudgetPercent) continue;
        Notice notice;
        notice.key = fmt::format("budget/{}/{}", budget.month ? "month" : "day", budget.name);
        notice.expires = budget.expires;
        const auto posted = post(std::move(notice), budget_message(budget, now));
        if (!posted) return tl::unexpected{posted.error()};
        told += *posted ? 1 : 0;
    }
    return told;
}

}  // namespace ainews::notify
