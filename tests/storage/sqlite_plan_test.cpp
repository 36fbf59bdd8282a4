#include <gmock/gmock.h>
#include <sqlite3.h>

#include <nlohmann/json.hpp>

#include "core/json_text.h"
#include "core/results_json.h"
#include "storage/calls.h"
#include "storage/cycles.h"
#include "storage/editions.h"
#include "storage/finish.h"
#include "storage/item_edits.h"
#include "storage/item_queries.h"
#include "storage/jobs.h"
#include "storage/polls.h"
#include "storage/search.h"
#include "storage/source_report.h"
#include "storage/story_rows.h"
#include "storage/topics.h"
#include "storage/trends.h"
#include "tests/storage/sqlite_harness.h"

namespace ainews::testing {
namespace {

using std::chrono::hours;
using storage::Connection;
using storage::Query;

/// Tables that grow with the archive.
constexpr std::array kArchive{"items",
                              "identity",
                              "sightings",
                              "entries",
                              "jobs",
                              "results",
                              "attempts",
                              "events",
                              "calls",
                              "replies",
                              "aliases",
                              "tombstones",
                              "stories",
                              "simhash_bands",
                              "search_documents",
                              "topics",
                              "topic_names",
                              "item_topics",
                              "topic_hours",
                              "editions",
                              "edition_items",
                              "edition_corrections",
                              "story_entities",
                              "story_ends"};

/// Runs every use case once on one connection, whose prepared statements are then examined.
class SqlitePlanTest : public ::testing::Test {
protected:
    SqlitePlanTest() {
        storage::SqliteStore::open(harness_.options(), graph_, clock_).reset();
        connection_ = std::make_unique<Connection>(
            harness_.options().path, Connection::Access::ReadWrite, std::chrono::seconds{1});
    }

    [[nodiscard]] TimePoint now() const { return clock_.now(); }

    void poll(const std::string& slug, const std::string& text) {
        PollOutcome outcome;
        outcome.kind = PollOutcome::Kind::Fetched;
        outcome.at = now();
        outcome.after.slug = slug;
        outcome.entries = {entry("g", "https://a.example/1", "One", now()),
                           entry("h", "https://a.example/2", "Two", now())};
        for (NewEntry& one : outcome.entries) one.change_hash = text;
        (void)storage::record_poll(*connection_, graph_, outcome);
    }

    Claim claim(const std::string& stage) {
        ClaimRequest request{.stages = {stage}, .sources = {"a"}, .now = now()};
        auto claims = storage::claim_jobs(*connection_, graph_, request, 1);
        request.sources.clear();
        if (claims.empty()) claims = storage::claim_jobs(*connection_, graph_, request, 1);
        return claims.at(0);
    }

    void extract_both() {
        for (int i = 0; i < 2; ++i) {
            const Claim held = claim("extract");
            (void)storage::load_work(*connection_, graph_, held);
            FinishStage finish;
            finish.claim = held;
            finish.now = now();
            finish.attempts.resize(1);
            finish.facts =
                ExtractFacts{.simhash = 7 + i * ~7ULL, .content_hash = "c" + std::to_string(i)};
            finish.facts->newsletter = {
                false, {{"https://b.example/1", "One", "x"}, {"https://a.example/2", "Two", "x"}}};
            EXPECT_TRUE(storage::finish_stage(*connection_, graph_, finish).has_value());
        }
    }

    void summarize_both() {
        Summary summary;
        summary.title = "Orrinmoorが値下げ";
        summary.tldr = "Orrinmoorが料金を下げる。";
        summary.entities = {{"Orrinmoor", "company", "main", "Orrinmoor"}};
        for (int i = 0; i < 2; ++i) {
            FinishStage finish;
            finish.claim = claim("summarize");
            finish.now = now();
            finish.result_json = dump(to_json(summary));
            EXPECT_TRUE(storage::finish_stage(*connection_, graph_, finish).has_value());
        }
        (void)storage::set_publish_state(*connection_, 1, PublishState::Hidden, "", "", now());
    }

    void pay() {
        BudgetLimits limits{.call = 100, .item = 100, .day = 100, .month = 100};
        const auto call = storage::reserve_call(
            *connection_, {.key = "k", .item = 1, .stage = "score", .reserve = 1, .at = now()},
            limits, {.id = 1});
        const CallPlan refused{.key = "l", .item = 1, .reserve = 100, .at = now()};
        EXPECT_FALSE(storage::reserve_call(*connection_, refused, limits, {.id = 2}));
        (void)storage::store_reply(*connection_, *call, {.at = now()});
        (void)storage::find_reply(*connection_, "k");
        (void)storage::judge_reply(*connection_, *call, false, "x");
        (void)storage::close_call(*connection_, *call, "x", false);
        storage::remember(*connection_, "k", "v", now());
        (void)storage::recall(*connection_, "k", now());
        (void)storage::llm_totals(*connection_);
        (void)storage::source_report(*connection_, {.from = now() - hours{1}});
    }

    void print_papers() {
        (void)storage::index_topics(*connection_, 5);
        (void)storage::list_topics(*connection_, TopicKind::Tag, 5);
        (void)storage::topic_items(*connection_, 1, std::nullopt, 5);
        (void)storage::topics_changed_after(*connection_, 0, 5);
        (void)storage::topics_of(*connection_, 1);
        storage::count_trends(*connection_, now() + hours{1}, 5);
        (void)storage::read_trends(*connection_);
        Edition edition{.name = "2026-05-01"};
        edition.items = {{1}};
        (void)storage::begin_edition(*connection_, edition.kind, edition.name, 1, now(), hours{1});
        EXPECT_TRUE(storage::store_edition(*connection_, edition, false, now()).has_value());
        (void)storage::list_editions(*connection_, edition.kind, "", 5);
        (void)storage::editions_changed_after(*connection_, 0, 5);
        (void)storage::editions_of(*connection_, 1);
        storage::rename_in_editions(*connection_, 2, 1);
        storage::leave_editions(*connection_, 1, now());
    }

    /// Three stories of two sources that name one company.
    void summarize_some() {
        for (int i = 0; i < 3; ++i) {
            PollOutcome outcome;
            outcome.kind = PollOutcome::Kind::Fetched;
            outcome.at = now();
            outcome.after.slug = i == 0 ? "a" : "b";
            const std::string name = "p" + std::to_string(i);
            outcome.entries = {entry(name, "https://a.example/" + name, name, now())};
            (void)storage::record_poll(*connection_, graph_, outcome);
            for (const char* stage : {"extract", "summarize"}) {
                FinishStage finish;
                finish.claim = claim(stage);
                finish.now = now();
                finish.result_json =
                    R"({"title":"","tldr":"","key_points":[],"tags":["x"],"extractive":false,)"
                    R"("entities":[{"name":"N","kind":"company","role":"main","surface":"N"}]})";
                EXPECT_TRUE(storage::finish_stage(*connection_, graph_, finish).has_value());
            }
        }
    }

    void run_all() {
        (void)storage::set_source_state(*connection_, "a", SourceState::Ok, now());
        poll("a", "first");
        poll("b", "first");
        poll("a", "second");
        extract_both();
        summarize_both();
        storage::shift_leases(*connection_, 1, Millis{1});
        const Claim held = claim("score");
        (void)storage::renew_claims(*connection_, std::vector{held}, now(), hours{1});
        (void)storage::put_back(*connection_, held, now(), "x", true, std::vector<AttemptNote>(1));
        (void)storage::park_jobs(*connection_, std::vector<std::string>{"score"}, now(), "x");
        (void)storage::wake_jobs(*connection_, std::vector<std::string>{"score"});
        (void)storage::skip_older_than(*connection_, hours{1}, now());
        (void)storage::queue_counts(*connection_);
        pay();
        storage::record_cycle(*connection_, {.started = now()});
        (void)storage::last_cycle(*connection_);
        (void)storage::refresh_search(*connection_, 5);
        storage::drop_old_bodies(*connection_, now());
        (void)storage::item_counts(*connection_);
        (void)storage::item_history(*connection_, 1);
        (void)storage::story_members(*connection_, 1);
        (void)storage::read_story(*connection_, 1);
        (void)storage::stories_ended_after(*connection_, 0);
        const auto nothing = [](const Item&) { return true; };
        storage::for_each_item(*connection_, {.since = now(), .newest_first = true}, nothing);
        storage::for_each_item(*connection_, {.since = now()}, nothing);
        storage::for_each_item(*connection_, {.states = {ItemState::Failed}}, nothing);
        storage::for_each_item(*connection_, {.changed_after = 0}, nothing);
        summarize_some();
        print_papers();
        (void)storage::redo_stage(*connection_, graph_, 1, "score", now());
        (void)storage::retry_item(*connection_, graph_, 1, now());
        (void)storage::delete_item(*connection_, graph_, 1, "", now());
    }

    [[nodiscard]] std::vector<std::string> plan_of(const std::string& sql) const {
        std::vector<std::string> steps;
        SQLite::Statement plan{connection_->database(), "EXPLAIN QUERY PLAN " + sql};
        while (plan.executeStep()) steps.push_back(plan.getColumn(3).getString());
        return steps;
    }

    SqliteHarness harness_;
    FakeClock clock_;
    StageGraph graph_ = news_graph();
    std::unique_ptr<Connection> connection_;
};

/// "SCAN jobs" is what must not be; a scan of a partial index sees only what is open.
bool scans_the_archive(const std::string& step) {
    return std::ranges::any_of(kArchive, [&](const std::string table) {
        const std::string scan = "SCAN " + table;
        return step == scan || (step.starts_with(scan + " ") &&
                                step.find("items_unfinished") == std::string::npos &&
                                step.find("calls_open") == std::string::npos &&
                                step.find("jobs_waiting") == std::string::npos &&
                                step.find("jobs_pending") == std::string::npos);
    });
}

TEST_F(SqlitePlanTest, NoUseCaseScansWhatGrowsWithTheArchive) {
    run_all();
    std::vector<std::string> statements;
    sqlite3* handle = connection_->database().getHandle();
    for (sqlite3_stmt* one = sqlite3_next_stmt(handle, nullptr); one != nullptr;
         one = sqlite3_next_stmt(handle, one))
        statements.emplace_back(sqlite3_sql(one));
    EXPECT_GT(statements.size(), 80U) << "the use cases were really run";
    for (const std::string& sql : statements)
        for (const std::string& step : plan_of(sql))
            EXPECT_FALSE(scans_the_archive(step)) << step << "\n  in " << sql;
}

TEST_F(SqlitePlanTest, ASlowPlanWouldBeNoticed) {
    bool noticed = false;
    for (const std::string& step : plan_of("SELECT * FROM items WHERE title = 'x'"))
        noticed = noticed || scans_the_archive(step);
    EXPECT_TRUE(noticed);
}

}  // namespace
}  // namespace ainews::testing
