// Editions of the sample newsroom, by the real program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/integration/workspace.h"

namespace ainews::testing {
namespace {

using newsroom::NewsroomServer;
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class EditionTest : public ::testing::Test {
protected:
    /// A day passes: in the database, where nobody has to wait for it.
    void let_a_day_pass() {
        sqlite3* raw = nullptr;
        ASSERT_EQ(sqlite3_open((workspace_.path() / "ainewsd.db").c_str(), &raw), SQLITE_OK);
        const std::unique_ptr<sqlite3, int (*)(sqlite3*)> database{raw, sqlite3_close};
        char* problem = nullptr;
        sqlite3_exec(raw,
                     "UPDATE items SET first_seen = first_seen - 86400000;"
                     "UPDATE item_topics SET first_seen = first_seen - 86400000;",
                     nullptr, nullptr, &problem);
        EXPECT_EQ(problem, nullptr) << problem;
        sqlite3_free(problem);
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
