// The newsroom over real sockets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "net/http_client.h"
#include "tests/integration/newsroom_questions.h"
#include "tests/support/newsroom_config.h"
#include "tests/support/newsroom_server.h"
#include "tests/support/temp_dir.h"

namespace ainews::newsroom {
namespace {

using ::testing::HasSubstr;

TimePoint moment() {
    using namespace std::chrono;
    return sys_days{2026y / May / 1} + hours{12};
}

class NewsroomServerTest : public ::testing::Test {
protected:
    NewsroomServer server_{{.now = moment(), .secret = std::string{kTestKey}}};
    SystemClock clock_;
    net::CurlHttpClient client_{{.allow_networks = {"127.0.0.0/8"}}, clock_};

    Expected<HttpResponse> get(const std::string& url, HttpHeaders headers = {}) {
        return client_.perform({.url = url, .headers = std::move(headers)}, {});
    }
    Expected<HttpResponse> chat(AskedStage stage, const std::string& slug) {
        return client_.perform(
            {.method = "POST",
             .url = server_.base_url() + "/v1/chat/completions",
             .headers = {{"Authorization", "Bearer " + std::string{kTestKey}},
                         {"Content-Type", "application/json"}},
             .body = request_body(stage, extracted(*sample_library().article(slug)))},
            {});
    }
    std::string feed(const std::string& slug) {
        return feed_url(*sample_library().outlet(slug), server_.port());
    }
};

TEST_F(NewsroomServerTest, AnswersConditionalRequestsWith304) {
    for (const auto& outlet : sample_library().outlets()) {
        const auto first = get(feed(outlet.slug));
        ASSERT_TRUE(first.has_value()) << first.error().message;
        ASSERT_EQ(first->status, 200) << outlet.slug;
        const auto by_tag =
            get(feed(outlet.slug), {{"If-None-Match", std::string{first->header("etag")}}});
        EXPECT_EQ(by_tag->status, 304) << outlet.slug;
        const auto by_date =
            get(feed(outlet.slug),
                {{"If-Modified-Since", std::string{first->header("last-modified")}}});
        EXPECT_EQ(by_date->status, 304) << outlet.slug;
        EXPECT_EQ(server_.stats().feed_not_modified.at(outlet.slug), 2);
        EXPECT_EQ(server_.stats().feed_hits.at(outlet.slug), 3);
    }
}

TEST_F(NewsroomServerTest, ServesEveryPageAndRobots) {
    for (const auto& article : sample_library().articles()) {
        const auto& outlet = *sample_library().outlet(article.outlet);
        const auto page = get(article_url(outlet, article, server_.port()));
        ASSERT_TRUE(page.has_value()) << page.error().message;
        EXPECT_EQ(page->status, 200) << article.slug;
        EXPECT_EQ(server_.stats().page_hits.at(article.slug), 1);
    }
    const auto robots = get("http://127.0.0.3:" + std::to_string(server_.port()) + "/robots.txt");
    EXPECT_THAT(robots->body, HasSubstr("Disallow: /subscribe"));
    EXPECT_EQ(get("http://127.0.0.3:" + std::to_string(server_.port()) + "/nothing")->status, 404);
}

TEST_F(NewsroomServerTest, PlantsFaultsInFeedsAndPages) {
    struct Case {
        const char* fault;
        int status;
        const char* body;
    };
    for (const auto& [fault, status, body] :
         {Case{"feed-404@slow-loop=1", 404, ""}, Case{"feed-410@slow-loop=1", 410, ""},
          Case{"feed-500@slow-loop=1", 500, ""}, Case{"feed-429@slow-loop=1", 429, ""},
          Case{"feed-html@slow-loop=1", 200, "<!DOCTYPE html>"},
          Case{"feed-cut@slow-loop=1", 200, "<feed"}}) {
        server_.set_fault(fault);
        const auto answer = get(feed("slow-loop"));
        ASSERT_TRUE(answer.has_value()) << fault;
        EXPECT_EQ(answer->status, status) << fault;
        EXPECT_THAT(answer->body, HasSubstr(body)) << fault;
        EXPECT_THAT(answer->body, ::testing::Not(HasSubstr("</feed>"))) << fault;
    }
    server_.set_fault("feed-reset@slow-loop=1");
    EXPECT_FALSE(get(feed("slow-loop")).has_value());
    EXPECT_EQ(get(feed("slow-loop"))->status, 200);
    EXPECT_THROW(server_.set_fault("feed-on-tuesdays"), std::invalid_argument);
}

TEST_F(NewsroomServerTest, AnswersAndCountsCallsOverTheWire) {
    const auto answer = chat(AskedStage::Score, "corrin-exam-leak-audit");
    ASSERT_TRUE(answer.has_value()) << answer.error().message;
    ASSERT_EQ(answer->status, 200) << answer->body;
    const auto stats = server_.stats();
    EXPECT_EQ(stats.calls, 1);
    EXPECT_EQ(stats.calls_by_item.at("score corrin-exam-leak-audit"), 1);
    EXPECT_EQ(stats.in_flight, 0);
    EXPECT_EQ(stats.in_flight_max, 1);
    const auto over_wire = get(server_.base_url() + "/_stats");
    EXPECT_EQ(nlohmann::json::parse(over_wire->body).at("calls"), 1);
}

TEST_F(NewsroomServerTest, TakesOrdersOverTheWire) {
    const auto order = [&](const std::string& body) {
        return client_
            .perform({.method = "POST", .url = server_.base_url() + "/_control", .body = body}, {})
            ->status;
    };
    EXPECT_EQ(order(R"({"faults":["503@score=1"],"delay_ms":0})"), 200);
    EXPECT_EQ(chat(AskedStage::Score, "corrin-exam-leak-audit")->status, 503);
    EXPECT_EQ(order(R"({"faults":["503"]})"), 200);
    EXPECT_EQ(order(R"({"clear":true,"reset_stats":true})"), 200);
    EXPECT_EQ(server_.stats().calls, 0);
    EXPECT_EQ(chat(AskedStage::Score, "corrin-exam-leak-audit")->status, 200);
    EXPECT_EQ(order(R"({"faults":["nonsense"]})"), 400);
    EXPECT_EQ(order("{"), 400);
}

TEST_F(NewsroomServerTest, StopsAtOnceWhileAnAnswerHangs) {
    server_.set_fault("hang");
    std::atomic<bool> ended = false;
    client_.send({.method = "POST",
                  .url = server_.base_url() + "/v1/chat/completions",
                  .headers = {{"Authorization", "Bearer " + std::string{kTestKey}}},
                  .body = request_body(AskedStage::Score,
                                       extracted(*sample_library().article("pruneshear-1-4")))},
                 {}, [&](const auto&) { ended = true; });
    while (server_.stats().in_flight == 0) std::this_thread::yield();
    server_.stop();
    EXPECT_EQ(server_.stats().in_flight, 0);
    while (!ended) std::this_thread::yield();
}

std::string text_of(const std::filesystem::path& path) {
    std::ifstream in{path};
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

TEST(NewsroomConfigTest, WritesWhatTheDaemonNeedsAndKeepsTheKeyOutOfIt) {
    const ainews::testing::TempDir directory;
    write_config(sample_library(),
                 {.directory = directory.path(), .port = 4711, .secret = std::string{kTestKey}});
    const auto main = text_of(directory.path() / "ainewsd.toml");
    EXPECT_THAT(main, HasSubstr("base_url = \"http://127.0.0.1:4711/v1\""));
    EXPECT_THAT(main, HasSubstr("api_key_file = \"newsroom.key\""));
    EXPECT_THAT(main, ::testing::Not(HasSubstr(std::string{kTestKey})));
    EXPECT_THAT(text_of(directory.path() / "sources.toml"), HasSubstr("rights = \"full\""));
    using std::filesystem::perms;
    EXPECT_EQ(status(directory.path() / "newsroom.key").permissions(),
              perms::owner_read | perms::owner_write);
}

TEST(NewsroomConfigTest, WithoutAModelItNamesNone) {
    const ainews::testing::TempDir directory;
    write_config(sample_library(), {.directory = directory.path(), .port = 4711, .llm = false});
    EXPECT_THAT(text_of(directory.path() / "ainewsd.toml"), ::testing::Not(HasSubstr("llm")));
}

}  // namespace
}  // namespace ainews::newsroom
