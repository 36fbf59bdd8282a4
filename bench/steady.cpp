// The real daemon over a hundred hourly cycles: some feeds bring a new article in each, some never
// change. Prints resident memory, open files, threads and the size of the database after cycles 10,
// 50 and 100. Its wall clock runs an hour in a second (Debian's package faketime; timers run as
// ever), so that days end, papers are made and what is kept for a time goes. Without that package
// the cycles are a second apart.
//
//   bench_steady [cycles, default 100]

#include <fmt/format.h>
#include <httplib.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

#include "tests/integration/daemon_process.h"
#include "tests/support/temp_dir.h"

namespace ainews::bench {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using ainews::testing::DaemonProcess;

constexpr int kGrowingFeeds = 5;
constexpr int kQuietFeeds = 45;
constexpr int kEntries = 20;
constexpr auto kCycleMax = 2min;

/// What makes the daemon's wall clock run an hour in a second; empty without the package.
DaemonProcess::Environment hasty_clock() {
    if (!fs::exists(AINEWS_LIBFAKETIME)) return {};
    return {{"LD_PRELOAD", AINEWS_LIBFAKETIME},
            {"FAKETIME", "+0 x3600"},
            {"FAKETIME_DONT_FAKE_MONOTONIC", "1"},
            {"DONT_FAKE_MONOTONIC", "1"},
            {"NO_FAKE_STAT", "1"}};
}

/// A text of its own, so that no article is taken for a copy of another.
std::string article(int feed, int number) {
    std::string text;
    for (int sentence = 0; sentence < 30; ++sentence) {
        unsigned state = static_cast<unsigned>(feed * 7919 + number * 104'729 + sentence * 31 + 1);
        for (int word = 0; word < 12; ++word) {
            state = state * 1'664'525U + 1'013'904'223U;
            text += fmt::format("{}word{}", word == 0 ? "" : " ", state >> 12U);
        }
        text += ". ";
    }
    return text;
}

/// Feed n shows its newest entries; a growing one has one more at each request.
class Feeds {
public:
    Feeds() {
        server_.Get(R"(/(\d+)\.xml)",
                    [this](const httplib::Request& request, httplib::Response& response) {
                        const int feed = std::stoi(request.matches[1]);
                        if (feed >= kGrowingFeeds && request.has_header("If-None-Match")) {
                            response.status = 304;
                            return;
                        }
                        response.set_header("ETag", feed < kGrowingFeeds ? "" : "\"same\"");
                        response.set_content(document(feed), "application/rss+xml");
                    });
        port_ = server_.bind_to_any_port("127.0.0.1");
        thread_ = std::jthread{[this] { server_.listen_after_bind(); }};
    }
    ~Feeds() { server_.stop(); }
    Feeds(const Feeds&) = delete;
    Feeds& operator=(const Feeds&) = delete;

    [[nodiscard]] int port() const noexcept { return port_; }

private:
    std::string document(int feed) {
        int newest = kEntries;
        if (feed < kGrowingFeeds) {
            const std::lock_guard lock{mutex_};
            newest += asked_[feed]++;
        }
        std::string text =
            "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Steady</title>";
        for (int number = newest; number > newest - kEntries; --number)
            text += fmt::format(
                "<item><title>Report {0} of desk {1}</title><link>http://127.0.0.1:{2}/{1}/{0}"
                "</link><guid>{1}-{0}</guid><description>{3}</description></item>",
                number, feed, port_, article(feed, number));
        return text + "</channel></rss>\n";
    }

    httplib::Server server_;
    int port_ = 0;
    std::mutex mutex_;
    std::map<int, int> asked_;
    std::jthread thread_;
};

void write_file(const fs::path& path, const std::string& text) {
    std::ofstream out{path, std::ios::binary};
    out << text;
    if (!out.flush()) throw std::runtime_error{"cannot write " + path.string()};
}

void write_config(const fs::path& directory, int port, const char* interval) {
    write_file(directory / "ainewsd.toml",
               fmt::format("[daemon]\ninterval = \"{}\"\n", interval) +
                   "jitter = \"0s\"\nstate_dir = \".\"\n"
                   "sources = \"sources.toml\"\n[fetch]\nallow_networks = [\"127.0.0.0/8\"]\n"
                   "host_interval = \"0s\"\n[server]\nlisten = \"\"\n[site]\ndir = \"site\"\n"
                   "[[pipeline.stage]]\nname = \"extract\"\nengine = \"builtin\"\n"
                   "[[pipeline.stage]]\nname = \"summarize\"\nengine = \"builtin\"\n");
    std::string sources;
    for (int i = 0; i < kGrowingFeeds + kQuietFeeds; ++i)
        sources += fmt::format(
            "[[source]]\nname = \"Desk {0}\"\nslug = \"desk-{0}\"\nlanguage = \"en\"\n"
            "text = \"feed\"\nurl = \"http://127.0.0.1:{1}/{0}.xml\"\n\n",
            i, port);
    write_file(directory / "sources.toml", sources);
}

std::size_t count(const std::string& text, std::string_view word) {
    std::size_t found = 0;
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++found;
    return found;
}

struct Footprint {
    double resident_mib = 0;
    double own_mib = 0;  ///< of it, what is no file's
    std::size_t files = 0;
    int threads = 0;
    double database_mib = 0;
};

Footprint footprint(pid_t pid, const fs::path& directory) {
    Footprint now;
    std::ifstream status{fmt::format("/proc/{}/status", pid)};
    for (std::string word; status >> word;) {
        if (word == "VmRSS:" && status >> now.resident_mib) now.resident_mib /= 1024;
        if (word == "RssAnon:" && status >> now.own_mib) now.own_mib /= 1024;
        if (word == "Threads:") status >> now.threads;
    }
    for ([[maybe_unused]] const auto& file :
         fs::directory_iterator{fmt::format("/proc/{}/fd", pid)})
        ++now.files;
    for (const auto* name : {"ainewsd.db", "ainewsd.db-wal"})
        if (fs::exists(directory / name))
            now.database_mib += static_cast<double>(fs::file_size(directory / name)) / (1 << 20);
    return now;
}

void wait_for_cycle(const DaemonProcess& daemon, std::size_t cycle) {
    std::size_t seen = 0;
    auto moved = std::chrono::steady_clock::now();
    while (seen < cycle) {
        const std::size_t now = count(daemon.log(), " cycle polled=");
        if (now != seen) moved = std::chrono::steady_clock::now();
        seen = now;
        if (std::chrono::steady_clock::now() - moved > kCycleMax)
            throw std::runtime_error{"the daemon does not poll:\n" + daemon.log()};
        std::this_thread::sleep_for(50ms);
    }
}

int run(std::size_t cycles) {
    const Feeds feeds;
    const testing::TempDir directory;
    const DaemonProcess::Environment clock = hasty_clock();
    write_config(directory.path(), feeds.port(), clock.empty() ? "1s" : "1h");
    DaemonProcess daemon{{"--config", (directory.path() / "ainewsd.toml").string()}, clock};
    fmt::print("{} feeds, {} of which bring an article in each cycle; a cycle is {}\n",
               kGrowingFeeds + kQuietFeeds, kGrowingFeeds,
               clock.empty() ? "a second" : "an hour of its clock, a second of ours");
    for (const std::size_t cycle : {std::size_t{10}, cycles / 2, cycles}) {
        wait_for_cycle(daemon, cycle);
        const Footprint now = footprint(daemon.pid(), directory.path());
        fmt::print(
            "cycle {:>5}: {:>6.1f} MiB resident, {:.1f} of them its own, {} files, {} threads, "
            "database {:.1f} MiB\n",
            cycle, now.resident_mib, now.own_mib, now.files, now.threads, now.database_mib);
        std::fflush(stdout);
    }
    daemon.send_signal(SIGTERM);
    (void)daemon.wait(1min);
    const std::string log = daemon.log();
    fmt::print("{}", log.substr(log.rfind("cycle polled=")));
    return EXIT_SUCCESS;
}

}  // namespace
}  // namespace ainews::bench

int main(int argc, char** argv) {
    try {
        return ainews::bench::run(
            static_cast<std::size_t>(argc > 1 ? std::max(20, std::atoi(argv[1])) : 100));
    } catch (const std::exception& error) {
        fmt::print(stderr, "bench_steady: {}\n", error.what());
        return EXIT_FAILURE;
    }
}
