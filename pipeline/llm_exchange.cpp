#include "pipeline/llm_exchange.h"

#include <condition_variable>
#include <memory>
#include <mutex>

namespace ainews::pipeline {
namespace {

/// A stream wraps each token in some 200 bytes, and keeps its connection alive with comments.
constexpr std::size_t kStreamBytesMax = 64U << 20U;
/// How often the timers are looked at.
constexpr Millis kTick{250};

/// What the client's thread and the waiting thread share.
struct Shared {
    explicit Shared(const LlmWire& wire) : reader{wire} {}

    std::mutex mutex;
    std::condition_variable changed;
    StreamReader reader;
    std::size_t bytes = 0;
    std::optional<Expected<HttpResponse>> response = std::nullopt;
};

class Timers {
public:
    Timers(const LlmTimeouts& timeouts, bool stream, SteadyTime now)
        : timeouts_{timeouts}, stream_{stream}, started_{now}, progressed_{now} {}

    [[nodiscard]] bool expired(std::size_t pieces, SteadyTime now) {
        if (pieces != pieces_) {
            pieces_ = pieces;
            progressed_ = now;
        }
        const Millis quiet = stream_ && pieces_ > 0 ? timeouts_.progress : timeouts_.first_token;
        return now - progressed_ >= quiet || now - started_ >= timeouts_.total;
    }

private:
    const LlmTimeouts& timeouts_;
    bool stream_;
    SteadyTime started_;
    SteadyTime progressed_;
    std::size_t pieces_ = 0;
};

void read_stream(HttpRequest& request, const std::shared_ptr<Shared>& shared) {
    request.limits.body_bytes_max = kStreamBytesMax;
    request.on_data = [shared](std::string_view bytes) {
        const std::lock_guard lock{shared->mutex};
        shared->bytes += bytes.size();
        return shared->bytes <= kStreamBytesMax && shared->reader.feed(bytes);
    };
}

}  // namespace

ExchangeResult exchange(HttpClient& http, Clock& clock, HttpRequest request, const LlmWire& wire,
                        bool stream, const LlmTimeouts& timeouts, std::stop_token stop,
                        std::function<void()> on_end) {
    const auto shared = std::make_shared<Shared>(wire);
    if (stream) read_stream(request, shared);
    std::stop_source own;
    const std::stop_callback relay{stop, [&own] { own.request_stop(); }};
    Timers timers{timeouts, stream, clock.steady_now()};
    http.send(std::move(request), own.get_token(),
              [shared, on_end = std::move(on_end)](Expected<HttpResponse> response) {
                  if (on_end) on_end();
                  const std::lock_guard lock{shared->mutex};
                  shared->response = std::move(response);
                  shared->changed.notify_one();
              });
    bool timed_out = false;
    std::unique_lock lock{shared->mutex};
    while (!shared->changed.wait_for(lock, kTick, [&] { return shared->response.has_value(); })) {
        if (timed_out || !timers.expired(shared->reader.pieces(), clock.steady_now())) continue;
        timed_out = true;
        // The client may complete the request from here, so it must not find the lock taken.
        lock.unlock();
        own.request_stop();
        lock.lock();
    }
    ExchangeResult result{.response = *std::move(shared->response), .timed_out = timed_out};
    const bool ended_by_reader =
        !result.response && (shared->reader.error() || shared->reader.is_too_large());
    if (stream && (ended_by_reader || (result.response && result.response->status / 100 == 2))) {
        shared->reader.finish();
        result.stream = std::move(shared->reader);
    }
    return result;
}

}  // namespace ainews::pipeline
