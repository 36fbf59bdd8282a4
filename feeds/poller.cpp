#include "feeds/poller.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string_view>
#include <utility>

#include "feeds/poll_round.h"
#include "feeds/schedule.h"
#include "text/url.h"

namespace ainews::feeds {

namespace {

/// How long finished outcomes wait for company before they are recorded.
constexpr Millis kBatchPatience{200};
/// After so many failures at a moved address every other try goes to the configured one.
constexpr int kMovedFailuresMax = 3;

constexpr const char* kAccept =
    "application/atom+xml, application/rss+xml, application/feed+json;q=0.9, "
    "application/xml;q=0.8, "
    "text/xml;q=0.8, */*;q=0.5";

/// One round of polling, on the caller's thread.
class Round {
public:
    Round(HttpClient& http, PollStore& store, const Clock& clock, const PollerOptions& options,
          const PollWhat& what, const std::stop_token& stop)
        : http_{http},
          store_{store},
          options_{options},
          what_{what},
          reader_{clock, options, what},
          line_{reader_, options.parse_threads},
          forward_stop_{stop, [this] { stop_.request_stop(); }} {}

    /// Requests still open refer to this object: they are ended before it goes.
    ~Round() {
        stop_.request_stop();
        while (in_flight_ > 0) in_flight_ -= line_.take_finished(kBatchPatience).size();
    }
    Round(const Round&) = delete;
    Round& operator=(const Round&) = delete;

    PollReport run(std::deque<PollTask> tasks) {
        total_ = tasks.size();
        while (!tasks.empty() || in_flight_ > 0) {
            while (!tasks.empty() && may_ask()) {
                ask(std::move(tasks.front()));
                tasks.pop_front();
            }
            if (stop_.stop_requested()) tasks.clear();
            auto finished = line_.take_finished(kBatchPatience);
            in_flight_ -= finished.size();
            const bool idle = finished.empty();
            for (PollTask& task : finished) settle(std::move(task));
            if (idle || batch_.size() >= options_.batch_outcomes ||
                batch_entries_ >= options_.batch_entries)
                record();
        }
        record();
        return std::move(report_);
    }

private:
    [[nodiscard]] bool may_ask() const {
        return !stop_.stop_requested() && in_flight_ < options_.in_flight_max &&
               line_.waiting_bytes() < options_.waiting_bytes_max;
    }

    void ask(PollTask task) {
        HttpRequest request;
        request.url = task.url;
        request.limits = options_.limits;
        request.headers.emplace_back("Accept", kAccept);
        const bool own_address = task.url == task.before.url && !task.outcome;
        // Reaching back needs the body even where it is the one we know.
        if (own_address && !what_.since) {
            if (!task.before.etag.empty())
                request.headers.emplace_back("If-None-Match", task.before.etag);
            if (!task.before.last_modified.empty())
                request.headers.emplace_back("If-Modified-Since", task.before.last_modified);
        }
        ++in_flight_;
        auto shared = std::make_shared<PollTask>(std::move(task));
        http_.send(std::move(request), stop_.get_token(),
                   [this, shared](Expected<HttpResponse> answer) {
                       line_.put(std::move(*shared), std::move(answer));
                   });
    }

    void settle(PollTask task) {
        if (task.dropped) return;
        if (!task.next_page.empty() && !stop_.stop_requested()) {
            task.url = task.next_page;
            return ask(std::move(task));
        }
        ++report_.polled;
        if (options_.on_progress)
            options_.on_progress(static_cast<std::size_t>(report_.polled), total_);
        batch_entries_ += task.outcome->entries.size();
        batch_.push_back(std::move(*task.outcome));
    }

    void record() {
        if (batch_.empty()) return;
        std::vector<PollOutcome> batch = std::exchange(batch_, {});
        batch_entries_ = 0;
        for (const PollOutcome& outcome : batch) count(outcome);
        std::vector<FetchState> states;
        for (const PollOutcome& outcome : batch) states.push_back(outcome.after);
        const auto receipts = store_.record_polls(std::move(batch));
        if (receipts) {
            auto stored = receipts->begin();
            for (const FetchState& state : states) {
                if (stored != receipts->end() && stored->slug == state.slug)
                    count(*stored++);
                else
                    not_stored(state, "the database cannot hold what it brought");
            }
            return;
        }
        // Nothing was stored, validators included: the next round asks for all of it again.
        report_.not_stored += static_cast<int>(states.size());
        report_.store_error = receipts.error().message;
    }

    /// Its source brought something that no database takes; the others of its batch are stored.
    void not_stored(const FetchState& state, const std::string& why) {
        report_.failures.push_back({state.slug, "not stored: " + why, 1, state.next_poll});
        ++report_.failed;
    }

    void count(const PollOutcome& outcome) {
        if (outcome.kind == PollOutcome::Kind::Unchanged) ++report_.unchanged;
        if (outcome.kind != PollOutcome::Kind::Failed) return;
        ++report_.failed;
        report_.failures.push_back({outcome.after.slug, outcome.after.error, outcome.after.failures,
                                    outcome.after.next_poll});
    }

    void count(const PollReceipt& receipt) {
        report_.new_items += receipt.new_items;
        report_.skipped += receipt.skipped;
        report_.duplicates += receipt.duplicates;
        report_.changed += receipt.changed;
    }

    HttpClient& http_;
    PollStore& store_;
    const PollerOptions& options_;
    const PollWhat& what_;
    AnswerReader reader_;
    ParsingLine line_;
    std::stop_source stop_;
    std::stop_callback<std::function<void()>> forward_stop_;
    std::size_t in_flight_ = 0;  ///< asked for and not yet taken from the line
    std::size_t total_ = 0;
    std::vector<PollOutcome> batch_;
    std::size_t batch_entries_ = 0;
    PollReport report_;
};

/// Where to ask: where the feed moved to, but now and then where it was configured if that does not
/// work.
std::string address_of(const Source& source, const FetchState& state) {
    if (state.url.empty()) return source.url;
    const bool moved = state.url != source.url;
    return moved && state.failures >= kMovedFailuresMax && state.failures % 2 == 1 ? source.url
                                                                                   : state.url;
}

/// First one source of each host, then the second of each: a host that is asked slowly holds up
/// itself.
std::deque<PollTask> spread_over_hosts(std::vector<PollTask> tasks) {
    std::map<std::string, std::size_t> seen;
    std::vector<std::pair<std::size_t, PollTask>> ranked;
    ranked.reserve(tasks.size());
    for (PollTask& task : tasks) {
        const std::size_t rank = seen[text::host_of(task.url)]++;
        ranked.emplace_back(rank, std::move(task));
    }
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::deque<PollTask> out;
    for (auto& [rank, task] : ranked) out.push_back(std::move(task));
    return out;
}

bool is_chosen(const PollWhat& what, const Source& source) {
    return what.slugs.empty() ||
           std::find(what.slugs.begin(), what.slugs.end(), source.slug) != what.slugs.end();
}

}  // namespace

Poller::Poller(HttpClient& http, PollStore& store, Clock& clock, PollerOptions options)
    : http_{http}, store_{store}, clock_{clock}, options_{std::move(options)} {}

PollReport Poller::poll(std::span<const Source> sources, const PollWhat& what,
                        std::stop_token stop) {
    std::map<std::string, FetchState, std::less<>> states;
    for (FetchState& state : store_.fetch_states()) {
        std::string slug = state.slug;
        states.emplace(std::move(slug), std::move(state));
    }
    const TimePoint now = clock_.now();
    std::vector<PollTask> tasks;
    for (const Source& source : sources) {
        if (source.paused || !is_chosen(what, source)) continue;
        FetchState state;
        if (const auto known = states.find(source.slug); known != states.end())
            state = known->second;
        state.slug = source.slug;
        if (state.url.empty()) state.url = source.url;
        if (!is_due(state, now, what.force)) continue;
        std::string url = address_of(source, state);
        tasks.push_back({.source = &source, .before = std::move(state), .url = std::move(url)});
    }
    return Round{http_, store_, clock_, options_, what, stop}.run(
        spread_over_hosts(std::move(tasks)));
}

}  // namespace ainews::feeds
