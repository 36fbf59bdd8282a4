// bench_serve PORT PID [SLOW RATE SECONDS] [PATH...]: what a running server answers under SLOW
// clients that send a byte a second and RATE requests a second, and what the process's memory does.
// Lateness counts: an answer is timed from when its request was due.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <numeric>
#include <thread>

#include "bench/serve_client.h"

namespace {

using namespace ainews::bench;

constexpr int kConnections = 16;

/// VmRSS of /proc/PID/status in KiB.
long resident_kib(const std::string& pid) {
    std::ifstream status{"/proc/" + pid + "/status"};
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmRSS:")) return std::stol(line.substr(6));
    return 0;
}

double at_share(const std::vector<double>& sorted, double share) {
    return sorted.empty()
               ? 0
               : sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fprintf(stderr, "bench_serve PORT PID [SLOW RATE SECONDS] [PATH...]\n");
        return 64;
    }
    const auto port = static_cast<std::uint16_t>(std::stoi(argv[1]));
    const std::string pid = argv[2];
    const int slow = argc > 3 ? std::stoi(argv[3]) : 100;
    const double rate = argc > 4 ? std::stod(argv[4]) : 1000;
    const std::chrono::seconds duration{argc > 5 ? std::stoi(argv[5]) : 60};
    std::vector<std::string> paths(argv + std::min(argc, 6), argv + argc);
    if (paths.empty()) paths = {"/", "/rss.xml", "/days/", "/api/v1/items?limit=5"};

    const long before = resident_kib(pid);
    std::int64_t closed = 0;
    std::jthread slow_clients{
        [&](const std::stop_token& stop) { closed = dawdle(port, slow, stop); }};
    std::vector<Paced> results(kConnections);
    {
        std::vector<std::jthread> clients;
        for (Paced& result : results)
            clients.emplace_back([&] { result = ask(port, paths, rate / kConnections, duration); });
    }
    const long after = resident_kib(pid);
    slow_clients.request_stop();
    slow_clients.join();

    std::vector<double> millis;
    std::int64_t failed = 0;
    for (const Paced& result : results) {
        millis.insert(millis.end(), result.millis.begin(), result.millis.end());
        failed += result.failed;
    }
    std::ranges::sort(millis);
    std::printf("requests %zu (%.0f/s), failed %lld, slow connections closed %lld\n", millis.size(),
                static_cast<double>(millis.size()) / static_cast<double>(duration.count()),
                static_cast<long long>(failed), static_cast<long long>(closed));
    std::printf("milliseconds: median %.2f, 99%% %.2f, worst %.2f\n", at_share(millis, 0.5),
                at_share(millis, 0.99), at_share(millis, 1));
    std::printf("resident KiB: before %ld, after %ld\n", before, after);
    return failed == 0 ? 0 : 1;
}
