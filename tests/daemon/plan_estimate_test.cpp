// How well a plan's lengths hold before and after a model has been seen at work. The editorial
// cases are the second corpus: their good answers were written by hand and the estimate was not
// tuned on them.
#include "daemon/plan_estimate.h"

#include <gtest/gtest.h>

#include <toml++/toml.h>
#include <filesystem>
#include <iostream>
#include <map>

#include "core/results.h"
#include "pipeline/token_estimate.h"
#include "tests/support/source_tree.h"
#include "text/html.h"
#include "text/unicode.h"

namespace ainews::daemon {
namespace {

constexpr double kTolerance = 0.20;

struct Lengths {
    std::int64_t answers = 0;
    double planned = 0;  ///< tokens out
    double written = 0;
};

/// What is planned and what was written, over every good answer of the editorial cases, by stage.
std::map<std::string, Lengths> editorial_lengths() {
    std::map<std::string, Lengths> stages;
    const auto folder = testing::source_tree() / "tests/data/editorial";
    for (const auto& entry : std::filesystem::directory_iterator{folder}) {
        if (entry.path().extension() != ".toml") continue;
        const toml::table one = toml::parse_file(entry.path().string());
        const auto html = one["html"].value<std::string>();
        const toml::array* answers = one["answer"].as_array();
        if (!html || answers == nullptr) continue;
        const std::int64_t source = pipeline::estimate_tokens(text::html_to_text(*html));
        const std::string language = one["language"].value_or(std::string{"en"});
        for (const toml::node& node : *answers) {
            const toml::table& answer = *node.as_table();
            if (!answer["good"].value_or(false)) continue;
            const std::string stage = answer["stage"].value_or(std::string{});
            const ArticleSize article{
                source, language,
                static_cast<std::int64_t>(text::length(text::html_to_text(*html)))};
            const PlanRow row = estimate_stage(stage, article, 0, {});
            if (row.tokens_out == 0) continue;
            Lengths& sum = stages[stage];
            ++sum.answers;
            sum.planned += static_cast<double>(row.tokens_out);
            sum.written += static_cast<double>(
                pipeline::estimate_tokens(answer["text"].value_or(std::string{})));
        }
    }
    return stages;
}

TEST(PlanEstimateTest, HoldsWithinAFifthOnACorpusItWasNotTunedOn) {
    double planned = 0;
    double written = 0;
    for (const auto& [stage, sum] : editorial_lengths()) {
        std::cout << stage << ": " << sum.answers << " answers, planned " << sum.planned
                  << " tokens, written " << sum.written << " ("
                  << 100 * (sum.planned / sum.written - 1) << " %)\n";
        planned += sum.planned;
        written += sum.written;
    }
    ASSERT_GT(written, 10'000);
    std::cout << "together " << 100 * (planned / written - 1) << " %\n";
    EXPECT_NEAR(planned / written, 1.0, kTolerance);
}

TEST(PlanEstimateTest, AnArticleReadInPartsIsPaidForOnceAndItsPointsAreShownToEachStage) {
    const PromptTokens prompts{{"summarize", 900}, {"condense", 500}};
    const ArticleSize short_one{5'000, "en", 17'500};
    const ArticleSize long_one{40'000, "en", 140'000};
    EXPECT_EQ(estimate_condensing(short_one, 0, prompts).items, 0);
    EXPECT_EQ(estimate_stage("summarize", short_one, 0, prompts).tokens_in, 900 + 150 + 5'000);
    const PlanRow once = estimate_condensing(long_one, 0, prompts);
    EXPECT_EQ(once.items, 1);
    EXPECT_GE(once.tokens_in, 40'000) << "all of it is read";
    EXPECT_LE(once.tokens_in, 45'000) << "once";
    EXPECT_LE(estimate_stage("summarize", long_one, 0, prompts).tokens_in, 17'000);
    EXPECT_GE(estimate_stage("translate", long_one, 0, prompts).tokens_in, 40'000);
    EXPECT_EQ(estimate_condensing(short_one, 8'192, prompts).items, 1)
        << "more than a small context carries";
    EXPECT_EQ(estimate_condensing({1'000, "en", 3'500}, 8'192, prompts).items, 0);
    EXPECT_EQ(estimate_condensing({1'000, "en", 3'500}, 2'048, prompts).items, 0);
}

TEST(PlanFactorTest, LearnsWhatAModelReallyTakes) {
    PlanFactor factor;
    const PlanRow estimated{1, 1000, 500};
    EXPECT_EQ(factor.apply(estimated).tokens_out, 500);
    for (int i = 0; i < 200; ++i) factor.learn(estimated, 800, 1000);
    const PlanRow learned = factor.apply(estimated);
    EXPECT_NEAR(static_cast<double>(learned.tokens_in), 800, 8);
    EXPECT_NEAR(static_cast<double>(learned.tokens_out), 1000, 10);
    EXPECT_EQ(learned.items, 1);
}

TEST(PlanFactorTest, OneStrangeItemDoesNotOverturnAPlan) {
    PlanFactor factor;
    factor.learn({1, 1000, 500}, 1000, 2000);
    EXPECT_NEAR(factor.out, 2.5, 0.01) << "half the estimate's word, half the first item's";
    for (int i = 0; i < 30; ++i) factor.learn({1, 1000, 500}, 1000, 500);
    EXPECT_NEAR(factor.out, 1.0, 0.15);
    factor.learn({1, 1000, 500}, 10, 5);
    EXPECT_NEAR(factor.out, 1.0, 0.15) << "a replayed item says nothing";
    factor.learn({1, 0, 0}, 10, 5);
    EXPECT_EQ(factor.samples, 31);
}

}  // namespace
}  // namespace ainews::daemon
