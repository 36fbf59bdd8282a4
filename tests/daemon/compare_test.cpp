// What `compare` asks, counts and shows.
#include "daemon/compare.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/json_text.h"
#include "core/results_json.h"
#include "daemon/compare_ledger.h"
#include "daemon/compare_page.h"
#include "daemon/text_diff.h"
#include "tests/support/memory_ledger.h"

namespace ainews::daemon {
namespace {

using nlohmann::json;
using Kind = DiffPart::Kind;

std::string side_of(const std::vector<DiffPart>& parts, Kind without) {
    std::string text;
    for (const DiffPart& part : parts)
        if (part.kind != without) text += part.text;
    return text;
}

TEST(TextDiffTest, BothTextsComeOutOfTheParts) {
    for (const auto& [before, after] : std::vector<std::pair<std::string, std::string>>{
             {"", ""},
             {"", "新しい"},
             {"古い", ""},
             {"同じ", "同じ"},
             {"34Bのモデルを公開した。", "70Bのモデルを公開する。"},
             {"あいうえお", "かきくけこ"},
             {"ab\xff",
              "a\xff\xff"
              "b"},
             {std::string(3000, 'a'), std::string(3000, 'b')}}) {
        const auto parts = text_diff(before, after);
        if (before.find('\xff') != std::string::npos) continue;  // it only must not fail
        EXPECT_EQ(side_of(parts, Kind::Added), before);
        EXPECT_EQ(side_of(parts, Kind::Removed), after);
    }
}

TEST(TextDiffTest, MarksOnlyWhatChanged) {
    EXPECT_EQ(text_diff("重みを公開した。", "重みを非公開にした。"),
              (std::vector<DiffPart>{{Kind::Same, "重みを"},
                                     {Kind::Added, "非"},
                                     {Kind::Same, "公開"},
                                     {Kind::Added, "に"},
                                     {Kind::Same, "した。"}}));
    EXPECT_EQ(text_diff("xABCy", "xDBEy").size(), 4U) << "one common letter between is no island";
}

CallPlan plan_of(std::string key) {
    CallPlan plan;
    plan.key = std::move(key);
    plan.item = 7;
    plan.stage = "score";
    plan.endpoint = "main";
    plan.reserve = 500;
    return plan;
}

TEST(CompareLedgerTest, CountsEveryCallAndKeepsNoAnswer) {
    testing::MemoryLedger behind;
    const auto production = *behind.reserve_call(plan_of("k"), {});
    ASSERT_TRUE(behind.store_reply(production, {.text = "old", .cost = 100}));
    CompareLedger ledger{behind};
    EXPECT_FALSE(ledger.find_reply("k")) << "the old answer must not stand in for the new one";
    const auto call = *ledger.reserve_call(plan_of("k"), {});
    ASSERT_TRUE(ledger.store_reply(call, {.text = "new", .cost = 40}));
    ASSERT_TRUE(ledger.judge_reply(call, true, "a finding"));
    EXPECT_EQ(ledger.spent(), 40);
    EXPECT_EQ(behind.spent_since(TimePoint{}), 140);
    const testing::MemoryLedger::Call ours = behind.calls().at(1);
    EXPECT_EQ(ours.plan.stage, "compare");
    EXPECT_EQ(ours.plan.item, 0);
    EXPECT_EQ(ours.reply->text, "");
    EXPECT_EQ(ours.finding, "a finding");
    EXPECT_EQ(behind.find_reply("k")->reply.text, "old") << "a stage at work keeps its own";
}

TEST(CompareLedgerTest, KeepsToTheBudget) {
    testing::MemoryLedger behind;
    CompareLedger ledger{behind};
    BudgetLimits limits;
    limits.day = 700;
    EXPECT_TRUE(ledger.reserve_call(plan_of("a"), limits));
    EXPECT_EQ(ledger.reserve_call(plan_of("b"), limits).error().kind, ErrorKind::OverBudget);
    EXPECT_EQ(ledger.reserve_calls({plan_of("c"), plan_of("d")}, {}).size(), 2U);
    EXPECT_EQ(behind.calls().size(), 3U);
}

std::string score_json(int depth) {
    Score score;
    for (const Axis axis : kAxes) score.axes[axis] = {3, "根拠を示す。", {1}};
    score.axes[Axis::Depth].level = depth;
    return dump(to_json(score));
}

Item item_with(std::string_view stage, std::string result) {
    Extraction extraction;
    extraction.blocks = {{.n = 1, .text = "The works ran."}};
    Item item;
    item.id = 12;
    item.title = "Works";
    item.url = "https://works.example/12";
    item.source = "works";
    StageRecord extract;
    extract.state = JobState::Done;
    extract.result_json = dump(to_json(extraction));
    item.stages["extract"] = extract;
    StageRecord record;
    record.state = JobState::Done;
    record.result_json = std::move(result);
    record.provenance = {.engine = "llm", .model = "m-1", .tokens_in = 900, .cost = 1500};
    record.findings = {"数値が根拠段落にありません"};
    item.stages[std::string{stage}] = record;
    return item;
}

/// A stage that answers by item, or ends with an error.
class AnswerStage final : public pipeline::Stage {
public:
    explicit AnswerStage(std::vector<Expected<std::string>> answers)
        : answers_{std::move(answers)} {}
    [[nodiscard]] std::string_view name() const noexcept override { return "score"; }
    [[nodiscard]] Expected<pipeline::StageOutput> run(const pipeline::StageInput& input,
                                                      std::stop_token) const override {
        const auto& answer = answers_.at(static_cast<std::size_t>(input.item.id - 1));
        if (!answer) return tl::unexpected{answer.error()};
        pipeline::StageOutput output;
        output.result_json = *answer;
        output.provenance = {.engine = "llm", .model = "m-2", .tokens_in = 800, .cost = 900};
        return output;
    }

private:
    std::vector<Expected<std::string>> answers_;
};

Comparison compared(std::vector<Expected<std::string>> answers) {
    std::vector<Item> sample;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        sample.push_back(item_with("score", score_json(3)));
        sample.back().id = static_cast<ItemId>(i + 1);
    }
    Comparison comparison{.stage = "score", .change = "prompt new.md"};
    run_comparison(comparison, AnswerStage{std::move(answers)}, std::move(sample), 1);
    return comparison;
}

TEST(CompareTest, SetsLevelsFindingsAndCostSideBySide) {
    const Comparison comparison = compared({score_json(5), score_json(3)});
    ASSERT_EQ(comparison.items.size(), 2U);
    const AxisShift depth = axis_shifts(comparison).front();
    EXPECT_EQ(depth.items, 2);
    EXPECT_EQ(depth.moved, 1);
    EXPECT_DOUBLE_EQ(depth.before, 3.0);
    EXPECT_DOUBLE_EQ(depth.after, 4.0);
    const json figures = json::parse(compare_json(comparison, ScoreWeights{}));
    EXPECT_EQ(figures["before"]["findings"], 2);
    EXPECT_EQ(figures["after"]["findings"], 0);
    EXPECT_DOUBLE_EQ(figures["before"]["cost_usd"], 0.003);
    EXPECT_DOUBLE_EQ(figures["after"]["cost_usd"], 0.0018);
    EXPECT_EQ(figures["items"][0]["before"]["total"], 300);
    EXPECT_EQ(figures["items"][0]["after"]["total"], 380);
    EXPECT_TRUE(figures["stopped"].is_null());
}

TEST(CompareTest, OneItemsTroubleStandsWithItAndAnOutageStopsTheRest) {
    const Comparison one =
        compared({fail(ErrorKind::BadInput, "declined"), score_json(4), score_json(4)});
    ASSERT_EQ(one.items.size(), 3U);
    EXPECT_EQ(one.items[0].after.error, "declined");
    EXPECT_EQ(one.stopped, "");
    const Comparison all =
        compared({score_json(4), fail(ErrorKind::OverBudget, "the day is spent"), score_json(4)});
    EXPECT_EQ(all.wanted, 3);
    EXPECT_EQ(all.items.size(), 1U);
    EXPECT_EQ(all.stopped, "the day is spent");
}

TEST(CompareTest, FieldsOfEitherSideStandInTheResultsOrder) {
    Summary old_one{.title = "旧題", .tldr = "旧要約"};
    old_one.key_points = {{"見出し1", "文1", {1}}};
    Summary new_one = old_one;
    new_one.title = "新題";
    new_one.key_points.push_back({"見出し2", "文2", {1, 2}});
    ComparedItem compared{item_with("summarize", dump(to_json(old_one))), {}, {}};
    compared.before.result_json = dump(to_json(old_one));
    compared.after.result_json = dump(to_json(new_one));
    const auto fields = compare_fields("summarize", compared);
    EXPECT_EQ(fields.front().name, "見出し");
    EXPECT_EQ(fields.front().before, "旧題");
    EXPECT_EQ(fields.front().after, "新題");
    EXPECT_EQ(fields.back().name, "要点2");
    EXPECT_EQ(fields.back().before, "");
    EXPECT_EQ(fields.back().after, "文2 [p1, p2]");

    Translation translation;
    translation.blocks = {{.n = 1, .text = "工場は動いた。"}};
    compared.after.result_json = dump(to_json(translation));
    compared.before.result_json = "{\"broken\":";
    const auto blocks = compare_fields("translate", compared);
    ASSERT_EQ(blocks.size(), 1U);
    EXPECT_EQ(blocks[0].original, "The works ran.");
    EXPECT_EQ(blocks[0].after, "工場は動いた。");
}

TEST(ComparePageTest, NothingFromOutsideIsMarkup) {
    const std::string hostile =
        "\"'><script>alert(1)</script><img src=x onerror=alert(2)></td></table></style>";
    Summary summary{.title = hostile, .tldr = hostile};
    summary.key_points = {{hostile, hostile, {1}}};
    summary.tags = {hostile};
    summary.entities = {{hostile, hostile, hostile, hostile}};
    ComparedItem compared{item_with("summarize", dump(to_json(summary))), {}, {}};
    compared.item.title = hostile;
    compared.item.url = "javascript:alert(3)//" + hostile;
    compared.item.source = hostile;
    compared.before.result_json = dump(to_json(summary));
    summary.title = hostile + hostile;
    compared.after = {dump(to_json(summary)), {hostile, hostile, hostile}, {hostile}, hostile};
    Comparison comparison{.stage = "summarize", .change = "prompt " + hostile};
    comparison.stopped = hostile;
    comparison.items = {compared};
    std::string page = compare_page(comparison, ScoreWeights{}, TimeZone{"Asia/Tokyo"});
    EXPECT_EQ(page.find("<script"), std::string::npos);
    EXPECT_EQ(page.find("<img"), std::string::npos);
    EXPECT_EQ(page.find("href=\"javascript:"), std::string::npos);
    EXPECT_EQ(page.find("</style>", page.find("</style>") + 1), std::string::npos);
    EXPECT_NE(page.find("&lt;script&gt;"), std::string::npos);
    EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
}

TEST(ComparePageTest, MarksChangesAndNamesWhatStayed) {
    Summary old_one{.title = "重みを公開した", .tldr = "同じ要約"};
    Summary new_one{.title = "重みを公開する", .tldr = "同じ要約"};
    ComparedItem compared{item_with("summarize", ""), {}, {}};
    compared.before.result_json = dump(to_json(old_one));
    compared.after.result_json = dump(to_json(new_one));
    Comparison comparison{.stage = "summarize", .change = "llm second (m-2)"};
    comparison.items = {compared};
    const std::string page = compare_page(comparison, ScoreWeights{}, TimeZone{"Asia/Tokyo"});
    EXPECT_NE(page.find("重みを公開<del>した</del>"), std::string::npos);
    EXPECT_NE(page.find("重みを公開<ins>する</ins>"), std::string::npos);
    EXPECT_NE(page.find("変わらない"), std::string::npos);
    EXPECT_NE(page.find("要約の比較:llm second (m-2)"), std::string::npos);
}

}  // namespace
}  // namespace ainews::daemon
