#include <gtest/gtest.h>

#include <filesystem>

#include "core/results_json.h"
#include "pipeline/analyze_stage.h"
#include "pipeline/score_stage.h"
#include "pipeline/summarize_stage.h"
#include "pipeline/translate_stage.h"
#include "tests/pipeline/fake_llm.h"
#include "tests/pipeline/heron_article.h"
#include "tests/support/fake_clock.h"
#include "tests/support/source_tree.h"

namespace ainews::pipeline {
namespace {

using testing::FakeClock;
using testing::FakeLlm;

std::shared_ptr<const PromptSet> shipped_prompts() {
    const std::filesystem::path folder = testing::source_tree() / "config/default/prompts";
    auto prompts = PromptSet::load(std::span{&folder, 1});
    EXPECT_TRUE(prompts) << (prompts ? "" : prompts.error().message);
    return std::make_shared<const PromptSet>(*std::move(prompts));
}

constexpr const char* kSummary = testing::kHeronSummary;

constexpr const char* kAxisAnswer =
    R"({"paras":[1],"reason":"同社の発表に基づく告知で、条件の一部を示している。独立した検証がない。","level":"3"})";

std::string score_answer(const std::string& depth = kAxisAnswer) {
    return std::string{R"({"depth":)"} + depth + R"(,"relevance":)" + kAxisAnswer +
           R"(,"practicality":)" + kAxisAnswer + R"(,"novelty":)" + kAxisAnswer + "}";
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    const auto at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return at == std::string::npos ? text : text.replace(at, what.size(), by);
}

class LlmStagesTest : public ::testing::Test {
protected:
    LlmStagesTest() {
        input_.item.id = 7;
        input_.item.url = "https://news.example/a";
        input_.item.source = "example";
        input_.item.title = testing::kHeronTitle;
        input_.extraction = testing::heron_article();
    }

    LlmStageParts parts() { return {&llm_, prompts_, {}, &clock_}; }
    StageOutput run(const std::unique_ptr<Stage>& stage) {
        auto out = stage->run(input_, {});
        EXPECT_TRUE(out) << (out ? "" : out.error().message);
        return out ? *std::move(out) : StageOutput{};
    }
    static TranslateRules rules() {
        TranslateRules rules;
        rules.always = true;
        return rules;
    }

    FakeClock clock_;
    FakeLlm llm_;
    std::shared_ptr<const PromptSet> prompts_ = shipped_prompts();
    StageInput input_;
};

TEST_F(LlmStagesTest, SummarizesInOneCallWhenTheAnswerIsGood) {
    llm_.on("summarize", kSummary);
    const StageOutput out = run(make_llm_summarize(parts()));
    EXPECT_TRUE(out.findings.empty()) << out.findings[0];
    const Summary summary = *summary_from_json(out.result_json);
    EXPECT_EQ(summary.key_points.size(), 3U);
    EXPECT_EQ(summary.entities.size(), 2U);
    EXPECT_FALSE(summary.extractive);
    EXPECT_EQ(llm_.asked("summarize"), 1U);
    EXPECT_EQ(out.provenance.model, "fake-1");
    EXPECT_EQ(out.provenance.prompt_version, prompts_->version("summarize"));
    const Question asked = llm_.asked().front();
    EXPECT_NE(asked.user.find("資料[{{mark}}]"), std::string::npos);
    EXPECT_NE(asked.user.find("[[p3]] Independent"), std::string::npos);
    EXPECT_NE(asked.user.find("大規模言語モデル"), std::string::npos);
}

TEST_F(LlmStagesTest, ReasksWithTheFindingAndTakesTheBetterAnswer) {
    llm_.on("summarize", [](const Question& question, int attempt) -> Expected<std::string> {
        if (attempt == 0) return replaced(kSummary, "12兆トークンを用いた", "15兆トークンを用いた");
        EXPECT_NE(question.reask.find("15兆"), std::string::npos);
        return std::string{kSummary};
    });
    const StageOutput out = run(make_llm_summarize(parts()));
    EXPECT_TRUE(out.findings.empty());
    EXPECT_EQ(out.attempts.size(), 2U);
    EXPECT_FALSE(out.attempts[0].accepted);
    EXPECT_EQ(out.provenance.tokens_in, 200);
}

TEST_F(LlmStagesTest, DropsAnEntityThatTheSourceDoesNotName) {
    llm_.on("summarize", replaced(kSummary, R"("surface":"Heron 2")", R"("surface":"Heron Two")"));
    const StageOutput out = run(make_llm_summarize(parts()));
    EXPECT_EQ(llm_.asked("summarize"), 3U) << "one question and two re-asks";
    EXPECT_EQ(summary_from_json(out.result_json)->entities.size(), 1U);
    EXPECT_FALSE(out.findings.empty());
}

TEST_F(LlmStagesTest, FallsBackToTheOriginalsSentencesRatherThanShowAnUngroundedNumber) {
    llm_.on("summarize", replaced(kSummary, "12兆トークンを用いた", "15兆トークンを用いた"));
    const StageOutput out = run(make_llm_summarize(parts()));
    const Summary summary = *summary_from_json(out.result_json);
    EXPECT_TRUE(summary.extractive);
    EXPECT_NE(summary.tldr.find("Northlake"), std::string::npos);
    EXPECT_TRUE(out.gave_up.empty());
}

TEST_F(LlmStagesTest, PassesOnWhatParksTheWork) {
    for (const ErrorKind kind :
         {ErrorKind::Unavailable, ErrorKind::Refused, ErrorKind::OverBudget, ErrorKind::RateLimited,
          ErrorKind::Transient, ErrorKind::Cancelled}) {
        for (const auto& make : {make_llm_summarize, make_llm_score}) {
            const auto stage = make(parts());
            llm_.on(
                std::string{stage->name()},
                [kind](const Question&, int) -> Expected<std::string> { return fail(kind, "no"); });
            const auto out = stage->run(input_, {});
            ASSERT_FALSE(out);
            EXPECT_EQ(out.error().kind, kind);
        }
    }
}

TEST_F(LlmStagesTest, AsksAboutTheMainPointsWhereTheArticleDoesNotFit) {
    for (int n = 4; n < 400; ++n)
        input_.extraction->blocks.push_back(
            {.n = n,
             .text = "Filler sentence of the article that says little, number " +
                     std::string(60, 'x')});
    llm_.on("summarize", [](const Question& question, int) -> Expected<std::string> {
        if (question.user.size() > 20'000) return fail(ErrorKind::TooLarge, "context");
        return std::string{kSummary};
    });
    llm_.on("condense", [](const Question& question, int) -> Expected<std::string> {
        const auto tag = question.user.find("[[p");
        return question.user.substr(tag, question.user.find("]]", tag) + 2 - tag) +
               " 記事のこの部分には、ほとんど新しいことが書かれていない。\n[[end]]";
    });
    const StageOutput out = run(make_llm_summarize(parts()));
    EXPECT_FALSE(summary_from_json(out.result_json)->extractive);
    EXPECT_EQ(llm_.asked("summarize"), 2U);
    EXPECT_GE(llm_.asked("condense"), 2U);
    EXPECT_TRUE(out.findings.empty()) << out.findings.front();
}

TEST_F(LlmStagesTest, HidesTheBadgeWhenNoScoreHolds) {
    llm_.on("score", score_answer());
    EXPECT_EQ(score_from_json(run(make_llm_score(parts())).result_json)->axes.at(Axis::Depth).level,
              3);
    llm_.on(
        "score",
        score_answer(
            R"({"paras":[9],"reason":"同社の発表に基づく告知で、条件の一部を示している。","level":"5"})"));
    const StageOutput out = run(make_llm_score(parts()));
    EXPECT_EQ(out.result_json, "");
    EXPECT_EQ(out.gave_up, "");
    EXPECT_FALSE(out.findings.empty());
}

TEST_F(LlmStagesTest, LeavesOutAnAnalysisThatBringsItsOwnNumbers) {
    input_.summary = Summary{.title = "題", .tldr = "要旨。"};
    const std::string good =
        R"({"facts_used":[2],"impact":["売上高が5000万ドル以下の企業は、重みを自社で動かせるようになる可能性があります。"],"comment":"性能は同社の発表だけに基づくため、独立した試験の結果を確かめる必要があります。","watch":[]})";
    llm_.on("analyze", good);
    EXPECT_NE(analysis_from_json(run(make_llm_analyze(parts())).result_json)->impact, "");
    llm_.on("analyze", replaced(good, "5000万ドル以下", "9000万ドル以下"));
    EXPECT_EQ(run(make_llm_analyze(parts())).result_json, "");
}

/// Translates each [[pN]] it is asked for from a table.
FakeLlm::Script translator(std::map<std::int64_t, std::string> texts) {
    return [texts](const Question& question, int) -> Expected<std::string> {
        std::string answer;
        for (const auto& [n, text] : texts)
            if (question.user.find("[[p" + std::to_string(n) + "]]") != std::string::npos)
                answer += "[[p" + std::to_string(n) + "]] " + text + "\n";
        return answer + "[[end]]";
    };
}

const std::map<std::int64_t, std::string> kJapanese = testing::heron_japanese();

TEST_F(LlmStagesTest, TranslatesBlockByBlockAndBringsLinksBack) {
    llm_.on("translate", translator(kJapanese));
    const StageOutput out = run(make_llm_translate(parts(), rules()));
    EXPECT_TRUE(out.findings.empty()) << out.findings[0];
    const Translation translation = *translation_from_json(out.result_json);
    ASSERT_EQ(translation.blocks.size(), 3U);
    EXPECT_EQ(translation.blocks[2].text, kJapanese.at(3));
    ASSERT_EQ(translation.blocks[1].spans.size(), 1U);
    EXPECT_EQ(translation.blocks[1].spans[0].href, "https://northlake.example/paper");
    EXPECT_EQ(translation.blocks[1].spans[0].end, 2);
    EXPECT_EQ(llm_.asked().front().user.find("https://"), std::string::npos)
        << "no address is sent";
}

TEST_F(LlmStagesTest, ReasksOnlyForTheBlocksThatFailed) {
    llm_.on("translate", [](const Question& question, int attempt) -> Expected<std::string> {
        if (attempt == 0)
            return "[[p1]] " + kJapanese.at(1) +
                   "\n[[p2]] 学習には99兆トークンを用いた。⟦1⟧⟦/1⟧\n[[end]]";
        EXPECT_EQ(question.user.find("[[p1]]"), std::string::npos);
        return translator(kJapanese)(question, attempt);
    });
    const StageOutput out = run(make_llm_translate(parts(), rules()));
    EXPECT_TRUE(out.findings.empty());
    EXPECT_EQ(llm_.asked("translate"), 2U);
    const std::string second = llm_.asked()[1].user;
    EXPECT_NE(second.find("99兆"), std::string::npos) << "the finding is told";
    EXPECT_NE(second.find("[[p3]]"), std::string::npos) << "the missing one is asked again";
}

TEST_F(LlmStagesTest, PaysOnlyForTheBlocksOfAChangedArticle) {
    llm_.on("translate", translator(kJapanese));
    const StageOutput first = run(make_llm_translate(parts(), rules()));
    input_.item.previous = first.result_json;
    Block inserted = input_.extraction->blocks[2];
    inserted.text = "The company named no date for the tests by others.";
    auto& blocks = input_.extraction->blocks;
    blocks.insert(blocks.begin() + 2, inserted);
    for (std::size_t i = 0; i < blocks.size(); ++i) blocks[i].n = static_cast<std::int64_t>(i) + 1;
    auto texts = kJapanese;
    texts[3] = "同社は、他者による試験の日程を示していない。";
    llm_.on("translate", translator(texts));
    const StageOutput second = run(make_llm_translate(parts(), rules()));
    ASSERT_EQ(llm_.asked("translate"), 2U) << "one call for the first, one for the new block";
    const std::string asked = llm_.asked()[1].user;
    EXPECT_NE(asked.find("[[p3]]"), std::string::npos);
    for (const char* unchanged : {"[[p1]]", "[[p2]]", "[[p4]]"})
        EXPECT_EQ(asked.find(unchanged), std::string::npos) << unchanged;
    EXPECT_NE(asked.find("前の文脈"), std::string::npos) << "its neighbours are context";
    EXPECT_EQ(second.provenance.tokens_in, 100) << "only what was asked now is paid";
    const Translation translation = *translation_from_json(second.result_json);
    ASSERT_EQ(translation.blocks.size(), 4U);
    EXPECT_EQ(translation.blocks[2].text, texts[3]);
    EXPECT_EQ(translation.blocks[3].text, kJapanese.at(3)) << "moved with its text";
    EXPECT_EQ(translation.blocks[3].n, 4);
    EXPECT_EQ(translation.blocks[1].spans[0].href, "https://northlake.example/paper");
}

TEST_F(LlmStagesTest, TranslatesEverythingAnewWhenNothingChangedOrTheMakerDid) {
    llm_.on("translate", translator(kJapanese));
    auto made = parts();
    made.maker = "11111111.22222222";
    input_.item.previous = run(make_llm_translate(made, rules())).result_json;
    run(make_llm_translate(made, rules()));
    EXPECT_NE(llm_.asked()[1].user.find("[[p1]]"), std::string::npos)
        << "who redoes the same text wants another translation";
    made.maker = "11111111.33333333";
    input_.extraction->blocks[2].text += " Others have.";
    run(make_llm_translate(made, rules()));
    EXPECT_NE(llm_.asked()[2].user.find("[[p1]]"), std::string::npos)
        << "another model's blocks are not mixed in";
}

TEST_F(LlmStagesTest, MarksABlockThatStaysInTheOriginal) {
    auto texts = kJapanese;
    texts[2] =
        "⟦1⟧It⟦/1⟧ was trained on 12 trillion tokens; firms with more than $50 million in revenue "
        "may not use it.";
    llm_.on("translate", translator(texts));
    const StageOutput out = run(make_llm_translate(parts(), rules()));
    EXPECT_EQ(out.gave_up, "");
    const Translation translation = *translation_from_json(out.result_json);
    EXPECT_TRUE(translation.blocks[1].original);
    EXPECT_EQ(translation.blocks[1].text, input_.extraction->blocks[1].text);
    EXPECT_FALSE(translation.blocks[0].original);
    EXPECT_EQ(llm_.asked("translate"), 3U) << "at most two re-asks a chunk";
}

TEST_F(LlmStagesTest, GivesUpRatherThanCallTheOriginalATranslation) {
    llm_.on("translate", "[[p1]] Northlake on Tuesday released Heron 2.\n[[end]]");
    const StageOutput out = run(make_llm_translate(parts(), rules()));
    EXPECT_NE(out.gave_up, "");
    EXPECT_EQ(out.result_json, "");
}

TEST_F(LlmStagesTest, HalvesAChunkThatDoesNotFit) {
    llm_.on("translate", [](const Question& question, int attempt) -> Expected<std::string> {
        const bool both = question.user.find("[[p1]]") != std::string::npos &&
                          question.user.find("[[p3]]") != std::string::npos;
        if (both) return fail(ErrorKind::TooLarge, "length");
        return translator(kJapanese)(question, attempt);
    });
    const StageOutput out = run(make_llm_translate(parts(), rules()));
    EXPECT_TRUE(out.findings.empty());
    EXPECT_EQ(llm_.asked("translate"), 3U);
}

TEST_F(LlmStagesTest, LeavesOutOnlyWhatLooksLikeBoilerplate) {
    input_.extraction->blocks.push_back(
        {.n = 4, .text = "Sign up for our newsletter to get stories like this."});
    auto texts = kJapanese;
    texts[3] = "⟦除外⟧";
    texts[4] = "⟦除外⟧";
    llm_.on("translate", translator(texts));
    const Translation translation =
        *translation_from_json(run(make_llm_translate(parts(), rules())).result_json);
    EXPECT_TRUE(translation.blocks[3].dropped);
    EXPECT_FALSE(translation.blocks[2].dropped);
    EXPECT_TRUE(translation.blocks[2].original);
}

TEST_F(LlmStagesTest, DecidesAtTheGateWithoutACall) {
    Source source;
    source.slug = "example";
    source.url = "https://news.example/feed";
    source.rights = Rights::Summary;
    TranslateRules gated;
    gated.rights = std::make_shared<RightsPolicy>(std::span{&source, 1}, Rights::Summary);
    EXPECT_TRUE(run(make_llm_translate(parts(), gated)).not_needed);

    TranslateRules important = rules();
    important.min_importance = 4;
    Score score;
    for (const Axis axis : kAxes) score.axes[axis] = {2, "低い。", {1}};
    input_.score = score;
    EXPECT_TRUE(run(make_llm_translate(parts(), important)).not_needed);
    EXPECT_EQ(llm_.asked().size(), 0U);

    input_.score.reset();
    llm_.on("translate", translator(kJapanese));
    EXPECT_FALSE(run(make_llm_translate(parts(), important)).not_needed)
        << "the gate passes where nothing was scored";

    input_.extraction->language = "ja";
    const StageOutput copied = run(make_llm_translate(parts(), rules()));
    EXPECT_EQ(copied.provenance.engine, "builtin");
    EXPECT_EQ(translation_from_json(copied.result_json)->blocks, input_.extraction->blocks);
}

TEST_F(LlmStagesTest, BuildsAnExtractiveSummaryWithoutAModel) {
    const StageOutput out = run(make_builtin_summarize(parse_topics(prompts_->text("topics"))));
    const Summary summary = *summary_from_json(out.result_json);
    EXPECT_TRUE(summary.extractive);
    EXPECT_EQ(summary.title, input_.item.title);
    EXPECT_FALSE(summary.tldr.empty());
    ASSERT_FALSE(summary.key_points.empty());
    EXPECT_NE(std::find(summary.tags.begin(), summary.tags.end(), "オープンモデル"),
              summary.tags.end());
    EXPECT_EQ(out.provenance.engine, "builtin");
}

TEST(PromptSetTest, OverridesFilesOneByOneAndVersionsThem) {
    const auto shipped = shipped_prompts();
    const PromptSet edited = shipped->with("translate", "<!-- note -->\n作業:全訳。\n");
    EXPECT_EQ(edited.text("translate"), "作業:全訳。");
    EXPECT_NE(edited.version("translate"), shipped->version("translate"));
    EXPECT_EQ(edited.version("score"), shipped->version("score"));
    EXPECT_EQ(shipped->version("score").size(), 12U);
    for (const auto name : prompt_names())
        EXPECT_EQ(shipped->text(name).find("<!--"), std::string::npos);
    const std::filesystem::path nowhere = "/nonexistent";
    EXPECT_FALSE(PromptSet::load(std::span{&nowhere, 1}));
}

}  // namespace
}  // namespace ainews::pipeline
