#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "core/http.h"
#include "core/poll_store.h"
#include "core/source.h"
#include "feeds/identity.h"
#include "feeds/poller.h"

namespace ainews::feeds {

/// One source on its way through a round.
struct PollTask {
    const Source* source = nullptr;
    FetchState before;
    std::string url;                 ///< asked now: the feed's, or one of its further pages
    int pages = 0;                   ///< further pages read so far
    std::vector<std::string> asked;  ///< addresses of the feed and its pages: none is asked twice
    std::optional<PollOutcome> outcome = std::nullopt;  ///< of the pages before this one
    bool dropped = false;                               ///< cancelled: nothing is recorded
    std::string next_page;  ///< to be asked for before the outcome is complete; else empty
};

/// Turns an answer into an outcome. Runs on the parsing threads; touches nothing but the task.
class AnswerReader {
public:
    AnswerReader(const Clock& clock, const PollerOptions& options, const PollWhat& what)
        : clock_{clock}, options_{options}, what_{what} {}
    /// Whatever goes wrong in reading is this source's failed poll: nothing leaves it.
    void read(PollTask& task, Expected<HttpResponse> answer) const;

private:
    void read_answer(PollTask& task, Expected<HttpResponse> answer) const;
    void read_first(PollTask& task, const HttpResponse& response, TimePoint now) const;
    void read_page(PollTask& task, const HttpResponse& response, TimePoint now) const;
    void fail(PollTask& task, const HttpResponse* response, std::string error, TimePoint now) const;
    [[nodiscard]] PollOutcome new_outcome(const PollTask& task, PollOutcome::Kind kind,
                                          TimePoint now) const;
    void take_entries(PollTask& task, std::vector<Entry> entries,
                      const std::string& previous) const;

    const Clock& clock_;
    const PollerOptions& options_;
    const PollWhat& what_;
};

/// The threads between the network and the store. Answers come in from the HTTP client's thread,
/// which never waits here: what bounds the queue is how much the owner asks for. Finished tasks
/// come out.
class ParsingLine {
public:
    ParsingLine(const AnswerReader& reader, std::size_t threads);
    ~ParsingLine();
    ParsingLine(const ParsingLine&) = delete;
    ParsingLine& operator=(const ParsingLine&) = delete;

    void put(PollTask task, Expected<HttpResponse> answer);
    /// What is finished by now; waits up to `patience` for the first.
    [[nodiscard]] std::vector<PollTask> take_finished(Millis patience);
    [[nodiscard]] std::size_t waiting_bytes() const;

private:
    struct Answered {
        PollTask task;
        Expected<HttpResponse> answer;
        std::size_t bytes = 0;
    };
    void work(const std::stop_token& stop);

    const AnswerReader& reader_;
    mutable std::mutex mutex_;
    std::condition_variable_any arrived_;
    std::condition_variable_any finished_;
    std::deque<Answered> waiting_;
    std::vector<PollTask> done_;
    std::size_t waiting_bytes_ = 0;
    std::vector<std::jthread> threads_;
};

}  // namespace ainews::feeds
