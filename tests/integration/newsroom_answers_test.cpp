// The recorded answers obey the editorial rules, judged by the very checks that the pipeline
// applies.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "pipeline/answers.h"
#include "pipeline/check_register.h"
#include "pipeline/check_results.h"
#include "pipeline/check_translation.h"
#include "pipeline/japanese_style.h"
#include "pipeline/marked_text.h"
#include "pipeline/prompt_set.h"
#include "pipeline/translation_units.h"
#include "tests/integration/newsroom_questions.h"
#include "tests/support/newsroom_markup.h"
#include "tests/support/newsroom_model.h"
#include "text/unicode.h"

namespace ainews::newsroom {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::Ge;
using ::testing::IsEmpty;
using ::testing::Le;

/// One test for each article that has answers of its own.
class NewsroomAnswersTest : public ::testing::TestWithParam<std::string> {
protected:
    const SampleArticle& article_ = *sample_library().article(GetParam());
    RecordedModel model_{sample_library()};

    std::string answer(AskedStage stage) const {
        const auto answer = model_.answer(question(stage, extracted(article_)));
        EXPECT_THAT(answer.violations, IsEmpty());
        EXPECT_EQ(answer.unknown_blocks, 0);
        // A reprint may answer for its original: their blocks are nearly the same.
        EXPECT_THAT(answer.article,
                    ::testing::AnyOf(article_.slug, article_.copy_of.value_or(article_.slug)));
        return answer.content;
    }
};

void expect_length(std::string_view what, const std::string& text, std::size_t least,
                   std::size_t most) {
    EXPECT_THAT(text::length(text), AllOf(Ge(least), Le(most))) << what << ": " << text;
}

std::vector<std::string> said(const pipeline::Findings& findings) {
    return pipeline::texts(findings);
}

/// Articles in another language than Japanese.
class NewsroomTranslationTest : public NewsroomAnswersTest {};

TEST_P(NewsroomTranslationTest, PassesEveryCheck) {
    const auto blocks = extracted(article_);
    const auto reply = pipeline::read_translation_reply(answer(AskedStage::Translate));
    EXPECT_TRUE(reply.complete);
    EXPECT_EQ(reply.texts.size(), blocks.size());
    const pipeline::OutputCheck output{prompt_text("common")};
    for (const auto& block : blocks) {
        if (!pipeline::is_translatable(block)) continue;
        const auto found = reply.texts.find(block.n);
        ASSERT_NE(found, reply.texts.end()) << block.text;
        const auto text = pipeline::tidy_japanese(found->second);
        EXPECT_EQ(text, found->second) << "the recorded text is not in the house's spelling";
        const pipeline::UnitSource source{
            .text = pipeline::mark_block(block).text,
            .kind = block.kind,
            .language = article_.language,
            .names = std::make_shared<const pipeline::KnownNames>(source_of(article_).named())};
        EXPECT_THAT(said(pipeline::check_unit(text, source, output, kTestMark)), IsEmpty())
            << found->second;
    }
}

TEST_P(NewsroomAnswersTest, SummaryPassesEveryCheckAndKeepsTheEditorsLengths) {
    const auto summary = pipeline::read_summary_answer(answer(AskedStage::Summarize));
    ASSERT_TRUE(summary.has_value()) << summary.error().message;
    const auto source = source_of(article_);
    EXPECT_THAT(said(pipeline::check_summary(*summary, source)), IsEmpty());
    EXPECT_THAT(said(pipeline::check_entities(*summary, source)), IsEmpty());
    expect_length("tldr", summary->tldr, 60, 120);
    expect_length("title", summary->title, 25, 60);
    for (const auto& point : summary->key_points) {
        expect_length("heading", point.heading, 8, 22);
        expect_length("text", point.text, 60, 130);
    }
    EXPECT_THAT(summary->tags.size(), AllOf(Ge(2U), Le(5U)));
}

TEST_P(NewsroomAnswersTest, TopicsComeFromTheShippedTable) {
    std::vector<std::string> table;
    for (const auto& topic : pipeline::parse_topics(prompt_text("topics")))
        table.push_back(topic.name);
    const auto summary = json::parse(answer(AskedStage::Summarize));
    for (const auto& topic : summary.at("topics"))
        EXPECT_THAT(table, ::testing::Contains(topic.get<std::string>()));
}

TEST_P(NewsroomAnswersTest, ScorePassesEveryCheck) {
    const auto score = pipeline::read_score_answer(answer(AskedStage::Score));
    ASSERT_TRUE(score.has_value()) << score.error().message;
    EXPECT_THAT(said(pipeline::check_score(*score, source_of(article_))), IsEmpty());
    for (const auto& [axis, value] : score->axes)
        expect_length(to_string(axis), value.reason, 40, 90);
}

TEST_P(NewsroomAnswersTest, AnalysisPassesEveryCheck) {
    const auto text = answer(AskedStage::Impact);
    const auto analysis = pipeline::read_analysis_answer(text);
    ASSERT_TRUE(analysis.has_value()) << analysis.error().message;
    EXPECT_THAT(said(pipeline::check_analysis(*analysis, source_of(article_))), IsEmpty());
    EXPECT_THAT(json::parse(text).at("impact").size(), AllOf(Ge(1U), Le(3U)));
    expect_length("impact", analysis->impact, 30, 260);
    expect_length("comment", analysis->comment, 50, 110);
    EXPECT_LE(analysis->watch.size(), 2U);
}

std::vector<std::string> slugs() {
    std::vector<std::string> slugs;
    for (const auto& article : sample_library().articles()) slugs.push_back(article.slug);
    return slugs;
}

std::vector<std::string> foreign_slugs() {
    std::vector<std::string> slugs;
    for (const auto& article : sample_library().articles())
        if (article.language != "ja") slugs.push_back(article.slug);
    return slugs;
}

std::string case_name(const ::testing::TestParamInfo<std::string>& slug) {
    std::string name = slug.param;
    std::ranges::replace(name, '-', '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(Articles, NewsroomAnswersTest, ::testing::ValuesIn(slugs()), case_name);
INSTANTIATE_TEST_SUITE_P(Articles, NewsroomTranslationTest, ::testing::ValuesIn(foreign_slugs()),
                         case_name);

TEST(NewsroomScoreTest, OneArticleCarriesTheReferenceArithmetic) {
    const RecordedModel model{sample_library()};
    const auto& article = *sample_library().article("corrin-exam-leak-audit");
    const auto answer = model.answer(question(AskedStage::Score, extracted(article)));
    const auto score = pipeline::read_score_answer(answer.content);
    ASSERT_TRUE(score.has_value());
    EXPECT_EQ(score->axes.at(Axis::Depth).level, 5);
    EXPECT_EQ(score->axes.at(Axis::Relevance).level, 5);
    EXPECT_EQ(score->axes.at(Axis::Practicality).level, 3);
    EXPECT_EQ(score->axes.at(Axis::Novelty).level, 2);
    EXPECT_EQ(score_total(*score, {}), 430);
    EXPECT_EQ(score_stars(430), 4);
}

TEST(NewsroomScoreTest, ScoresDoNotBunch) {
    const RecordedModel model{sample_library()};
    std::set<int> totals;
    for (const auto& article : sample_library().articles()) {
        const auto answer = model.answer(question(AskedStage::Score, extracted(article)));
        totals.insert(score_total(*pipeline::read_score_answer(answer.content), {}));
    }
    EXPECT_GE(totals.size(), 6U);
}

TEST(RecordedModelTest, AnswersExactlyTheBlocksAskedForUnderTheirNumbers) {
    const RecordedModel model{sample_library()};
    auto blocks = extracted(*sample_library().article("orrinmoor-paged-drafts"));
    std::vector<Block> asked{blocks[3], blocks[1]};
    asked[0].n = 40;
    asked[1].n = 41;
    const auto answer = model.answer(question(AskedStage::Translate, asked));
    const auto reply = pipeline::read_translation_reply(answer.content);
    ASSERT_EQ(reply.texts.size(), 2U);
    EXPECT_THAT(reply.texts.at(40), ::testing::HasSubstr("枝刈り"));
    EXPECT_THAT(reply.texts.at(41), ::testing::HasSubstr("⟦1⟧当社のサービング用リポジトリ⟦/1⟧"));
}

TEST(RecordedModelTest, LeavesFurnitureOutAndCountsWhatNobodyWrote) {
    const RecordedModel model{sample_library()};
    auto blocks = extracted(*sample_library().article("corrin-exam-leak-audit"));
    blocks.push_back({.n = 90, .text = sample_library().outlet("northgate-wire")->subscribe});
    blocks.push_back({.n = 91, .text = "Nobody wrote this paragraph."});
    const auto answer = model.answer(question(AskedStage::Translate, blocks));
    EXPECT_EQ(answer.furniture_blocks, 1);
    EXPECT_EQ(answer.unknown_blocks, 1);
    EXPECT_THAT(answer.content, ::testing::HasSubstr("[[p90]] ⟦除外⟧"));
}

TEST(RecordedModelTest, FindsTwoArticlesInOneQuestion) {
    const RecordedModel model{sample_library()};
    auto blocks = extracted(*sample_library().article("corrin-exam-leak-audit"));
    auto other = extracted(*sample_library().article("pruneshear-1-4")).front();
    other.n = 99;
    blocks.push_back(other);
    EXPECT_THAT(model.answer(question(AskedStage::Translate, blocks)).violations,
                ::testing::ElementsAre("mixes corrin-exam-leak-audit and pruneshear-1-4"));
}

}  // namespace
}  // namespace ainews::newsroom
