// Publishing beside Hugo on the same articles and machine, and the hour's changes into an archive.
// Usage: bench_publish [items, default 10000 50000] [--dir DIRECTORY, default /tmp]
//        bench_publish --publish DATABASE SITE [all]     what the program runs as its own child

#include <fmt/format.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <vector>

#include "bench/publish_hugo.h"
#include "site/publisher.h"
#include "storage/sqlite_store.h"
#include "tests/support/archive.h"
#include "tests/support/source_tree.h"

extern char** environ;

namespace {

using namespace ainews;
namespace fs = std::filesystem;

constexpr int kHourlyChanges = 200;

/// What one child process cost.
struct Cost {
    bool ok = false;
    double wall = 0;     ///< seconds
    double cpu = 0;      ///< seconds, user and system
    double max_mib = 0;  ///< resident
};

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

Cost run(std::vector<std::string> line) {
    std::vector<char*> arguments;
    for (std::string& word : line) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const auto start = std::chrono::steady_clock::now();
    pid_t child = 0;
    if (posix_spawnp(&child, arguments.front(), nullptr, nullptr, arguments.data(), environ) != 0)
        return {};
    int status = 0;
    rusage usage{};
    wait4(child, &status, 0, &usage);
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
    return {status == 0, wall.count(), seconds(usage.ru_utime) + seconds(usage.ru_stime),
            static_cast<double>(usage.ru_maxrss) / 1024};
}

int publish(const fs::path& database, const fs::path& dir, bool all) {
    const SystemClock clock;
    const auto store =
        storage::SqliteStore::open({.path = database}, testing::archive_graph(), clock);
    const auto sources = testing::archive_sources();
    const RightsPolicy rights{sources, Rights::Summary};
    site::SiteOptions options;
    options.dir = dir;
    options.templates = {testing::source_tree() / "site"};
    options.base_url = "https://news.example.jp/";
    for (const Source& source : sources) {
        options.source_names.emplace(source.slug, source.name);
        options.source_kinds.emplace(source.slug, source.kind);
        options.source_languages.emplace(source.slug, source.language);
    }
    site::Publisher publisher{
        options, rights, {*store, *store, *store, *store, *store, *store, *store}};
    const auto done = publisher.publish(all);
    if (!done) fmt::print(stderr, "{}\n", done.error().message);
    return done ? 0 : 1;
}

std::int64_t files_in(const fs::path& dir) {
    std::int64_t files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(dir))
        files += entry.is_regular_file() ? 1 : 0;
    return files;
}

class Bench {
public:
    Bench(std::string program, fs::path dir) : program_{std::move(program)}, dir_{std::move(dir)} {}

    void run_with(int items) {
        // What publishing writes into the store would be known already at the next size.
        fill(archive(), filled_, items - filled_);
        filled_ = items;
        fs::copy_file(archive(), database(), fs::copy_options::overwrite_existing);
        const fs::path site = dir_ / fmt::format("site-{}", items);
        const Cost first = child(site, false);
        row(fmt::format("{} articles, first publish", items), first, files_in(site));
        row(fmt::format("{} articles, publish --all over it", items), child(site, true),
            files_in(site));
        beside_hugo(items, first, files_in(site));
        fill(database(), items, kHourlyChanges);
        const Cost hour = child(site, false);
        fmt::print("{:<44} {:>8.3f} s wall {:>8.3f} s CPU   aim 0.25 s + the disk's sync\n",
                   fmt::format("{} new articles into {}", kHourlyChanges, items), hour.wall,
                   hour.cpu);
        const Cost idle = child(site, false);
        fmt::print("{:<44} {:>8.3f} s wall {:>8.3f} s CPU\n", "nothing changed", idle.wall,
                   idle.cpu);
        fs::remove_all(site);
    }

private:
    void fill(const fs::path& database, int first, int count) const {
        const auto store =
            storage::SqliteStore::open({.path = database}, testing::archive_graph(), clock_);
        testing::fill_archive(*store, first, count);
    }

    [[nodiscard]] fs::path archive() const { return dir_ / "archive.db"; }
    [[nodiscard]] fs::path database() const { return dir_ / "ainewsd.db"; }

    Cost child(const fs::path& site, bool all) {
        std::vector<std::string> line{program_, "--publish", database().string(), site.string()};
        if (all) line.emplace_back("all");
        return run(std::move(line));
    }

    static void row(const std::string& what, const Cost& cost, std::int64_t files) {
        if (!cost.ok) {
            fmt::print("{:<44} failed\n", what);
            return;
        }
        const auto count = static_cast<double>(files);
        fmt::print("{:<44} {:>8.2f} s {:>8} files {:>7.0f}/s {:>7.0f}/CPU s {:>6.0f} MiB\n", what,
                   cost.wall, files, count / cost.wall, count / cost.cpu, cost.max_mib);
    }

    void beside_hugo(int items, const Cost& ours, std::int64_t our_files) {
        const fs::path site = dir_ / "hugo";
        bench::write_hugo_site(site, items);
        const Cost hugo = run({"hugo", "--quiet", "--source", site.string()});
        if (hugo.ok) {
            const std::int64_t files = files_in(site / "public");
            row(fmt::format("{} articles, Hugo", items), hugo, files);
            fmt::print(
                "{:<44} {:>8.2f} x its wall (aim 3), {:.2f} x its files a CPU second (aim 4)\n", "",
                hugo.wall / ours.wall,
                static_cast<double>(our_files) / ours.cpu /
                    (static_cast<double>(files) / hugo.cpu));
        } else {
            fmt::print("Hugo is not installed or failed: nothing to compare with\n");
        }
        fs::remove_all(site);
    }

    std::string program_;
    fs::path dir_;
    SystemClock clock_;
    int filled_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.size() >= 3 && words[0] == "--publish")
        return publish(words[1], words[2], words.size() > 3);
    std::string dir = "/tmp";
    std::vector<int> sizes;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == "--dir" && i + 1 < words.size())
            dir = words[++i];
        else
            sizes.push_back(std::atoi(words[i].c_str()));
    }
    std::setvbuf(stdout, nullptr, _IOLBF, 0);  // a row at a time, also into a file
    if (sizes.empty()) sizes = {10'000, 50'000};
    dir += "/bench-publish-XXXXXX";
    if (!std::ranges::is_sorted(sizes) || sizes.front() <= 0 || mkdtemp(dir.data()) == nullptr) {
        fmt::print(stderr, "usage: bench_publish [items]... [--dir DIRECTORY]\n");
        return 64;
    }
    Bench bench{fs::read_symlink("/proc/self/exe").string(), dir};
    for (const int items : sizes) bench.run_with(items);
    fs::remove_all(dir);
    return 0;
}
