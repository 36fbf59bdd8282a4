#pragma once

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/http.h"

namespace ainews::testing {

/// A network of scripted answers. As with the real client, `send` returns at once and `done` runs
/// on the client's one thread. Each request to a URL takes that URL's next answer; the last one
/// repeats. A URL without a script answers 404; one that hangs completes as Cancelled when its
/// `stop` is requested.
class FakeHttp final : public HttpClient {
public:
    using Answer = Expected<HttpResponse>;
    using Script = std::function<Answer(const HttpRequest&)>;

    FakeHttp() : thread_{[this](const std::stop_token& stop) { deliver(stop); }} {}

    ~FakeHttp() override {
        thread_.request_stop();
        thread_.join();
    }

    /// Adds an answer for `url`; `response.url` is filled in where it is empty.
    void answer(const std::string& url, HttpResponse response) {
        if (response.url.empty()) response.url = url;
        script(url, [response](const HttpRequest&) { return Answer{response}; });
    }
    void answer(const std::string& url, int status, std::string body, HttpHeaders headers = {}) {
        answer(url, HttpResponse{
                        .status = status, .headers = std::move(headers), .body = std::move(body)});
    }
    void fail(const std::string& url, ErrorKind kind, std::string message) {
        script(url, [error = Error{kind, std::move(message)}](const HttpRequest&) {
            return Answer{tl::unexpected{error}};
        });
    }
    /// Adds an answer that is computed from the request, on the client's thread.
    void script(const std::string& url, Script script) {
        const std::lock_guard lock{mutex_};
        scripts_[url].push_back(std::move(script));
    }
    /// The next request to `url` never gets an answer of its own.
    void hang(const std::string& url) { script(url, nullptr); }

    /// Every request so far, in the order they were sent.
    [[nodiscard]] std::vector<HttpRequest> requests() const {
        const std::lock_guard lock{mutex_};
        return requests_;
    }
    [[nodiscard]] std::size_t requests_to(const std::string& url) const {
        const std::lock_guard lock{mutex_};
        return static_cast<std::size_t>(
            std::count_if(requests_.begin(), requests_.end(),
                          [&url](const HttpRequest& request) { return request.url == url; }));
    }

    void send(HttpRequest request, std::stop_token stop, Done done) override {
        const std::lock_guard lock{mutex_};
        requests_.push_back(request);
        waiting_.push_back({std::move(request), std::move(stop), std::move(done)});
        changed_.notify_one();
    }

private:
    struct Exchange {
        HttpRequest request;
        std::stop_token stop;
        Done done;
    };

    /// Nullptr for a hanging exchange.
    Script next_script(const std::string& url) {
        const std::lock_guard lock{mutex_};
        const auto found = scripts_.find(url);
        if (found == scripts_.end())
            return [](const HttpRequest& request) {
                return Answer{HttpResponse{.status = 404, .url = request.url}};
            };
        Script script = found->second.front();
        if (found->second.size() > 1) found->second.pop_front();
        return script;
    }

    void deliver(const std::stop_token& stop) {
        std::vector<Exchange> hanging;
        while (!stop.stop_requested()) {
            std::deque<Exchange> batch;
            {
                std::unique_lock lock{mutex_};
                // Hanging exchanges are looked at every few milliseconds, as a real client would
                // notice a stop; with none of them this waits for work only.
                if (hanging.empty())
                    changed_.wait(lock, stop, [this] { return !waiting_.empty(); });
                else
                    changed_.wait_for(lock, stop, Millis{5}, [this] { return !waiting_.empty(); });
                batch.swap(waiting_);
            }
            for (Exchange& exchange : batch) answer_one(std::move(exchange), hanging);
            std::erase_if(hanging, [](Exchange& exchange) {
                if (!exchange.stop.stop_requested()) return false;
                exchange.done(cancelled());
                return true;
            });
        }
        for (Exchange& exchange : hanging) exchange.done(cancelled());
    }

    void answer_one(Exchange exchange, std::vector<Exchange>& hanging) {
        if (exchange.stop.stop_requested()) return exchange.done(cancelled());
        const Script script = next_script(exchange.request.url);
        if (!script) return hanging.push_back(std::move(exchange));
        Answer answer = script(exchange.request);
        if (answer && exchange.request.on_data && answer->status / 100 == 2) {
            const std::string body = std::exchange(answer->body, {});
            if (!exchange.request.on_data(body)) return exchange.done(cancelled());
        }
        exchange.done(std::move(answer));
    }

    static Answer cancelled() { return tl::unexpected{Error{ErrorKind::Cancelled, "cancelled"}}; }

    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    std::map<std::string, std::deque<Script>> scripts_;
    std::deque<Exchange> waiting_;
    std::vector<HttpRequest> requests_;
    std::jthread thread_;  ///< last: it uses everything above
};

}  // namespace ainews::testing
