// Long articles: read in parts, asked about by their main points.
#include "pipeline/condense.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "core/results_json.h"
#include "pipeline/score_stage.h"
#include "tests/pipeline/fake_llm.h"
#include "tests/support/fake_clock.h"
#include "tests/support/source_tree.h"

namespace ainews::pipeline {
namespace {

using testing::FakeLlm;

constexpr std::string_view kAxis =
    R"({"paras":[1],"reason":"現場の記録を具体的に示しているが、独立した検証や比較の対象がなく、上の段階の条件に足りない。","level":"3"})";

std::string score_json() {
    const std::string axis{kAxis};
    return R"({"depth":)" + axis + R"(,"relevance":)" + axis + R"(,"practicality":)" + axis +
           R"(,"novelty":)" + axis + "}";
}

/// Answers a condense question with the first and the last block of its material.
std::string first_and_last(const Question& question) {
    const auto first = question.user.find("[[p");
    const auto last = question.user.rfind("[[p");
    const auto tag = [&](std::size_t at) {
        return question.user.substr(at, question.user.find("]]", at) + 2 - at);
    };
    return tag(first) + " 現場の設備は安定して動いたと記録されている。\n" + tag(last) +
           " 外部の機関による確認はまだ済んでいない。\n[[end]]";
}

class CondenseTest : public ::testing::Test {
protected:
    CondenseTest() {
        const std::filesystem::path folder = testing::source_tree() / "config/default/prompts";
        prompts_ =
            std::make_shared<const PromptSet>(PromptSet::load(std::span{&folder, 1}).value());
        input_.item.id = 7;
        input_.item.title = "The long log";
        llm_.on("condense", [](const Question& question, int) {
            return Expected<std::string>{first_and_last(question)};
        });
        llm_.on("score", score_json());
    }

    /// `count` blocks of some 1,000 characters.
    void article(int count) {
        Extraction extraction;
        extraction.language = "en";
        for (int n = 1; n <= count; ++n) {
            std::string text;
            for (int i = 0; i < 20; ++i)
                text += "The sensors of the works were stable in that long run. ";
            extraction.blocks.push_back({.n = n, .text = text});
        }
        input_.extraction = extraction;
    }
    LlmStageParts parts() {
        return {&llm_, prompts_, {}, &clock_, {}, std::make_shared<CondenseTurns>()};
    }
    Expected<StageOutput> score() { return make_llm_score(parts())->run(input_, {}); }
    [[nodiscard]] std::vector<Question> asked(std::string_view stage) const {
        std::vector<Question> out;
        for (const Question& question : llm_.asked())
            if (question.stage == stage) out.push_back(question);
        return out;
    }

    testing::FakeClock clock_;
    FakeLlm llm_;
    std::shared_ptr<const PromptSet> prompts_;
    StageInput input_;
};

TEST_F(CondenseTest, AnArticleThatFitsIsAskedAboutWhole) {
    article(50);
    const auto out = score();
    ASSERT_TRUE(out);
    EXPECT_EQ(llm_.asked("condense"), 0U);
    EXPECT_EQ(out->provenance.prompt_version, prompts_->version("score"));
    EXPECT_NE(asked("score").at(0).user.find("[[p50]]"), std::string::npos);
}

TEST_F(CondenseTest, ALongOneIsReadInPartsAndKeepsTheNumbersOfItsBlocks) {
    article(120);
    const auto out = score();
    ASSERT_TRUE(out);
    EXPECT_FALSE(out->result_json.empty());
    EXPECT_TRUE(out->findings.empty()) << out->findings.front();
    EXPECT_EQ(out->provenance.prompt_version,
              prompts_->version("score") + "+" + prompts_->version("condense"));
    const auto parts = asked("condense");
    ASSERT_EQ(parts.size(), 3U) << "131,000 characters of 17,000 tokens a question";
    EXPECT_EQ(parts[0].user.find("[[p120]]"), std::string::npos);
    EXPECT_NE(parts[2].user.find("[[p120]]"), std::string::npos);
    EXPECT_NE(parts[0].chunk, parts[1].chunk);
    const std::string user = asked("score").at(0).user;
    EXPECT_NE(user.find("[[p1]] 現場の設備"), std::string::npos) << user;
    EXPECT_NE(user.find("[[p120]] 外部の機関"), std::string::npos);
    EXPECT_EQ(user.find("The sensors"), std::string::npos);
}

TEST_F(CondenseTest, ASmallerContextMakesSmallerParts) {
    article(30);
    llm_.on("score", [](const Question& question, int) -> Expected<std::string> {
        if (question.user.size() > 20'000) return fail(ErrorKind::TooLarge, "context");
        return score_json();
    });
    llm_.on("condense", [](const Question& question, int) -> Expected<std::string> {
        if (question.user.size() > 20'000) return fail(ErrorKind::TooLarge, "context");
        return first_and_last(question);
    });
    const auto out = score();
    ASSERT_TRUE(out);
    EXPECT_FALSE(out->result_json.empty());
    EXPECT_EQ(llm_.asked("condense"), 3U);
}

TEST_F(CondenseTest, APointWithANumberFromNowhereDoesNotCount) {
    article(120);
    llm_.on("condense", [](const Question& question, int) -> Expected<std::string> {
        return first_and_last(question).replace(0, 0,
                                                "[[p1]] 現場では97台のうち41台が止まった。\n");
    });
    ASSERT_TRUE(score());
    EXPECT_EQ(asked("score").at(0).user.find("97"), std::string::npos);
    EXPECT_EQ(llm_.asked("condense"), 9U) << "re-asked twice each";
}

TEST_F(CondenseTest, APartWithoutAnswerIsStoodInForByItsFirstSentence) {
    article(120);
    llm_.on("condense", [](const Question& question, int) -> Expected<std::string> {
        if (question.chunk == 1) return fail(ErrorKind::BadInput, "declined");
        return first_and_last(question);
    });
    const auto out = score();
    ASSERT_TRUE(out);
    EXPECT_FALSE(out->result_json.empty());
    ASSERT_FALSE(out->findings.empty()) << "the operator is told";
    EXPECT_NE(out->findings.back().find("冒頭の文で代えた"), std::string::npos);
}

TEST_F(CondenseTest, AnOutageIsPassedOn) {
    article(120);
    llm_.on("condense", [](const Question&, int) -> Expected<std::string> {
        return fail(ErrorKind::OverBudget, "spent");
    });
    const auto out = score();
    ASSERT_FALSE(out);
    EXPECT_EQ(out.error().kind, ErrorKind::OverBudget);
}

TEST_F(CondenseTest, AModelThatTakesNothingEndsWithoutAResult) {
    article(120);
    for (const char* stage : {"condense", "score"})
        llm_.on(stage, [](const Question&, int) -> Expected<std::string> {
            return fail(ErrorKind::TooLarge, "context");
        });
    const auto out = score();
    ASSERT_TRUE(out);
    EXPECT_TRUE(out->result_json.empty());
    EXPECT_FALSE(out->findings.empty());
}

}  // namespace
}  // namespace ainews::pipeline
