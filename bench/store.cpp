// What the store costs beside bare SQL on the same schema, and what does not grow with the archive.
// Usage: bench_store [items, default 100000] [directory, default /tmp]

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <stdlib.h>

#include <fstream>
#include <random>
#include <thread>

#include "storage/sqlite_store.h"

namespace {

using namespace ainews;
namespace fs = std::filesystem;
using Seconds = std::chrono::duration<double>;

constexpr int kEntriesPerFeed = 30;
constexpr int kFeedsPerBatch = 34;  // about 1,000 rows of items a transaction
constexpr int kWorkers = 32;
constexpr int kFinished = 4000;

template <typename Work>
double seconds_of(Work work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return Seconds{std::chrono::steady_clock::now() - start}.count();
}

StageGraph graph() {
    return StageGraph{
        {{.name = "extract", .rank = 10},
         {.name = "summarize", .needs = {"extract"}, .rank = 20},
         {.name = "score", .needs = {"extract"}, .rank = 30},
         {.name = "translate", .needs = {"extract"}, .settles = {"score"}, .rank = 40},
         {.name = "analyze", .needs = {"summarize"}, .rank = 50}}};
}

NewEntry entry_of(int number, TimePoint at) {
    NewEntry made;
    made.entry.id = fmt::format("tag:example,2026:{}", number);
    made.entry.url = fmt::format("https://example.org/articles/{}/", number);
    made.entry.title = fmt::format("Article number {} about something new", number);
    made.entry.published = at;
    made.entry.content_html = std::string(2000, 'x');
    made.entry.authors = {"Somebody"};
    made.keys = {made.entry.id, fmt::format("https://example.org/articles/{}", number),
                 fmt::format("{:064x}", number), fmt::format("{:064x}", number + 1'000'000'000)};
    made.change_hash = fmt::format("{:064x}", number);
    return made;
}

std::vector<PollOutcome> batch(int first, int entries, TimePoint at) {
    std::vector<PollOutcome> outcomes;
    for (int at_entry = 0; at_entry < entries; at_entry += kEntriesPerFeed) {
        PollOutcome outcome;
        outcome.kind = PollOutcome::Kind::Fetched;
        outcome.at = at;
        outcome.after.slug = fmt::format("feed-{}", at_entry / kEntriesPerFeed);
        outcome.rules.first_poll_max = 1000;
        for (int i = at_entry; i < std::min(entries, at_entry + kEntriesPerFeed); ++i)
            outcome.entries.push_back(entry_of(first + i, at));
        outcomes.push_back(std::move(outcome));
    }
    return outcomes;
}

/// The rows that one new entry makes, by prepared statements with nothing decided.
class BareInsert {
public:
    explicit BareInsert(SQLite::Database& database) : database_{database} {}

    void run(int first, int count, TimePoint at) {
        SQLite::Transaction transaction{database_, SQLite::TransactionBehavior::IMMEDIATE};
        const auto now = std::int64_t{at.time_since_epoch().count()};
        for (int i = first; i < first + count; ++i) {
            const NewEntry entry = entry_of(i, at);
            bind(item_, entry.entry.url, entry.entry.title, now, now, std::int64_t{1} << 40,
                 std::int64_t{i});
            const std::int64_t id = database_.getLastInsertRowid();
            for (int rung = 0; rung < 4; ++rung) {
                std::string key(16, '\0');
                for (char& byte : key) byte = static_cast<char>(random_());
                key_.bind(1, key.data(), 16);
                key_.bind(2, id);
                step(key_);
            }
            bind(sighting_, id, entry.entry.id, entry.entry.url, now, entry.change_hash);
            bind(entry_, id, entry.entry.title, *entry.entry.content_html);
            bind(job_, id, std::int64_t{1} << 40, now);
        }
        transaction.commit();
    }

private:
    static void step(SQLite::Statement& statement) {
        statement.exec();
        statement.reset();
    }
    template <typename... Values>
    static void bind(SQLite::Statement& statement, const Values&... values) {
        int at = 0;
        (statement.bind(++at, values), ...);
        step(statement);
    }

    SQLite::Database& database_;
    std::mt19937 random_{1};  // NOLINT: the same rows at every run
    SQLite::Statement item_{
        database_,
        "INSERT INTO items (source_id, url, title, authors, language, published, first_seen, "
        "priority, state, publish, revision) VALUES (1, ?, ?, '[\"Somebody\"]', '', ?, ?, ?, "
        "'pending', 'public', ?)"};
    SQLite::Statement key_{database_, "INSERT OR IGNORE INTO identity VALUES (?, ?)"};
    SQLite::Statement sighting_{
        database_,
        "INSERT INTO sightings (item_id, source_id, guid, url, seen, comments_url, "
        "change_hash) VALUES (?, 1, ?, ?, ?, '', ?)"};
    SQLite::Statement entry_{database_,
                             "INSERT INTO entries (item_id, meta, content_html) VALUES (?, ?, ?)"};
    SQLite::Statement job_{database_,
                           "INSERT INTO jobs (item_id, stage, state, source_id, priority, opened) "
                           "VALUES (?, 'extract', 'pending', 1, ?, ?)"};
};

double resident_mib() {
    std::ifstream status{"/proc/self/statm"};
    double pages = 0;
    status >> pages >> pages;
    return pages * 4096 / (1 << 20);
}

class Bench {
public:
    Bench(int items, fs::path directory) : items_{items}, directory_{std::move(directory)} {}

    void run() {
        const double bare = insert_bare(directory_ / "bare.db");
        const double ours = insert_through_store(directory_ / "store.db");
        fmt::print("{:<44} {:>12.0f}\n", "new items a second, bare SQL, same schema",
                   items_ / bare);
        fmt::print("{:<44} {:>12.0f}   {:.2f} x bare (poll limit: sum x 1.2)\n",
                   "new items a second, record_polls", items_ / ours, bare / ours);
        known_again();
        claim_and_finish();
        open_again();
        fmt::print("{:<44} {:>12.0f}   limit 200\n", "resident MiB", resident_mib());
    }

private:
    [[nodiscard]] std::unique_ptr<storage::SqliteStore> open(const fs::path& file) const {
        return storage::SqliteStore::open({.path = file, .mode = storage::OpenMode::Daemon},
                                          graph(), clock_);
    }

    double insert_bare(const fs::path& file) {
        open(file).reset();
        SQLite::Database database{file.string(), SQLite::OPEN_READWRITE};
        database.exec(
            "PRAGMA synchronous = FULL; PRAGMA cache_size = -16000; PRAGMA foreign_keys = ON;"
            "INSERT INTO sources (slug, configured, configured_url, configured_paused, "
            "configured_at, weight, url, state, next_poll) VALUES ('x', 1, '', 0, 0, 1, '', 'ok', "
            "0)");
        BareInsert bare{database};
        const int step = kEntriesPerFeed * kFeedsPerBatch;
        return seconds_of([&] {
            for (int first = 0; first < items_; first += step)
                bare.run(first, std::min(step, items_ - first), clock_.now());
        });
    }

    double insert_through_store(const fs::path& file) {
        store_ = open(file);
        const int step = kEntriesPerFeed * kFeedsPerBatch;
        double total = 0;
        for (int first = 0; first < items_; first += step) {
            auto outcomes = batch(first, std::min(step, items_ - first), clock_.now());
            total += seconds_of([&] { (void)store_->record_polls(std::move(outcomes)).value(); });
        }
        return total;
    }

    void known_again() {
        const int entries = std::min(items_, 30'000);
        auto outcomes = batch(0, entries, clock_.now());
        const double time =
            seconds_of([&] { (void)store_->record_polls(std::move(outcomes)).value(); });
        fmt::print("{:<44} {:>12.0f}\n", "known entries a second, record_polls", entries / time);
    }

    void claim_and_finish() {
        std::atomic<int> finished{0};
        const double time = seconds_of([&] {
            std::vector<std::jthread> workers;
            for (int i = 0; i < kWorkers; ++i)
                workers.emplace_back([&] {
                    while (finished < kFinished) {
                        const auto claims =
                            store_->claim({.limit = 1, .now = clock_.now()}).value();
                        for (const Claim& claim : claims) {
                            FinishStage finish;
                            finish.claim = claim;
                            finish.now = clock_.now();
                            finish.result_json = std::string(4000, 'j');
                            if (store_->finish_stage(finish)) ++finished;
                        }
                    }
                });
        });
        fmt::print("{:<44} {:>12.0f}   {} workers; single commits: about 300\n",
                   "claims and finishes a second", finished / time, kWorkers);
    }

    void open_again() {
        store_.reset();
        std::unique_ptr<storage::SqliteStore> again;
        const double opening = seconds_of([&] { again = open(directory_ / "store.db"); });
        fmt::print("{:<44} {:>12.1f}   limit 200 with 1,000,000\n",
                   fmt::format("open with {} items, ms", items_), opening * 1e3);
        const double claiming =
            seconds_of([&] { (void)again->claim({.now = clock_.now()}).value(); });
        const double counting = seconds_of([&] {
            (void)again->item_counts();
            (void)again->queue_counts();
            (void)again->spent_since(clock_.now() - std::chrono::hours{24 * 31});
        });
        fmt::print("{:<44} {:>12.1f}\n", "one claim, ms", claiming * 1e3);
        fmt::print("{:<44} {:>12.1f}\n", "counts and spend for status, ms", counting * 1e3);
    }

    int items_;
    fs::path directory_;
    SystemClock clock_;
    std::unique_ptr<storage::SqliteStore> store_;
};

}  // namespace

int main(int argc, char** argv) {
    const int items = argc > 1 ? std::atoi(argv[1]) : 100'000;
    std::string name = std::string{argc > 2 ? argv[2] : "/tmp"} + "/bench-store-XXXXXX";
    if (items <= 0 || mkdtemp(name.data()) == nullptr) {
        fmt::print(stderr, "usage: bench_store [items] [directory]\n");
        return 64;
    }
    Bench{items, name}.run();
    fs::remove_all(name);
    return 0;
}
