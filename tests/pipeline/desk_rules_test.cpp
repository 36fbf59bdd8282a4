#include <gmock/gmock.h>

#include "core/json_text.h"
#include "core/results_json.h"
#include "pipeline/fingerprint.h"
#include "pipeline/hold_rules.h"

namespace ainews::pipeline {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<Block> blocks(const std::vector<std::string>& texts) {
    std::vector<Block> out;
    for (const std::string& text : texts) {
        Block block;
        block.n = static_cast<std::int64_t>(out.size()) + 1;
        block.text = text;
        out.push_back(std::move(block));
    }
    return out;
}

std::string page(const std::vector<std::string>& texts, const std::string& title = "") {
    Extraction out;
    out.title = title;
    out.from_page = true;
    out.blocks = blocks(texts);
    return dump(to_json(out));
}

TEST(RetractionTest, TellsANoticeFromAnArticleAboutOne) {
    const std::string article(400, 'a');
    struct Case {
        const char* title;
        std::vector<std::string> texts;
        bool retracted;
    };
    for (const Case& c : std::vector<Case>{
             {"Retracted: Heron 2 beats everything", {article}, true},
             {"Ｒｅｔｒａｃｔｅｄ： wide letters", {article}, true},
             {"【取り下げ】新モデルの性能について", {article}, true},
             {"Heron 2", {"This article has been removed at the request of its author."}, true},
             {"Heron 2", {"この記事は削除されました。"}, true},
             {"Heron 2", {"News", "該当の記事を取り下げました。"}, true},
             {"404 Not Found", {}, true},
             {"Journal retracted 40 papers on AI", {article}, false},
             {"Heron 2", {article, article, "This article has been removed elsewhere."}, false},
             {"Heron 2", {article + " This article has been removed, the mail said."}, false},
             {"撤回の波紋:論文はなぜ消えたか", {article}, false},
             {"", {}, false},
         })
        EXPECT_EQ(says_retracted(c.title, blocks(c.texts)), c.retracted) << c.title;
}

class HoldRulesTest : public ::testing::Test {
protected:
    HoldRulesTest() {
        Source words{.name = "W", .slug = "words", .url = "https://w.example/"};
        words.hold_if = {"lawsuit", "訴訟"};
        Source findings{.name = "F", .slug = "findings", .url = "https://f.example/"};
        findings.hold_if = {std::string{kHoldFindings}};
        sources_ = {words, findings, {.name = "N", .slug = "none", .url = "https://n.example/"}};
    }

    std::string held(const std::string& source, std::string_view stage, StageOutput output,
                     bool vanished = true) {
        input_.item.source = source;
        output_ = std::move(output);
        return HoldRules{sources_, vanished}.apply(stage, input_, output_);
    }

    std::vector<Source> sources_;
    StageInput input_;
    StageOutput output_;
};

TEST_F(HoldRulesTest, LooksForWordsInTheArticleAndItsJapanese) {
    const std::string summary =
        R"({"title":"題","tldr":"訴訟が起きた","key_points":[],"tags":[],"entities":[]})";
    EXPECT_THAT(held("words", "extract", {.result_json = page({"A lawsuit was filed."})}),
                HasSubstr("hold_if"));
    EXPECT_THAT(held("words", "summarize", {.result_json = summary}), HasSubstr("hold_if"));
    EXPECT_EQ(held("words", "extract", {.result_json = page({"Nothing of the sort."})}), "");
    EXPECT_EQ(held("none", "summarize", {.result_json = summary}), "");
    EXPECT_EQ(held("unknown", "summarize", {.result_json = summary}), "");
}

TEST_F(HoldRulesTest, HoldsFindingsOnlyWhereTheSourceAsksForIt) {
    StageOutput output{.result_json = "{}"};
    output.findings = {"数値が根拠段落にない"};
    EXPECT_THAT(held("findings", "translate", output), HasSubstr("translate: 数値"));
    EXPECT_EQ(held("words", "translate", output), "");
    EXPECT_EQ(held("findings", "extract", output), "") << "a short page is no fault of a result";
    output.not_needed = true;
    EXPECT_EQ(held("findings", "translate", output), "") << "the gate is no fault either";
    EXPECT_EQ(held("findings", "translate", {.result_json = "{}"}), "");
}

TEST_F(HoldRulesTest, HoldsAnArticleWhoseOriginalVanishedAndKeepsItsText) {
    const std::string before = page({"The article as it was."});
    StageOutput gone{.result_json = page({"excerpt"})};
    gone.findings = {"page answered 404"};
    EXPECT_EQ(held("none", "extract", gone), "") << "never read before: nothing vanished";
    input_.item.previous = before;
    EXPECT_THAT(held("none", "extract", gone), HasSubstr("vanished"));
    EXPECT_EQ(output_.result_json, before);
    EXPECT_EQ(held("none", "extract", gone, false), "") << "as configured";
    gone.findings = {"page answered 503"};
    EXPECT_EQ(held("none", "extract", gone), "") << "down is not gone";
    EXPECT_THAT(held("none", "extract", {.result_json = page({"This story has been retracted."})}),
                HasSubstr("taken back"));
    EXPECT_EQ(output_.result_json, before);
    EXPECT_EQ(held("none", "extract", {.result_json = page({"Another paragraph."})}), "");
}

TEST(FingerprintTest, SaysWhichPartChanged) {
    StageMaker maker{"summarize", "prompt 1", "model-a", {}};
    StageInput input;
    input.item.title = "T";
    input.extraction = Extraction{};
    input.extraction->blocks = blocks({"Northlake ships Heron."});
    const std::string stored = fingerprint(maker, input);
    EXPECT_THAT(differences(stored, fingerprint(maker, input)), IsEmpty());
    EXPECT_EQ(stored.substr(0, 17), maker_part(maker));

    StageMaker other = maker;
    other.prompt = "prompt 2";
    EXPECT_THAT(differences(stored, fingerprint(other, input)), ElementsAre("prompt"));
    other = maker;
    other.model = "model-b";
    EXPECT_THAT(differences(stored, fingerprint(other, input)), ElementsAre("model"));
    other = maker;
    other.terms = [](std::string_view text) {
        return text.find("Heron") == std::string_view::npos
                   ? std::vector<Term>{}
                   : std::vector<Term>{{"Heron", "ヘロン"}};
    };
    EXPECT_THAT(differences(stored, fingerprint(other, input)), ElementsAre("terms"));
    input.extraction->blocks[0].text = "Northlake ships Osprey.";
    EXPECT_THAT(differences(stored, fingerprint(maker, input)), ElementsAre("input"));
    EXPECT_THAT(differences(stored, fingerprint(other, input)), ElementsAre("input"))
        << "a term that the text does not hold changes nothing";
}

TEST(FingerprintTest, ThePromptForPartsCountsOnlyWhereAnArticleWasReadInParts) {
    StageMaker maker{"summarize", "prompt 1", "model-a", {}};
    maker.parts_prompt = "parts 1";
    const StageInput input;
    Provenance whole{.prompt_version = "prompt 1", .input_hash = fingerprint(maker, input)};
    Provenance in_parts = whole;
    in_parts.prompt_version = in_parts_version("prompt 1", "parts 1");
    EXPECT_THAT(stale_parts(in_parts, maker, input), IsEmpty());
    maker.parts_prompt = "parts 2";
    EXPECT_THAT(stale_parts(in_parts, maker, input), ElementsAre("prompt"));
    EXPECT_THAT(stale_parts(whole, maker, input), IsEmpty());
    maker.prompt = "prompt 2";
    EXPECT_THAT(stale_parts(in_parts, maker, input), ElementsAre("prompt")) << "said once";
}

TEST(FingerprintTest, OnlyAnalyzeReadsTheSummary) {
    StageInput input;
    input.extraction = Extraction{};
    StageInput corrected = input;
    corrected.summary = Summary{};
    corrected.summary->tldr = "直した要約";
    for (const auto& [stage, differs] :
         {std::pair{"analyze", true}, {"translate", false}, {"score", false}}) {
        const StageMaker maker{stage, "p", "m", {}};
        EXPECT_EQ(fingerprint(maker, input) != fingerprint(maker, corrected), differs) << stage;
    }
}

TEST(FingerprintTest, KnowsNothingOfResultsThatHaveNone) {
    const StageMaker maker{"score", "p", "m", {}};
    for (const std::string& stored : {std::string{}, std::string(64, 'a'), std::string{"a.b.c.d"}})
        EXPECT_THAT(differences(stored, fingerprint(maker, {})), IsEmpty()) << stored;
}

}  // namespace
}  // namespace ainews::pipeline
