#include <gtest/gtest.h>

#include <sstream>

#include "tests/editorial/evaluation.h"
#include "tests/support/fake_clock.h"
#include "tests/support/source_tree.h"

namespace ainews::editorial {
namespace {

using pipeline::Answer;
using pipeline::Question;

constexpr const char* kFenceMark = "5f3a9c1e7b2d";

/// Answers with what the set holds for the article: the good answer, and first the bad one where
/// `bad` names the case and the stage.
class SetModel final : public pipeline::LlmClient {
public:
    SetModel(const std::vector<Case>& cases, std::string bad)
        : cases_{cases}, bad_{std::move(bad)} {}

    [[nodiscard]] Expected<Answer> ask(const Question& question, int attempt,
                                       std::stop_token) override {
        if (refused) return fail(ErrorKind::Refused, "401");
        for (const Case& one : cases_) {
            if (question.user.find(one.title) == std::string::npos && !holds_text_of(question, one))
                continue;
            const bool good = one.name + " " + question.stage != bad_ || attempt > 0;
            for (const CaseAnswer& answer : one.answers)
                if (answer.stage == question.stage && answer.good == good) return said(answer.text);
        }
        return fail(ErrorKind::Rejected, "nobody wrote an answer");
    }
    Expected<void> judge(const Answer&, bool, std::string_view) override { return {}; }

    bool refused = false;

private:
    static bool holds_text_of(const Question& question, const Case& one) {
        const auto from = one.html.find("<p>") + 3;
        return question.user.find(one.html.substr(from, 40)) != std::string::npos;
    }
    static Answer said(const std::string& text) {
        Answer answer;
        answer.text = text;
        answer.mark = kFenceMark;
        answer.tokens_in = 100;
        answer.tokens_out = 10;
        answer.cost = 7;
        return answer;
    }

    const std::vector<Case>& cases_;
    std::string bad_;
};

class EvaluationTest : public ::testing::Test {
protected:
    EvaluationTest() {
        std::erase_if(cases_, [](const Case& one) {
            return !one.name.starts_with("16-") && !one.name.starts_with("32-");
        });
        const std::filesystem::path folder = testing::source_tree() / "config/default/prompts";
        prompts_ = std::make_shared<const pipeline::PromptSet>(
            pipeline::PromptSet::load(std::span{&folder, 1}).value());
    }
    std::vector<Case> cases_ = load_cases(testing::source_tree() / "tests/data/editorial");
    std::shared_ptr<const pipeline::PromptSet> prompts_;
    testing::FakeClock clock_;
};

TEST_F(EvaluationTest, CountsWhatPassedAtOnceAfterAReaskAndNever) {
    ASSERT_EQ(cases_.size(), 2U);
    SetModel model{cases_, "32-zh-percentage-points summarize"};
    const Evaluation evaluation = evaluate(cases_, model, prompts_, clock_);
    const Fate& summaries = evaluation.stages.at("summarize");
    EXPECT_EQ(summaries.first, 1);
    EXPECT_EQ(summaries.reasked, 1);
    EXPECT_EQ(summaries.degraded, 0);
    EXPECT_EQ(summaries.tokens_in, 300);
    EXPECT_EQ(summaries.cost, 21);
    EXPECT_EQ(evaluation.stages.at("translate").first, 2);
    // 16 has no score of its own and 32 no analysis: nobody wrote one.
    EXPECT_EQ(evaluation.stages.at("score").degraded, 1);
    EXPECT_EQ(evaluation.stages.at("analyze").degraded, 1);
    const Fate& numbers = evaluation.gates.at(pipeline::Gate::Numbers);
    EXPECT_EQ(numbers.reasked, 1);
    EXPECT_EQ(numbers.tokens_in, 100);
    EXPECT_EQ(numbers.cost, 7);
    EXPECT_EQ(evaluation.gates.at(pipeline::Gate::Leak).reasked, 0);
    EXPECT_EQ(evaluation.stopped, "");
    std::ostringstream out;
    print(out, evaluation);
    EXPECT_NE(out.str().find("16-denials-and-negation score: nobody wrote an answer"),
              std::string::npos)
        << out.str();
    EXPECT_NE(out.str().find("\nnumbers"), std::string::npos) << out.str();
}

TEST_F(EvaluationTest, StopsWhereTheEndpointRefusesEverything) {
    SetModel model{cases_, ""};
    model.refused = true;
    const Evaluation evaluation = evaluate(cases_, model, prompts_, clock_);
    EXPECT_EQ(evaluation.stopped, "401");
    EXPECT_TRUE(evaluation.stages.empty());
}

}  // namespace
}  // namespace ainews::editorial
