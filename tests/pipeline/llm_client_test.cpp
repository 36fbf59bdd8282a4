#include "pipeline/llm_client.h"

#include <gtest/gtest.h>

#include <deque>

namespace ainews::pipeline {
namespace {

/// Gives scripted answers and writes down what was asked.
class ScriptedClient final : public LlmClient {
public:
    std::deque<Expected<Answer>> answers;
    std::vector<Question> asked;
    std::vector<std::string> judged;

    Expected<Answer> ask(const Question& question, int attempt, std::stop_token) override {
        EXPECT_EQ(attempt, static_cast<int>(asked.size()));
        asked.push_back(question);
        if (answers.empty()) {
            ADD_FAILURE() << "asked too often";
            return fail(ErrorKind::Transient, "no more answers");
        }
        auto answer = answers.front();
        answers.pop_front();
        if (answer) answer->call = static_cast<CallId>(asked.size());
        return answer;
    }
    Expected<void> judge(const Answer&, bool accepted, std::string_view finding) override {
        EXPECT_TRUE(accepted) << "an answer that was re-asked must stay replayable";
        judged.emplace_back(finding);
        return {};
    }
};

Answer answer_of(std::string text) {
    Answer answer;
    answer.text = std::move(text);
    answer.tokens_out = 7;
    return answer;
}

std::vector<std::string> must_be_good(const Answer& answer) {
    if (answer.text == "good") return {};
    return {"not good"};
}

constexpr std::string_view kReask = "直してください。{項目}";

TEST(AskCheckedTest, AsksOnceWhenTheFirstAnswerPasses) {
    ScriptedClient client;
    client.answers = {answer_of("good")};
    const auto checked = ask_checked(client, Question{}, must_be_good, kReask, {});
    ASSERT_TRUE(checked.has_value());
    EXPECT_EQ(checked->answer.text, "good");
    EXPECT_TRUE(checked->findings.empty());
    ASSERT_EQ(checked->attempts.size(), 1U);
    EXPECT_TRUE(checked->attempts[0].accepted);
    EXPECT_EQ(checked->attempts[0].tokens_out, 7);
}

TEST(AskCheckedTest, AsksAgainWithTheRejectedAnswerAndTheFinding) {
    ScriptedClient client;
    client.answers = {answer_of("bad"), answer_of("good")};
    const auto checked = ask_checked(client, Question{.user = "u"}, must_be_good, kReask, {});
    ASSERT_TRUE(checked.has_value());
    ASSERT_EQ(client.asked.size(), 2U);
    EXPECT_EQ(client.asked[1].user, "u");
    EXPECT_EQ(client.asked[1].previous, "bad");
    EXPECT_EQ(client.asked[1].reask, "直してください。not good");
    EXPECT_EQ(client.judged, (std::vector<std::string>{"not good", ""}));
    ASSERT_EQ(checked->attempts.size(), 2U);
    EXPECT_FALSE(checked->attempts[0].accepted);
    EXPECT_TRUE(checked->attempts[1].accepted);
}

TEST(AskCheckedTest, GivesTheLastAnswerWithItsFindingsAfterTwoReasks) {
    ScriptedClient client;
    client.answers = {answer_of("a"), answer_of("b"), answer_of("c")};
    const auto checked = ask_checked(client, Question{}, must_be_good, kReask, {});
    ASSERT_TRUE(checked.has_value());
    EXPECT_EQ(client.asked.size(), 3U);
    EXPECT_EQ(checked->answer.text, "c");
    EXPECT_EQ(checked->findings, std::vector<std::string>{"not good"});
}

TEST(AskCheckedTest, AnUnreadableAnswerCountsAsAReask) {
    ScriptedClient client;
    client.answers = {fail(ErrorKind::Rejected, "no JSON"), fail(ErrorKind::Rejected, "no JSON"),
                      fail(ErrorKind::Rejected, "still no JSON")};
    const auto checked = ask_checked(client, Question{}, must_be_good, kReask, {});
    ASSERT_FALSE(checked.has_value());
    EXPECT_EQ(checked.error().kind, ErrorKind::Rejected);
    EXPECT_EQ(checked.error().message, "still no JSON");
    EXPECT_EQ(client.asked.size(), 3U);
    EXPECT_EQ(client.asked[1].previous, "");
    EXPECT_EQ(client.asked[1].reask, "直してください。no JSON");
}

TEST(AskCheckedTest, KeepsTheReadableAnswerWhenTheReaskIsUnreadable) {
    ScriptedClient client;
    client.answers = {answer_of("bad"), fail(ErrorKind::Rejected, "no JSON"),
                      fail(ErrorKind::Rejected, "no JSON")};
    const auto checked = ask_checked(client, Question{}, must_be_good, kReask, {});
    ASSERT_TRUE(checked.has_value());
    EXPECT_EQ(checked->answer.text, "bad");
    EXPECT_EQ(checked->findings, std::vector<std::string>{"not good"});
}

TEST(AskCheckedTest, DoesNotAskAgainAfterAnErrorThatIsNotARejection) {
    for (const ErrorKind kind :
         {ErrorKind::TooLarge, ErrorKind::BadInput, ErrorKind::OverBudget, ErrorKind::RateLimited,
          ErrorKind::Unavailable, ErrorKind::Refused, ErrorKind::Transient, ErrorKind::Cancelled}) {
        ScriptedClient client;
        client.answers = {fail(kind, "why")};
        const auto checked = ask_checked(client, Question{}, must_be_good, kReask, {});
        ASSERT_FALSE(checked.has_value());
        EXPECT_EQ(checked.error().kind, kind);
        EXPECT_EQ(client.asked.size(), 1U);
    }
}

TEST(AskCheckedTest, DegradesWhenOnlyTheReaskDoesNotFit) {
    ScriptedClient client;
    client.answers = {answer_of("bad"), fail(ErrorKind::TooLarge, "length")};
    const auto checked = ask_checked(client, Question{}, must_be_good, kReask, {});
    ASSERT_TRUE(checked.has_value());
    EXPECT_EQ(checked->answer.text, "bad");
}

TEST(AskCheckedTest, DoesNotBillAReplayedAnswerAgain) {
    ScriptedClient client;
    Answer replayed = answer_of("good");
    replayed.replayed = true;
    replayed.cost = 100;
    client.answers = {replayed};
    const auto checked = ask_checked(client, Question{}, must_be_good, kReask, {});
    ASSERT_TRUE(checked.has_value());
    EXPECT_EQ(checked->attempts[0].tokens_out, 0);
    EXPECT_EQ(checked->attempts[0].cost, std::nullopt);
}

TEST(FenceMarkTest, IsTakenOutOfUntrustedTextEvenWhenItHidesInItself) {
    EXPECT_EQ(without_fence_mark("a {{mark}} b"), "a  b");
    EXPECT_EQ(without_fence_mark("{{ma{{mark}}rk}}"), "");
    EXPECT_EQ(without_fence_mark("{{marks}} {mark}"), "{{marks}} {mark}");
    // Taking one level out after the other would look at 40 thousand million characters.
    std::string nested;
    for (int i = 0; i < 100'000; ++i) nested += "{{ma";
    for (int i = 0; i < 100'000; ++i) nested += "rk}}";
    EXPECT_EQ(without_fence_mark(nested), "");
}

}  // namespace
}  // namespace ainews::pipeline
