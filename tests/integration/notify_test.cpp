// What the operator is told, by the real program to a receiver on loopback.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "core/c_ptr.h"
#include "core/calendar.h"
#include "tests/integration/webhook_stub.h"
#include "tests/integration/workspace.h"

namespace ainews::testing {
namespace {

using newsroom::NewsroomServer;
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr const char* kADayPasses =
    "UPDATE items SET first_seen = first_seen - 86400000;"
    "UPDATE item_topics SET first_seen = first_seen - 86400000;";

class NotifyTest : public ::testing::Test {
protected:
    /// Appends [notify] to the configuration.
    void listen_to(const std::string& events, const std::string& format = "json",
                   const std::string& more = "") {
        std::ofstream{workspace_.config_file(), std::ios::app}
            << "\n[notify]\nheartbeat_url = \"" << stub_.heartbeat() << "\"\n"
            << more << "[[notify.webhook]]\nname = \"team\"\nurl_file = \"hook\"\nformat = \""
            << format << "\"\nevents = [" << events << "]\n";
        std::ofstream{workspace_.path() / "hook"} << stub_.url() << '\n';
    }
    void change_database(const char* sql) {
        sqlite3* raw = nullptr;
        ASSERT_EQ(sqlite3_open((workspace_.path() / "ainewsd.db").c_str(), &raw), SQLITE_OK);
        const CPtr<sqlite3, sqlite3_close> database{raw};
        EXPECT_EQ(sqlite3_exec(raw, sql, nullptr, nullptr, nullptr), SQLITE_OK)
            << sqlite3_errmsg(raw);
    }
    /// What was posted, with each post's key under "idempotency_key".
    [[nodiscard]] std::vector<json> told() const {
        std::vector<json> all;
        for (const WebhookStub::Post& post : stub_.posts()) {
            all.push_back(json::parse(post.body));
            all.back()["idempotency_key"] = post.key;
        }
        return all;
    }
    /// The whole of two good cycles: whatever there was to tell has been told.
    bool wait_for_two_cycles() {
        const int before = stub_.beats();
        return stub_.wait_for([&] { return stub_.beats() >= before + 2; }, kRunTimeout);
    }
    json status() {
        const std::string printed = workspace_.run({"status", "--json"});
        const auto begin = printed.starts_with('{') ? 0 : printed.find("\n{") + 1;
        return json::parse(printed.substr(begin, printed.find('\n', begin) - begin));
    }
    void end(DaemonProcess& daemon) {
        daemon.send_signal(SIGTERM);
        EXPECT_TRUE(daemon.wait(kRunTimeout)) << daemon.log();
        EXPECT_THAT(daemon.log(), Not(HasSubstr(WebhookStub::kSecret)));
    }

    WebhookStub stub_;
    NewsroomServer server_{newsroom_options()};
    Workspace workspace_{server_, true, "2s"};
};

TEST_F(NotifyTest, ANewDailyIsToldOnceAndARestartTellsNothingAgain) {
    workspace_.once();
    change_database(kADayPasses);
    listen_to("\"daily\"");
    for (int start = 0; start < 2; ++start) {
        DaemonProcess daemon{workspace_.arguments({})};
        EXPECT_TRUE(stub_.wait_for([&] { return !stub_.posts().empty(); }, kRunTimeout))
            << daemon.log();
        EXPECT_TRUE(wait_for_two_cycles()) << daemon.log();
        end(daemon);
    }
    ASSERT_THAT(told(), SizeIs(1)) << json(told()).dump(1);
    const json daily = told().front();
    EXPECT_EQ(daily.at("event"), "daily");
    EXPECT_THAT(daily.at("url").get<std::string>(), HasSubstr("http://127.0.0.1:8088/daily/"));
    EXPECT_GT(daily.at("data").at("items"), 0);
    EXPECT_EQ(daily.at("idempotency_key"), "\"" + daily.at("id").get<std::string>() + "\"");
    const std::string page =
        "site/daily/" + daily.at("data").at("name").get<std::string>() + "/index.html";
    EXPECT_TRUE(std::filesystem::exists(workspace_.path() / page)) << "told before it was there";
    EXPECT_EQ(status().at("webhooks").at(0).at("delivered"), 1);
}

TEST_F(NotifyTest, AFiveStarStoryIsToldOnceWithItsJapaneseTitle) {
    std::ofstream{workspace_.config_file(), std::ios::app}
        << "\n[score]\ndepth = 0\nrelevance = 100\npracticality = 0\nnovelty = 0\n";
    listen_to("\"top_story\"");
    workspace_.once();
    workspace_.once();
    ASSERT_FALSE(told().empty());
    EXPECT_LE(told().size(), 5U);
    std::set<std::string> ids;
    for (const json& story : told()) {
        EXPECT_TRUE(ids.insert(story.at("id").get<std::string>()).second) << story;
        EXPECT_EQ(story.at("data").at("total"), 500);
        EXPECT_THAT(story.at("title").get<std::string>(), ::testing::StartsWith("星5つ："));
        const auto page = "site/articles/" + story.at("data").at("item").dump() + "/index.html";
        EXPECT_TRUE(std::filesystem::exists(workspace_.path() / page)) << page;
    }
}

TEST_F(NotifyTest, ARefusedDeliveryIsTriedAgainWithTheSameKey) {
    workspace_.once();
    change_database(kADayPasses);
    listen_to("\"daily\"");
    stub_.answer_next({503, 429});
    DaemonProcess daemon{workspace_.arguments({})};
    EXPECT_TRUE(stub_.wait_for([&] { return stub_.posts().size() >= 3; }, kRunTimeout))
        << daemon.log();
    EXPECT_TRUE(wait_for_two_cycles()) << daemon.log();
    end(daemon);
    ASSERT_THAT(told(), SizeIs(3));
    EXPECT_EQ(told().at(0).at("id"), told().at(2).at("id"));
    EXPECT_THAT(daemon.log(), HasSubstr("not notified webhook=team"));
    EXPECT_THAT(daemon.log(), HasSubstr("HTTP 503"));
}

TEST_F(NotifyTest, KilledWhileItTellsItDoesNotTellAgain) {
    workspace_.once();
    change_database(kADayPasses);
    listen_to("\"daily\"");
    stub_.hold();
    {
        DaemonProcess daemon{workspace_.arguments({})};
        EXPECT_TRUE(stub_.wait_for([&] { return !stub_.posts().empty(); }, kRunTimeout))
            << daemon.log();
        daemon.send_signal(SIGKILL);
        EXPECT_TRUE(daemon.wait(kRunTimeout));
    }
    stub_.release();
    change_database("UPDATE deliveries SET next_try = 0 WHERE state = 'sending'");  // a while later
    DaemonProcess daemon{workspace_.arguments({})};
    EXPECT_TRUE(daemon.wait_for_log("not sent again count=1", kRunTimeout)) << daemon.log();
    EXPECT_TRUE(wait_for_two_cycles()) << daemon.log();
    end(daemon);
    EXPECT_THAT(told(), SizeIs(1));
    EXPECT_EQ(status().at("webhooks").at(0).at("uncertain"), 1);
}

TEST_F(NotifyTest, SourcesThatFailAreToldOfInOneMessageAndSoIsTheirRecovery) {
    {
        std::ofstream sources{workspace_.path() / "sources.toml", std::ios::app};
        for (const char* slug : {"gone-one", "gone-two"})
            sources << "\n[[source]]\nname = \"媒体 " << slug << "\"\nslug = \"" << slug
                    << "\"\nkind = \"news\"\nurl = \"" << server_.base_url() << "/" << slug
                    << ".xml\"\n";
    }
    listen_to("\"source_failing\", \"source_recovered\"", "slack");
    workspace_.once();
    EXPECT_THAT(stub_.posts(), SizeIs(0)) << "a failure of today is no news";
    change_database("UPDATE troubles SET since = since - 93600000");  // 26 hours
    workspace_.once();
    workspace_.once();
    ASSERT_THAT(stub_.posts(), SizeIs(1));
    const std::string text = told().front().at("text");
    EXPECT_THAT(text, HasSubstr("1日以上取得できない情報源：2件"));
    EXPECT_THAT(text, HasSubstr("媒体 gone-one（gone-one）"));
    change_database(
        "UPDATE sources SET state = 'ok', failures = 0, last_ok = last_poll, next_poll = "
        "next_poll + 86400000 WHERE slug = 'gone-two';"
        "UPDATE troubles SET over = since + 90000000 WHERE name = 'gone-two'");
    workspace_.run({"--once", "--no-poll"});
    ASSERT_THAT(stub_.posts(), SizeIs(2));
    EXPECT_THAT(told().back().at("text").get<std::string>(),
                HasSubstr("情報源が復旧しました：1件"));
}

TEST_F(NotifyTest, QuietHoursHoldWhatThereIsToTell) {
    workspace_.once();
    change_database(kADayPasses);
    const TimeZone tokyo{"Asia/Tokyo"};
    const TimePoint now = SystemClock{}.now();
    listen_to("\"daily\"", "discord",
              "quiet = \"" + tokyo.format(now - std::chrono::hours{2}, "%H:%M") + "-" +
                  tokyo.format(now + std::chrono::hours{2}, "%H:%M") + "\"\n");
    workspace_.once();
    EXPECT_THAT(stub_.posts(), SizeIs(0));
    EXPECT_EQ(stub_.beats(), 1) << "a dead server is noticed at night, too";
    EXPECT_EQ(status().at("webhooks").at(0).at("waiting"), 1);
    EXPECT_THAT(workspace_.run({"status"}), HasSubstr("webhook team: 1 notices wait"));
    workspace_.configure(true, "2s");
    listen_to("\"daily\"", "discord");
    workspace_.once();
    ASSERT_THAT(stub_.posts(), SizeIs(1));
    EXPECT_THAT(told().front().at("embeds").at(0).at("title").get<std::string>(),
                HasSubstr("AI日報"));
}

TEST_F(NotifyTest, CheckSaysWhatItWouldSendAndSendsATestWhenAsked) {
    listen_to("\"daily\"");
    const std::string promised = workspace_.run({"check"});
    EXPECT_THAT(promised, HasSubstr("webhook team: sends daily as json"));
    EXPECT_THAT(promised, Not(HasSubstr(WebhookStub::kSecret)));
    EXPECT_THAT(stub_.posts(), SizeIs(0));
    const std::string sent = workspace_.run({"check", "--notify"});
    EXPECT_THAT(sent, HasSubstr("webhook team: a test message was taken"));
    EXPECT_THAT(sent, HasSubstr("heartbeat: it answered"));
    ASSERT_THAT(stub_.posts(), SizeIs(1));
    EXPECT_EQ(told().front().at("event"), "test");
    stub_.answer_next({404});
    const std::string wrong = workspace_.run({"check", "--notify"}, 69);
    EXPECT_THAT(wrong, HasSubstr("HTTP 404: the address is wrong or was revoked"));
    EXPECT_THAT(wrong, Not(HasSubstr(WebhookStub::kSecret)));
}

}  // namespace
}  // namespace ainews::testing
