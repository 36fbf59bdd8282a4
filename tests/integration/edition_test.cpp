// Editions of the sample newsroom, by the real program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/integration/workspace.h"

namespace ainews::testing {
namespace {

using namespace std::chrono_literals;
using newsroom::NewsroomServer;
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class EditionTest : public ::testing::Test {
protected:
    void let_a_day_pass() { workspace_.let_a_day_pass(); }
    std::int64_t number(const char* sql) {
        sqlite3* raw = nullptr;
        sqlite3_open((workspace_.path() / "ainewsd.db").c_str(), &raw);
        const std::unique_ptr<sqlite3, int (*)(sqlite3*)> database{raw, sqlite3_close};
        sqlite3_stmt* prepared = nullptr;
        sqlite3_prepare_v2(raw, sql, -1, &prepared, nullptr);
        const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement{prepared,
                                                                              sqlite3_finalize};
        EXPECT_EQ(sqlite3_step(prepared), SQLITE_ROW) << sqlite3_errmsg(raw);
        return sqlite3_column_int64(prepared, 0);
    }
    json edition(const std::string& kind, std::vector<std::string> further = {}) {
        std::vector<std::string> arguments{"edition", kind, "--json"};
        arguments.insert(arguments.end(), further.begin(), further.end());
        return object(workspace_.run(std::move(arguments)));
    }
    /// The one JSON object among what was printed and logged.
    static json object(const std::string& printed) {
        const auto begin = printed.starts_with('{') ? 0 : printed.find("\n{") + 1;
        return json::parse(printed.substr(begin, printed.find('\n', begin) - begin));
    }
    std::int64_t editions_asked() const {
        const auto stats = server_.stats();
        const auto asked = stats.calls_by_stage.find("digest");
        return asked == stats.calls_by_stage.end() ? 0 : asked->second;
    }

    NewsroomServer server_{newsroom_options()};
    Workspace workspace_{server_};
};

TEST_F(EditionTest, TheDailyIsWrittenFromStoredSummariesAndPaidForOnce) {
    workspace_.once();
    let_a_day_pass();
    const json daily = edition("daily");
    EXPECT_FALSE(daily.at("deterministic")) << daily.dump(1);
    EXPECT_THAT(daily.at("findings"), IsEmpty()) << daily.at("findings");
    EXPECT_GE(daily.at("sections").size(), 3U);
    EXPECT_THAT(daily.at("lead").at("items"), SizeIs(2));
    std::set<std::int64_t> listed;
    for (const json& item : daily.at("items")) listed.insert(item.at("id").get<std::int64_t>());
    for (const json& section : daily.at("sections"))
        for (const json& item : section.at("items"))
            EXPECT_TRUE(listed.contains(item.get<std::int64_t>())) << section;
    const auto asked = editions_asked();
    EXPECT_GE(asked, 1);
    EXPECT_EQ(edition("daily"), daily) << "shown, not made again";
    EXPECT_EQ(editions_asked(), asked);
    const auto stats = server_.stats();
    EXPECT_EQ(stats.violation_count, 0) << ::testing::PrintToString(stats.violations);
}

TEST_F(EditionTest, AWithdrawnItemLeavesTheEdition) {
    workspace_.once();
    let_a_day_pass();
    const json before = edition("daily");
    const auto id = before.at("lead").at("items").at(0).get<std::int64_t>();
    workspace_.run({"items", "withdraw", std::to_string(id), "--reason", "wrong"});
    const json after = edition("daily");
    EXPECT_EQ(after.at("items").size() + 1, before.at("items").size());
    EXPECT_THAT(after.at("corrections"), SizeIs(1));
    EXPECT_EQ(after.at("lead").at("text"), "");
    EXPECT_THAT(after.dump(), Not(HasSubstr(before.at("headline").get<std::string>())));
}

TEST_F(EditionTest, TheHackerDailyCarriesPointsAndStatusNamesThePapers) {
    workspace_.once();
    let_a_day_pass();
    const json hacker = edition("hacker");
    ASSERT_FALSE(hacker.at("items").empty());
    EXPECT_TRUE(hacker.at("items").at(0).at("points").is_number());
    const json daily = edition("daily");
    const json status = object(workspace_.run({"status", "--json"}));
    ASSERT_EQ(status.at("editions").size(), 2U);
    EXPECT_EQ(status.at("editions").at(0).at("name"), daily.at("name"));
    EXPECT_THAT(workspace_.run({"edition", "daily", "2026-13-01"}, 64), HasSubstr("no day"));
}

TEST_F(EditionTest, KilledWhileItIsWrittenItIsMadeOnceAndNoAnswerIsPaidTwice) {
    constexpr int kKills = 3;
    workspace_.once();
    let_a_day_pass();
    server_.set_delay(2s);  // so that the question is on its way when the program dies
    for (int i = 1; i <= kKills; ++i) {
        DaemonProcess daemon{workspace_.arguments({"edition", "daily"})};
        EXPECT_TRUE(server_.wait_for(
            [&](const newsroom::Stats& stats) {
                const auto asked = stats.calls_by_stage.find("digest");
                return asked != stats.calls_by_stage.end() && asked->second >= i;
            },
            kRunTimeout))
            << daemon.log();
        daemon.send_signal(SIGKILL);
        EXPECT_TRUE(daemon.wait(kRunTimeout));
    }
    server_.set_delay(0ms);
    EXPECT_EQ(number("SELECT count(*) FROM editions"), 0);
    const json daily = edition("daily");
    EXPECT_FALSE(daily.at("deterministic")) << daily.dump(1);
    EXPECT_EQ(edition("daily"), daily);
    EXPECT_EQ(number("SELECT count(*) FROM editions"), 1);
    EXPECT_EQ(editions_asked(), kKills + 1) << "a kill costs the call in flight, no more";
    EXPECT_EQ(number("SELECT count(*) FROM calls WHERE stage = 'daily' AND answered IS NOT NULL"),
              1);
    EXPECT_EQ(number("SELECT count(*) FROM replies"), 0);
}

TEST_F(EditionTest, WithoutAModelTheDailyIsAList) {
    workspace_.configure(false);
    workspace_.once(75);  // work waits for a model
    let_a_day_pass();
    const json daily = edition("daily");
    EXPECT_TRUE(daily.at("deterministic"));
    EXPECT_THAT(daily.at("sections"), IsEmpty());
    EXPECT_FALSE(daily.at("items").empty());
    EXPECT_EQ(editions_asked(), 0);
}

}  // namespace
}  // namespace ainews::testing
