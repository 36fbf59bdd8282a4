#include "feeds/poll_round.h"

#include <fmt/format.h>
#include <pthread.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "core/http_headers.h"
#include "feeds/parse.h"
#include "feeds/schedule.h"

namespace ainews::feeds {

namespace {

constexpr int kNotModified = 304;
constexpr int kTooManyRequests = 429;
constexpr int kServiceUnavailable = 503;
constexpr std::size_t kErrorBytesMax = 300;
/// An answer costs little to hand over; several at once cost one wake-up.
constexpr std::size_t kAnswersAtOnce = 8;

/// Between 0 and 1, another one for each source and poll: spreads the next polls without a
/// generator whose state would have to be shared.
double spread(std::string_view slug, TimePoint now) {
    const auto hash =
        std::hash<std::string>{}(fmt::format("{} {}", slug, now.time_since_epoch().count()));
    return static_cast<double>(hash % 10'000) / 10'000.0;
}

ScheduleOptions schedule_for(const Source& source, const PollerOptions& options, TimePoint now) {
    return {.interval = source.interval.value_or(options.interval),
            .random = spread(source.slug, now)};
}

/// Only tells a body from the one before it.
std::string body_hash(std::string_view body) {
    return fmt::format("{:016x}{:x}", std::hash<std::string_view>{}(body), body.size());
}

PollResult result_of(const HttpResponse& response, PollResult::Kind kind, TimePoint now) {
    PollResult result;
    result.kind = kind;
    result.status = response.status;
    result.etag = response.header("etag");
    result.last_modified = response.header("last-modified");
    result.max_age = parse_max_age(response.header("cache-control"));
    if (response.status == kTooManyRequests || response.status == kServiceUnavailable)
        result.retry_after = parse_retry_after(response.header("retry-after"), now);
    return result;
}

std::string status_error(int status) {
    if (status == 410) return "HTTP 410: gone for good; resume the source to try again";
    return fmt::format("HTTP {}", status);
}

}  // namespace

void AnswerReader::read(PollTask& task, Expected<HttpResponse> answer) const {
    try {
        read_answer(task, std::move(answer));
    } catch (const std::bad_alloc&) {
        fail(task, nullptr, "there was no memory to read the answer", clock_.now());
    } catch (const std::exception& bug) {
        fail(task, nullptr, std::string{"internal error while reading: "} + bug.what(),
             clock_.now());
    }
}

void AnswerReader::read_answer(PollTask& task, Expected<HttpResponse> answer) const {
    const TimePoint now = clock_.now();
    task.next_page.clear();
    if (answer && task.outcome) return read_page(task, *answer, now);
    if (answer) {
        read_first(task, *answer, now);
        // A feed that moved to an address now dead was read where it is configured: it is back
        // there.
        FetchState& after = task.outcome->after;
        if (after.failures == 0 && after.url == task.before.url) after.url = task.url;
        return;
    }
    if (answer.error().kind == ErrorKind::Cancelled) {
        task.dropped = true;
        return;
    }
    // A page further back that does not come leaves what the first page brought.
    if (!task.outcome) fail(task, nullptr, answer.error().message, now);
}

void AnswerReader::read_first(PollTask& task, const HttpResponse& response, TimePoint now) const {
    const ScheduleOptions schedule = schedule_for(*task.source, options_, now);
    if (response.status == kNotModified) {
        task.outcome = new_outcome(task, PollOutcome::Kind::Unchanged, now);
        task.outcome->after = after_poll(
            task.before, result_of(response, PollResult::Kind::Unchanged, now), schedule, now);
        return;
    }
    if (response.status / 100 != 2)
        return fail(task, &response, status_error(response.status), now);
    const std::string hash = body_hash(response.body);
    if (hash == task.before.body_hash && !what_.since) {
        PollResult same = result_of(response, PollResult::Kind::Unchanged, now);
        task.outcome = new_outcome(task, PollOutcome::Kind::Unchanged, now);
        task.outcome->after = after_poll(task.before, same, schedule, now);
        return;
    }
    auto feed =
        parse_feed(response.body, {.base_url = response.url,
                                   .content_type = std::string{response.header("content-type")},
                                   .now = now,
                                   .entries_max = options_.entries_max});
    if (!feed) return fail(task, &response, feed.error().message, now);
    PollResult result = result_of(response, PollResult::Kind::Fetched, now);
    result.body_hash = hash;
    result.permanent_url = response.permanent_url;
    result.hints = feed->hints;
    task.outcome = new_outcome(task, PollOutcome::Kind::Fetched, now);
    task.outcome->after = after_poll(task.before, result, schedule, now);
    take_entries(task, std::move(feed->entries), feed->previous_archive);
}

void AnswerReader::read_page(PollTask& task, const HttpResponse& response, TimePoint now) const {
    if (response.status / 100 != 2) return;
    auto feed =
        parse_feed(response.body, {.base_url = response.url,
                                   .content_type = std::string{response.header("content-type")},
                                   .now = now,
                                   .entries_max = options_.entries_max});
    if (feed) take_entries(task, std::move(feed->entries), feed->previous_archive);
}

/// Adds a page's entries, and asks for the page before it while there may be wanted ones on it.
void AnswerReader::take_entries(PollTask& task, std::vector<Entry> entries,
                                const std::string& previous) const {
    const EntryIntake intake{*task.source};
    bool reaches_back = what_.since.has_value();
    for (Entry& entry : entries) {
        if (entry.id.empty() && entry.url.empty() && entry.title.empty()) continue;
        const auto dated = entry.published ? entry.published : entry.updated;
        if (what_.since && dated && *dated < *what_.since) reaches_back = false;
        task.outcome->entries.push_back(intake.take(std::move(entry)));
    }
    if (!reaches_back || entries.empty() || previous.empty()) return;
    if (task.pages >= options_.pages_max) return;
    // Archives that name each other would be read until the limit, and their servers asked for it.
    task.asked.push_back(task.url);
    if (std::ranges::find(task.asked, previous) != task.asked.end()) return;
    ++task.pages;
    task.next_page = previous;
}

void AnswerReader::fail(PollTask& task, const HttpResponse* response, std::string error,
                        TimePoint now) const {
    PollResult result;
    if (response != nullptr) result = result_of(*response, PollResult::Kind::Failed, now);
    result.kind = PollResult::Kind::Failed;
    error.resize(std::min(error.size(), kErrorBytesMax));
    result.error = std::move(error);
    task.outcome = new_outcome(task, PollOutcome::Kind::Failed, now);
    task.outcome->after =
        after_poll(task.before, result, schedule_for(*task.source, options_, now), now);
}

PollOutcome AnswerReader::new_outcome(const PollTask& task, PollOutcome::Kind kind,
                                      TimePoint now) const {
    PollOutcome outcome;
    outcome.kind = kind;
    outcome.at = now;
    outcome.rules = {.first_poll_max = options_.first_poll_max,
                     .backlog = task.source->backlog,
                     .since = what_.since,
                     .until = what_.until,
                     .new_items_max = options_.new_items_max};
    outcome.weight = task.source->weight;
    return outcome;
}

ParsingLine::ParsingLine(const AnswerReader& reader, std::size_t threads) : reader_{reader} {
    for (std::size_t i = 0; i < std::max<std::size_t>(1, threads); ++i)
        threads_.emplace_back([this](const std::stop_token& stop) {
            pthread_setname_np(pthread_self(), "feed-parse");
            work(stop);
        });
}

ParsingLine::~ParsingLine() {
    for (std::jthread& thread : threads_) thread.request_stop();
    threads_.clear();
}

void ParsingLine::put(PollTask task, Expected<HttpResponse> answer) {
    const std::size_t bytes = answer ? answer->body.size() : 0;
    const std::lock_guard lock{mutex_};
    waiting_bytes_ += bytes;
    waiting_.push_back({std::move(task), std::move(answer), bytes});
    arrived_.notify_one();
}

std::vector<PollTask> ParsingLine::take_finished(Millis patience) {
    std::unique_lock lock{mutex_};
    finished_.wait_for(lock, patience, [this] { return !done_.empty(); });
    return std::exchange(done_, {});
}

std::size_t ParsingLine::waiting_bytes() const {
    const std::lock_guard lock{mutex_};
    return waiting_bytes_;
}

void ParsingLine::work(const std::stop_token& stop) {
    while (true) {
        std::vector<Answered> mine;
        {
            std::unique_lock lock{mutex_};
            if (!arrived_.wait(lock, stop, [this] { return !waiting_.empty(); })) return;
            const std::size_t fair = (waiting_.size() + threads_.size()) / (threads_.size() + 1);
            for (std::size_t n = std::clamp<std::size_t>(fair, 1, kAnswersAtOnce);
                 n > 0 && !waiting_.empty(); --n) {
                mine.push_back(std::move(waiting_.front()));
                waiting_.pop_front();
            }
        }
        std::size_t bytes = 0;
        for (Answered& answered : mine) {
            bytes += answered.bytes;
            reader_.read(answered.task, std::move(answered.answer));
        }
        const std::lock_guard lock{mutex_};
        waiting_bytes_ -= bytes;
        for (Answered& answered : mine) done_.push_back(std::move(answered.task));
        finished_.notify_one();
    }
}

}  // namespace ainews::feeds
