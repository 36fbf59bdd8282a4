// The endpoint notices a careless client and strikes with every fault it knows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>

#include "tests/integration/newsroom_questions.h"
#include "tests/support/newsroom_endpoint.h"

namespace ainews::newsroom {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

const std::string kBearer = "Bearer " + std::string{kTestKey};

class NewsroomEndpointTest : public ::testing::Test {
protected:
    RecordedModel model_{sample_library()};
    FaultPlan faults_;
    StatsBook stats_;
    Endpoint endpoint_{model_, faults_, stats_, std::string{kTestKey}};
    std::vector<Block> blocks_ = extracted(*sample_library().article("corrin-exam-leak-audit"));

    WireReply ask(AskedStage stage) {
        return endpoint_.chat(request_body(stage, blocks_), kBearer);
    }
    WireReply ask_changed(const std::function<void(json&)>& change) {
        auto request = json::parse(request_body(AskedStage::Summarize, blocks_));
        change(request);
        return endpoint_.chat(request.dump(), kBearer);
    }
    WireReply ask_with(std::string_view fault, AskedStage stage) {
        faults_.add(parse_fault(std::string{fault} + "=1").value());
        return ask(stage);
    }
};

std::string content_of(const WireReply& reply) {
    return json::parse(reply.body)
        .at("choices")
        .at(0)
        .at("message")
        .at("content")
        .get<std::string>();
}

TEST_F(NewsroomEndpointTest, AnswersInTheShapeOfTheApiWithUsage) {
    const auto reply = ask(AskedStage::Summarize);
    ASSERT_EQ(reply.status, 200);
    const auto body = json::parse(reply.body);
    EXPECT_EQ(body.at("object"), "chat.completion");
    EXPECT_EQ(body.at("choices").at(0).at("finish_reason"), "stop");
    EXPECT_GT(body.at("usage").at("prompt_tokens"), 500);
    EXPECT_GT(body.at("usage").at("completion_tokens"), 100);
    EXPECT_EQ(json::parse(content_of(reply)).at("key_points").size(), 3U);
    EXPECT_EQ(stats_.snapshot().answered, 1);
    EXPECT_EQ(stats_.snapshot().violation_count, 0);
}

TEST_F(NewsroomEndpointTest, StreamsTheSameWords) {
    const auto whole = content_of(ask(AskedStage::Translate));
    auto request = json::parse(request_body(AskedStage::Translate, blocks_));
    request["stream"] = true;
    request["stream_options"] = {{"include_usage", true}};
    const auto reply = endpoint_.chat(request.dump(), kBearer);
    std::string text;
    bool usage = false;
    for (const auto& event : reply.events) {
        ASSERT_THAT(event,
                    ::testing::AllOf(::testing::StartsWith("data: "), ::testing::EndsWith("\n\n")));
        if (event == "data: [DONE]\n\n") continue;
        const auto chunk = json::parse(event.substr(6));
        usage = usage || chunk.contains("usage");
        if (!chunk.at("choices").empty()) text += chunk["choices"][0]["delta"].value("content", "");
    }
    EXPECT_EQ(text, whole);
    EXPECT_TRUE(usage);
    EXPECT_EQ(reply.events.back(), "data: [DONE]\n\n");
}

TEST_F(NewsroomEndpointTest, RefusesACarelessRequestAndSaysWhy) {
    struct Case {
        const char* what;
        std::function<void(json&)> change;
    };
    const auto edit_user = [](json& request, const std::string& from, const std::string& to) {
        auto text = request["messages"][1]["content"].get<std::string>();
        text.replace(text.rfind(from), from.size(), to);
        request["messages"][1]["content"] = text;
    };
    const std::vector<Case> cases{
        {"no closing fence", [&](json& r) { edit_user(r, "資料終わり", "終わり"); }},
        {"no opening fence",
         [&](json& r) { edit_user(r, "資料[a1b2c3d4e5f6]\n", "資料[ffffffffffff]\n"); }},
        {"the mark stands inside the material",
         [&](json& r) { edit_user(r, "audit", "a1b2c3d4e5f6"); }},
        {"an address was sent", [&](json& r) { edit_user(r, "audit", "http://127.0.0.2/"); }},
        {"the key stands in the body", [&](json& r) { r["user"] = kTestKey; }},
        {"the schema is not that of the stage",
         [](json& r) {
             r["response_format"]["json_schema"]["schema"]["properties"].erase("key_points");
         }},
        {"the schema is open",
         [](json& r) {
             r["response_format"]["json_schema"]["schema"].erase("additionalProperties");
         }},
        {"the prompt names no task", [](json& r) { r["messages"][0]["content"] = "hello"; }},
        {"numbered blocks",
         [&](json& r) {
             r["messages"][1]["content"] = "資料[a1b2c3d4e5f6]\nx資料終わり[a1b2c3d4e5f6]";
         }},
    };
    std::int64_t violations = 0;
    for (const auto& [what, change] : cases) {
        const auto reply = ask_changed(change);
        EXPECT_EQ(reply.status, 400) << what;
        EXPECT_GT(stats_.snapshot().violation_count, violations) << what;
        violations = stats_.snapshot().violation_count;
        const auto seen = stats_.snapshot().violations;
        EXPECT_TRUE(std::ranges::any_of(
            seen,
            [&, wanted = what](const auto& s) { return s.find(wanted) != std::string::npos; }))
            << what << " in " << ::testing::PrintToString(seen);
    }
}

TEST_F(NewsroomEndpointTest, AsksForTheKeyInTheHeader) {
    EXPECT_EQ(endpoint_.chat(request_body(AskedStage::Score, blocks_), "").status, 401);
    EXPECT_EQ(endpoint_.models("Bearer wrong").status, 401);
    EXPECT_EQ(endpoint_.models(kBearer).status, 200);
}

TEST_F(NewsroomEndpointTest, CountsRepeatedRightAnswersWhateverTheMark) {
    static_cast<void>(ask(AskedStage::Score));
    auto body = request_body(AskedStage::Score, blocks_);
    for (auto at = body.find(kTestMark); at != std::string::npos; at = body.find(kTestMark, at))
        body.replace(at, kTestMark.size(), "0f0f0f0f0f0f");
    EXPECT_EQ(endpoint_.chat(body, kBearer).status, 200);
    EXPECT_EQ(stats_.snapshot().duplicates, 1);
}

TEST_F(NewsroomEndpointTest, AFaultStrikesAsOftenAsItWasToldAndOnlyItsTarget) {
    faults_.add(parse_fault("500@score=2").value());
    EXPECT_EQ(ask(AskedStage::Summarize).status, 200);
    EXPECT_EQ(ask(AskedStage::Score).status, 500);
    EXPECT_EQ(ask(AskedStage::Score).status, 500);
    EXPECT_EQ(ask(AskedStage::Score).status, 200);
    EXPECT_EQ(stats_.snapshot().faulted, 2);
    EXPECT_EQ(stats_.snapshot().answered, 2);
    EXPECT_EQ(stats_.snapshot().duplicates, 0);
}

TEST_F(NewsroomEndpointTest, RefusesFaultsThatItDoesNotKnow) {
    for (const auto* text : {"tuesday", "500=0", "500=x", "@score"})
        EXPECT_FALSE(parse_fault(text).has_value()) << text;
}

TEST_F(NewsroomEndpointTest, SpoilsAnswersTheWayModelsDo) {
    const auto right = content_of(ask(AskedStage::Translate));
    const auto cut = ask_with("truncated", AskedStage::Translate);
    EXPECT_EQ(json::parse(cut.body)["choices"][0]["finish_reason"], "length");
    EXPECT_LT(content_of(cut).size(), right.size());
    EXPECT_THAT(content_of(ask_with("english", AskedStage::Translate)),
                HasSubstr("according to an independent audit"));
    EXPECT_THAT(content_of(ask_with("missing-block", AskedStage::Translate)),
                ::testing::Not(HasSubstr("[[p1]]")));
    EXPECT_NE(content_of(ask_with("wrong-number", AskedStage::Translate)), right);
    EXPECT_THAT(content_of(ask_with("polite", AskedStage::Translate)),
                HasSubstr("大切なことです。"));
    EXPECT_EQ(content_of(ask_with("empty", AskedStage::Translate)), "");
    EXPECT_FALSE(json::accept(content_of(ask_with("invalid-json", AskedStage::Summarize))));
    EXPECT_FALSE(json::parse(content_of(ask_with("wrong-schema", AskedStage::Summarize)))
                     .contains("key_points"));
    EXPECT_THAT(content_of(ask_with("fenced", AskedStage::Summarize)),
                ::testing::StartsWith("```"));
    EXPECT_TRUE(
        json::parse(ask_with("refusal", AskedStage::Score).body)["choices"][0]["message"]["content"]
            .is_null());
    EXPECT_EQ(content_of(ask(AskedStage::Translate)), right) << "each struck once";
}

TEST_F(NewsroomEndpointTest, FailsTheWayProvidersDo) {
    struct Case {
        const char* fault;
        int status;
        const char* body;
    };
    for (const auto& [fault, status, body] : {
             Case{"429", 429, "Rate limit"},
             Case{"500", 500, "error"},
             Case{"503", 503, "Loading"},
             Case{"401", 401, "API key"},
             Case{"402", 402, "insufficient_quota"},
             Case{"error-200", 200, "provider_error"},
             Case{"html", 200, "<html>"},
             Case{"no-schema", 400, "json_schema"},
             Case{"no-object", 400, "response_format"},
         }) {
        const auto reply = ask_with(fault, AskedStage::Score);
        EXPECT_EQ(reply.status, status) << fault;
        EXPECT_THAT(reply.body, HasSubstr(body)) << fault;
    }
    EXPECT_EQ(ask_with("reset", AskedStage::Score).manner, WireReply::Manner::Reset);
    EXPECT_EQ(ask_with("hang", AskedStage::Score).manner, WireReply::Manner::Hang);
}

}  // namespace
}  // namespace ainews::newsroom
