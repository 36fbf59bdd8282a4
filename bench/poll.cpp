// Polls 2,000 feeds on 2,000 addresses of loopback, with our client and with a bare curl-multi loop
// that has no queue, limits, policy or timers of its own. Both keep as many requests in flight. The
// rounds alternate, so that both meet the same machine; each figure is the median of its rounds.

#include <curl/curl.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/poll_server.h"
#include "net/curl_easy.h"
#include "net/http_client.h"

namespace ainews::bench {
namespace {

constexpr std::size_t kFeeds = 2000;
constexpr std::size_t kBodyBytes = 20'000;
constexpr int kRounds = 5;

std::vector<std::string> feed_urls(int port) {
    std::vector<std::string> urls;
    for (std::size_t i = 0; i < kFeeds; ++i)
        urls.push_back(fmt::format("http://127.1.{}.{}:{}/feed.xml", i / 250, i % 250 + 1, port));
    return urls;
}

struct Task {
    int port = 0;
    std::size_t in_flight = 0;
    bool conditional = false;
};

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* body) {
    static_cast<std::string*>(body)->append(data, size * count);
    return size * count;
}

/// The limit: curl_multi_perform and curl_multi_poll, new easy handles, nothing else.
class BareMulti {
public:
    explicit BareMulti(const Task& task) : task_{task}, multi_{curl_multi_init()} {
        if (task.conditional) headers_.append("If-None-Match: \"1\"");
    }

    std::size_t run() {
        const auto urls = feed_urls(task_.port);
        std::vector<std::string> bodies(urls.size());
        std::size_t next = 0;
        std::size_t finished = 0;
        while (finished < urls.size()) {
            for (; next < urls.size() && next - finished < task_.in_flight; ++next)
                start(urls[next], bodies[next]);
            int running = 0;
            curl_multi_perform(multi_.get(), &running);
            const auto ended = collect();
            finished += ended;
            if (ended == 0) curl_multi_poll(multi_.get(), nullptr, 0, 1000, nullptr);
        }
        std::size_t bytes = 0;
        for (const auto& body : bodies) bytes += body.size();
        return bytes;
    }

private:
    void start(const std::string& url, std::string& body) {
        CURL* easy = curl_easy_init();
        curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &on_body);
        curl_easy_setopt(easy, CURLOPT_WRITEDATA, static_cast<void*>(&body));
        curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers_.get());
        curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
        curl_multi_add_handle(multi_.get(), easy);
    }

    std::size_t collect() {
        std::size_t ended = 0;
        int left = 0;
        while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
            if (message->data.result != CURLE_OK)
                throw std::runtime_error{curl_easy_strerror(message->data.result)};
            CURL* easy = message->easy_handle;
            curl_multi_remove_handle(multi_.get(), easy);
            curl_easy_cleanup(easy);
            ++ended;
        }
        return ended;
    }

    Task task_;
    net::CurlList headers_;
    CPtr<CURLM, curl_multi_cleanup> multi_;
};

/// A new client each time: no round finds the connections of the one before.
std::size_t run_ours(const Task& task) {
    SystemClock clock;
    net::CurlHttpClient client{{.max_in_flight = task.in_flight, .allow_networks = {"127.0.0.0/8"}},
                               clock};
    std::mutex mutex;
    std::condition_variable changed;
    std::size_t finished = 0;
    std::size_t bytes = 0;
    HttpHeaders headers;
    if (task.conditional) headers = {{"If-None-Match", "\"1\""}};
    for (const auto& url : feed_urls(task.port))
        client.send({.url = url, .headers = headers}, {},
                    [&](const Expected<HttpResponse>& response) {
                        const std::lock_guard lock{mutex};
                        if (response) bytes += response->body.size();
                        if (!response) fmt::print(stderr, "{}\n", response.error().message);
                        if (++finished == kFeeds) changed.notify_one();
                    });
    std::unique_lock lock{mutex};
    changed.wait(lock, [&] { return finished == kFeeds; });
    return bytes;
}

/// Of this process: the server's is not ours to save.
double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto in_seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return in_seconds(usage.ru_utime) + in_seconds(usage.ru_stime);
}

struct Cost {
    std::vector<double> wall;
    std::vector<double> cpu;
};

void measure(Cost& cost, const std::function<std::size_t()>& work, std::size_t expected_bytes) {
    const auto start = std::chrono::steady_clock::now();
    const auto cpu_start = cpu_seconds();
    const auto bytes = work();
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
    if (bytes != expected_bytes)
        throw std::runtime_error{fmt::format("{} bytes came, not {}", bytes, expected_bytes)};
    cost.wall.push_back(time.count());
    cost.cpu.push_back(cpu_seconds() - cpu_start);
}

double median(std::vector<double> times) {
    std::ranges::sort(times);
    return times[times.size() / 2];
}

void compare(const char* what, std::chrono::milliseconds latency, Task task, const char* target) {
    const PollServer server{latency, std::string(kBodyBytes, 'x')};
    task.port = server.port();
    const std::size_t bytes = task.conditional ? 0 : kFeeds * kBodyBytes;
    Cost ours;
    Cost bare;
    for (int i = 0; i < kRounds; ++i) {
        measure(
            ours, [&task] { return run_ours(task); }, bytes);
        measure(
            bare, [&task] { return BareMulti{task}.run(); }, bytes);
    }
    fmt::print("{:<56} {:>8.3f} s {:>8.3f} s {:>6.2f} {:>8} {:>9.2f}\n",
               fmt::format("{}, {} in flight", what, task.in_flight), median(ours.wall),
               median(bare.wall), median(ours.wall) / median(bare.wall), target,
               median(ours.cpu) / median(bare.cpu));
    std::fflush(stdout);
}

int run() {
    const net::CurlGlobal global;
    rlimit files{16384, 16384};
    (void)setrlimit(RLIMIT_NOFILE, &files);
    fmt::print("{:<56} {:>10} {:>10} {:>6} {:>8} {:>9}\n", "what", "ours", "limit", "ratio",
               "target", "CPU ratio");
    using std::chrono::milliseconds;
    for (const std::size_t in_flight : {std::size_t{128}, std::size_t{512}, kFeeds}) {
        compare("poll 2,000 feeds, 200 ms away", milliseconds{200}, {.in_flight = in_flight},
                "<= 1.10");
        compare("poll 2,000 feeds, 200 ms away, all 304", milliseconds{200},
                {.in_flight = in_flight, .conditional = true}, "<= 1.05");
    }
    compare("poll 2,000 feeds, 0 ms", milliseconds{0}, {.in_flight = 128}, "none of its own");
    compare("poll 2,000 feeds, 0 ms, all 304", milliseconds{0},
            {.in_flight = 128, .conditional = true}, "none of its own");
    return EXIT_SUCCESS;
}

}  // namespace
}  // namespace ainews::bench

int main() {
    try {
        return ainews::bench::run();
    } catch (const std::exception& error) {
        fmt::print(stderr, "bench_poll: {}\n", error.what());
        return EXIT_FAILURE;
    }
}
