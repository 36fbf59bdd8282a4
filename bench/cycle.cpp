// The real program against 2,000 and 10,000 feeds on as many addresses of loopback: seconds of a
// first and of an unchanged cycle, beside newsboat where it is installed, and resident memory over
// a hundred cycles.
//
//   bench_cycle [memory cycles, default 100]

#include <fmt/format.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

#include "bench/poll_server.h"
#include "tests/integration/daemon_process.h"
#include "tests/support/temp_dir.h"

namespace ainews::bench {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using ainews::testing::DaemonProcess;

constexpr int kFeeds = 2000;
constexpr int kManyFeeds = 10'000;
constexpr int kEntries = 10;
constexpr int kEarlyCycle = 10;
constexpr auto kRunMax = 10min;

/// 1.8 KB that no other entry of any feed has, so that nothing is taken for a copy.
std::string paragraph(int entry) {
    std::string text;
    for (int word = 0; text.size() < 1800; ++word)
        text += fmt::format("w{}of{}e{} ", word * (entry + 3), kHostMark, entry);
    return text;
}

/// About 20 KB. Its entries are too old to be worked on: they are identified and kept, no more.
std::string feed() {
    std::string text = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Bench</title>";
    for (int i = 0; i < kEntries; ++i)
        text += fmt::format(
            "<item><title>Entry {0} of {1}</title><link>http://{1}.example/{0}</link>"
            "<guid>{1}-{0}</guid><pubDate>Thu, 0{2} Jan 2026 10:00:00 GMT</pubDate>"
            "<description>{3}</description></item>",
            i, kHostMark, i % 9 + 1, paragraph(i));
    return text + "</channel></rss>\n";
}

std::string feed_url(int number, int port) {
    return fmt::format("http://127.{}.{}.{}:{}/feed.xml", number / 62'500 + 1, number / 250 % 250,
                       number % 250 + 1, port);
}

void write_file(const fs::path& path, const std::string& text) {
    std::ofstream out{path, std::ios::binary};
    out << text;
    if (!out.flush()) throw std::runtime_error{"cannot write " + path.string()};
}

void write_config(const fs::path& directory, int feeds, int port) {
    write_file(directory / "ainewsd.toml",
               "[daemon]\ninterval = \"1s\"\njitter = \"0s\"\nstate_dir = \".\"\n"
               "sources = \"sources.toml\"\n[fetch]\nallow_networks = [\"127.0.0.0/8\"]\n"
               "concurrency = 128\n[server]\nlisten = \"\"\n");
    std::string sources;
    for (int i = 0; i < feeds; ++i)
        sources +=
            fmt::format("[[source]]\nname = \"Feed {0}\"\nslug = \"feed-{0}\"\nurl = \"{1}\"\n\n",
                        i, feed_url(i, port));
    write_file(directory / "sources.toml", sources);
}

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>{std::chrono::steady_clock::now() - start}.count();
}

/// Seconds from start to exit. 75 is as good as 0: there is no model here.
double run_once(const fs::path& directory) {
    const auto start = std::chrono::steady_clock::now();
    DaemonProcess once{
        {"--config", (directory / "ainewsd.toml").string(), "--once", "--no-publish"}};
    const auto ending = once.wait(kRunMax);
    if (!ending || (ending->code != 0 && ending->code != 75))
        throw std::runtime_error{"ainewsd failed:\n" + once.log()};
    const double seconds = seconds_since(start);
    const std::string log = once.log();
    fmt::print("{}\n", log.substr(log.find("cycle polled=")));
    return seconds;
}

/// Seconds of one reload by newsboat; below zero where it is not installed.
double run_newsboat(const fs::path& directory) {
    const auto command = fmt::format(
        "HOME={0} timeout 600 newsboat -C {0}/newsboat.conf -u {0}/urls -c {0}/newsboat.db "
        "-x reload >/dev/null 2>&1",
        directory.string());
    const auto start = std::chrono::steady_clock::now();
    return std::system(command.c_str()) == 0 ? seconds_since(start) : -1;  // NOLINT: our own words
}

void print_row(std::string_view what, double ours, double peer) {
    fmt::print("{:<48} {:>8.2f} s   newsboat {}\n", what, ours,
               peer < 0 ? std::string{"is not installed"}
                        : fmt::format("{:>8.2f} s  {:>6.1f} x", peer, peer / ours));
    std::fflush(stdout);
}

void measure_cycles() {
    const PollServer server{0ms, feed()};
    const testing::TempDir directory;
    write_config(directory.path(), kFeeds, server.port());
    std::string urls;
    for (int i = 0; i < kFeeds; ++i) urls += feed_url(i, server.port()) + "\n";
    write_file(directory.path() / "urls", urls);
    // Its default is one thread at a time.
    write_file(directory.path() / "newsboat.conf", "reload-threads 32\n");
    const double first = run_once(directory.path());
    const double first_peer = run_newsboat(directory.path());
    print_row(fmt::format("{} feeds, all new, {} entries", kFeeds, kFeeds * kEntries), first,
              first_peer);
    // Due again by now: the interval is a second.
    const double again = run_once(directory.path());
    const double again_peer = run_newsboat(directory.path());
    print_row(fmt::format("{} feeds, unchanged", kFeeds), again, again_peer);
}

double resident_mib(pid_t pid) {
    std::ifstream file{fmt::format("/proc/{}/statm", pid)};
    double pages = 0;
    file >> pages >> pages;
    return pages * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

/// How often all feeds were polled: what was due in one cycle need not be all of them.
std::size_t rounds_in(const std::string& log) {
    constexpr std::string_view kWord = " polled sources=";
    std::size_t polled = 0;
    for (auto at = log.find(kWord); at != std::string::npos; at = log.find(kWord, at + 1))
        polled += std::stoul(log.substr(at + kWord.size(), 9));
    return polled / kManyFeeds;
}

double resident_after(const DaemonProcess& daemon, std::size_t cycles) {
    const auto start = std::chrono::steady_clock::now();
    while (rounds_in(daemon.log()) < cycles) {
        if (std::chrono::steady_clock::now() - start > kRunMax)
            throw std::runtime_error{"the daemon does not poll:\n" + daemon.log()};
        std::this_thread::sleep_for(100ms);
    }
    return resident_mib(daemon.pid());
}

void measure_memory(int cycles) {
    const PollServer server{0ms, feed()};
    const testing::TempDir directory;
    write_config(directory.path(), kManyFeeds, server.port());
    DaemonProcess daemon{{"--config", (directory.path() / "ainewsd.toml").string()}};
    const double first = resident_after(daemon, 1);
    fmt::print("{} feeds, resident after cycle 1     {:>8.1f} MiB   limit 200\n", kManyFeeds,
               first);
    std::fflush(stdout);
    const double early = resident_after(daemon, kEarlyCycle);
    const double late = resident_after(daemon, static_cast<std::size_t>(cycles));
    fmt::print("{} feeds, resident after cycle {}    {:>8.1f} MiB\n", kManyFeeds, kEarlyCycle,
               early);
    fmt::print("{} feeds, resident after cycle {:<5} {:>8.1f} MiB   {:.3f} x, limit 1.02\n",
               kManyFeeds, cycles, late, late / early);
    fmt::print("{}", daemon.log().substr(daemon.log().rfind("polled sources=")));
    daemon.send_signal(SIGTERM);
    (void)daemon.wait(1min);
}

int run(int cycles) {
    rlimit files{16384, 16384};
    (void)setrlimit(RLIMIT_NOFILE, &files);
    measure_cycles();
    measure_memory(cycles);
    return EXIT_SUCCESS;
}

}  // namespace
}  // namespace ainews::bench

int main(int argc, char** argv) {
    try {
        return ainews::bench::run(argc > 1 ? std::max(11, std::atoi(argv[1])) : 100);
    } catch (const std::exception& error) {
        fmt::print(stderr, "bench_cycle: {}\n", error.what());
        return EXIT_FAILURE;
    }
}
