// The client against a real socket: what a scripted fake cannot show.

#include <gtest/gtest.h>

#include <thread>

#include "net/http_client.h"
#include "tests/pipeline/llm_test_support.h"
#include "tests/support/fake_llm_server.h"

namespace ainews::pipeline {
namespace {

using std::chrono::milliseconds;

struct LlmServerTest : ::testing::Test {
    testing::FakeLlmServer server;
    testing::MemoryLedger ledger;
    SystemClock clock;
    net::CurlHttpClient http{
        net::ClientOptions{
            .thread_name = "llm", .per_host_in_flight = 64, .allow_networks = {"127.0.0.0/8"}},
        clock};

    LlmEndpoint endpoint() const {
        LlmEndpoint out = test_endpoint();
        out.base_url = server.base_url();
        return out;
    }
};

TEST_F(LlmServerTest, AsksAndIsAnswered) {
    server.reply({.body = testing::completion_json(kGoodObject)});
    ChatClient client{http, ledger, clock, endpoint(), {}};
    const auto answer = client.ask(schema_question(), 0, {});
    ASSERT_TRUE(answer.has_value()) << answer.error().message;
    EXPECT_EQ(answer->text, kGoodObject);
    ASSERT_EQ(server.requests().size(), 1U);
    EXPECT_EQ(server.requests()[0].path, "/v1/chat/completions");
    EXPECT_EQ(server.requests()[0].authorization, "Bearer " + kApiKey);
    const auto traits = client.look({});
    ASSERT_TRUE(traits.has_value());
    EXPECT_EQ(traits->models, std::vector<std::string>{"fake-model-1"});
}

TEST_F(LlmServerTest, ReadsAStreamAsItComes) {
    server.reply(
        {.content_type = "text/event-stream",
         .pieces = testing::completion_events({"[[p1]] ", "訳文", "\n[[end]]"}, "stop", 30, 9)});
    ChatClient client{http, ledger, clock, endpoint(), {}};
    const auto answer = client.ask(text_question(4096), 0, {});
    ASSERT_TRUE(answer.has_value()) << answer.error().message;
    EXPECT_EQ(answer->text, "[[p1]] 訳文\n[[end]]");
    EXPECT_EQ(answer->tokens_in, 30);
    EXPECT_EQ(answer->tokens_out, 9);
}

TEST_F(LlmServerTest, CommentsDoNotFoolTheProgressTimer) {
    auto pieces = testing::completion_events({"半分"});
    pieces.resize(2);
    for (int i = 0; i < 10'000; ++i) pieces.emplace_back(": keep-alive\n\n");
    server.reply(
        {.content_type = "text/event-stream", .pieces = pieces, .piece_delay = milliseconds{2}});
    LlmEndpoint slow = endpoint();
    slow.timeouts.progress = milliseconds{100};
    ChatClient client{http, ledger, clock, slow, {}};
    const auto answer = client.ask(text_question(4096), 0, {});
    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().kind, ErrorKind::Unavailable) << answer.error().message;
    EXPECT_TRUE(ledger.calls().at(0).billed);
}

TEST_F(LlmServerTest, AnEndlessAnswerIsCutOff) {
    server.reply({.body = testing::completion_json(std::string(2U << 20U, 'x'))});
    ChatClient client{http, ledger, clock, endpoint(), {}};
    EXPECT_EQ(client.ask(schema_question(), 0, {}).error().kind, ErrorKind::Rejected);
}

TEST_F(LlmServerTest, ARedirectIsNotFollowed) {
    server.reply({.status = 307, .headers = {{"Location", server.base_url() + "/elsewhere"}}});
    ChatClient client{http, ledger, clock, endpoint(), {}};
    EXPECT_EQ(client.ask(schema_question(), 0, {}).error().kind, ErrorKind::Refused);
    EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(LlmServerTest, AStopAbortsWhatIsInFlight) {
    server.reply({.hang = true});
    ChatClient client{http, ledger, clock, endpoint(), {}};
    std::stop_source stop;
    std::jthread stopper{[&] {
        while (server.requests().empty()) std::this_thread::yield();
        stop.request_stop();
    }};
    EXPECT_EQ(client.ask(schema_question(), 0, stop.get_token()).error().kind,
              ErrorKind::Cancelled);
    EXPECT_GT(ledger.spent_since(TimePoint{}), 0);
}

TEST_F(LlmServerTest, NobodyListeningIsUnavailable) {
    LlmEndpoint nowhere = endpoint();
    {
        const testing::FakeLlmServer gone;
        nowhere.base_url = gone.base_url();
    }
    ChatClient client{http, ledger, clock, nowhere, {}};
    EXPECT_EQ(client.ask(schema_question(), 0, {}).error().kind, ErrorKind::Unavailable);
    EXPECT_EQ(ledger.spent_since(TimePoint{}), 0);
}

TEST_F(LlmServerTest, NeverAsksMoreAtOnceThanItsConcurrency) {
    constexpr int kThreads = 12;
    server.set_handler([](const testing::LlmRequest&) {
        return testing::LlmReply{.body = testing::completion_json(kGoodObject),
                                 .delay = milliseconds{10}};
    });
    LlmEndpoint narrow = endpoint();
    narrow.concurrency = 4;
    ChatClient client{http, ledger, clock, narrow, {}};
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i)
        threads.emplace_back([&client, i] {
            for (int j = 0; j < 5; ++j)
                EXPECT_TRUE(
                    client.ask(schema_question(std::to_string(100 * i + j)), 0, {}).has_value());
        });
    threads.clear();
    EXPECT_EQ(server.requests().size(), 60U);
    EXPECT_LE(server.in_flight_max(), 4);
    EXPECT_GE(server.in_flight_max(), 3);
}

}  // namespace
}  // namespace ainews::pipeline
