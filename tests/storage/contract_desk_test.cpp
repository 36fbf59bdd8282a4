#include <gmock/gmock.h>

#include "core/json_text.h"
#include "core/results_json.h"
#include "core/sha256.h"
#include "tests/storage/store_contract.h"

namespace ainews::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kSummary =
    R"({"title":"旧題","tldr":"旧要約","key_points":[{"heading":"甲","text":"乙","blocks":[1]}],)"
    R"("tags":["規制"],"entities":[]})";

std::string extraction(std::vector<std::string> texts) {
    Extraction out;
    for (std::string& text : texts) {
        Block block;
        block.n = static_cast<std::int64_t>(out.blocks.size()) + 1;
        block.text = std::move(text);
        out.blocks.push_back(std::move(block));
    }
    return dump(to_json(out));
}

/// Two blocks; the second has a link on 「規則」.
constexpr const char* kTranslation =
    R"({"blocks":[{"n":1,"kind":"paragraph","text":"一段目。","spans":[]},)"
    R"({"n":2,"kind":"paragraph","text":"新しい規則が出た。",)"
    R"("spans":[{"start":3,"end":5,"href":"https://a.example/rule"}]}]})";

class DeskContract : public StoreContract {
protected:
    ItemId article(const std::string& name = "one") {
        const ItemId id = add_item("a", name);
        for (const auto& [stage, json] :
             {std::pair<std::string, std::string>{"extract", extraction({"First.", "Second."})},
              {"summarize", kSummary},
              {"score", "{}"},
              {"translate", kTranslation},
              {"analyze", R"({"impact":"旧影響","comment":"","watch":[],"facts_used":[]})"}})
            finish(done(claim_of(id, stage), json));
        return id;
    }

    Expected<EditReceipt> edit(ItemId id, const std::string& field, std::optional<std::string> text,
                               const std::string& note = {}) {
        return store().edit_text({id, field, std::move(text), "reason", note, now()});
    }

    void redo(ItemId id, const std::string& stage, const std::string& json) {
        ASSERT_TRUE(store().redo(id, stage, now()).has_value());
        finish(done(claim_of(id, stage), json));
    }

    [[nodiscard]] std::string text(ItemId id, const std::string& field) const {
        return field_text(item(id), field).value_or("(nothing)");
    }
};

TEST_P(DeskContract, EveryFieldCanBeSetByHandAndTakenBack) {
    const ItemId id = article();
    for (const std::string field :
         {"title", "tldr", "keypoint:1", "keypoint:1:heading", "impact", "comment", "body:2"}) {
        const std::string before = text(id, field);
        const auto receipt = edit(id, field, "直した文");
        ASSERT_TRUE(receipt.has_value()) << field << ": " << receipt.error().message;
        EXPECT_EQ(receipt->before, before) << field;
        EXPECT_EQ(text(id, field), "直した文") << field;
        ASSERT_TRUE(edit(id, field, std::nullopt).has_value()) << field;
        EXPECT_EQ(text(id, field), before) << field;
        EXPECT_FALSE(edit(id, field, std::nullopt).has_value()) << "nothing left to revert";
    }
    ASSERT_TRUE(edit(id, "tags", "半導体、 輸出規制, 半導体").has_value());
    EXPECT_EQ(text(id, "tags"), "半導体, 輸出規制");
}

TEST_P(DeskContract, RefusesWhatCannotBe) {
    const ItemId id = article();
    for (const std::string field : {"", "titel", "body:9", "body:0", "body:x", "keypoint:2",
                                    "keypoint:1:text", "keypoint:", "body:1:heading"})
        EXPECT_FALSE(edit(id, field, "文").has_value()) << field;
    EXPECT_FALSE(edit(id, "title", "").has_value()) << "an article has a title";
    EXPECT_EQ(edit(999, "title", "文").error().kind, ErrorKind::NotFound);
    EXPECT_THAT(item(id).hand_texts, IsEmpty());
    EXPECT_THAT(item(id).corrections, IsEmpty());
}

TEST_P(DeskContract, ATextByHandSurvivesRedo) {
    const ItemId id = article();
    ASSERT_TRUE(edit(id, "title", "手の題").has_value());
    redo(id, "summarize",
         R"({"title":"機械の新題","tldr":"新要約","key_points":[],"tags":[],)"
         R"("entities":[]})");
    EXPECT_EQ(text(id, "title"), "手の題");
    EXPECT_EQ(text(id, "tldr"), "新要約") << "what nobody set by hand is the stage's own";
    ASSERT_TRUE(edit(id, "title", std::nullopt).has_value());
    EXPECT_EQ(text(id, "title"), "機械の新題");
}

TEST_P(DeskContract, ABodyTextFollowsItsBlockAndStaysOutOfAnother) {
    const ItemId id = article();
    ASSERT_TRUE(edit(id, "body:2", "新しい規則を直した。").has_value());
    const auto body = translation_from_json(*item(id).stages.at("translate").result_json).value();
    ASSERT_THAT(body.blocks[1].spans, SizeIs(1)) << "the link stays on its word";
    EXPECT_EQ(body.blocks[1].spans[0].start, 3);

    redo(id, "extract", extraction({"New lead.", "Changed.", "Second."}));
    redo(
        id, "translate",
        R"({"blocks":[{"n":1,"kind":"paragraph","text":"新"},{"n":2,"kind":"paragraph","text":"変"},)"
        R"({"n":3,"kind":"paragraph","text":"二"}]})");
    EXPECT_EQ(text(id, "body:2"), "変");
    EXPECT_EQ(text(id, "body:3"), "新しい規則を直した。");

    redo(id, "extract", extraction({"New lead.", "Changed."}));
    EXPECT_EQ(text(id, "body:2"), "変");
    ASSERT_THAT(item(id).hand_texts, SizeIs(1));
    EXPECT_FALSE(item(id).hand_texts[0].applies) << "kept, but its block is gone";
    EXPECT_TRUE(edit(id, "body:2", std::nullopt).has_value()) << "and can be taken back";
}

TEST_P(DeskContract, AnEditBecomesACorrectionOnceReadersMayHaveSeenTheText) {
    const ItemId open = add_item("a", "open");
    finish(done(claim_of(open, "extract"), extraction({"Text."})));
    EXPECT_FALSE(edit(open, "title", "先に付けた題")->correction) << "nothing was there to be seen";
    EXPECT_THAT(item(open).corrections, IsEmpty());

    const ItemId held = add_item("a", "held");
    ASSERT_TRUE(store().set_publish_state(held, PublishState::Held, "", "", now()).has_value());
    finish_everything();
    EXPECT_FALSE(edit(held, "title", "公開前の題")->correction);

    const ItemId id = article();
    ASSERT_TRUE(item(id).first_published.has_value());
    EXPECT_TRUE(edit(id, "title", "公開後の題", "社名を誤っていました。")->correction);
    EXPECT_FALSE(edit(id, "title", "公開後の題")->correction) << "nothing changed";
    EXPECT_TRUE(edit(id, "impact", "新影響")->correction);
    EXPECT_THAT(item(id).corrections,
                ElementsAre(Correction{now(), "title", "社名を誤っていました。"},
                            Correction{now(), "impact", "影響分析を訂正しました。"}));
    // Held for a closer look, corrected, released: readers had seen the old text.
    ASSERT_TRUE(store().set_publish_state(id, PublishState::Held, "", "", now()).has_value());
    EXPECT_TRUE(edit(id, "tldr", "新しい要約")->correction);
}

TEST_P(DeskContract, CorrectionsAreListedNewestFirstAndNeverOfWhatIsNotPublic) {
    const ItemId corrected = article("one");
    const ItemId held = article("two");
    const ItemId withdrawn = article("three");
    for (const ItemId id : {corrected, held, withdrawn}) {
        clock_.advance(std::chrono::minutes{1});
        ASSERT_TRUE(edit(id, "title", "直した題").has_value());
    }
    ASSERT_TRUE(store().set_publish_state(held, PublishState::Held, "", "", now()).has_value());
    clock_.advance(std::chrono::minutes{1});
    ASSERT_TRUE(
        store()
            .set_publish_state(withdrawn, PublishState::Withdrawn, "x", "取り下げます。", now())
            .has_value());
    const auto lines = store().corrections(10);
    ASSERT_THAT(lines, SizeIs(2));
    EXPECT_EQ(lines[0].item, withdrawn);
    EXPECT_TRUE(lines[0].withdrawn);
    EXPECT_EQ(lines[0].note, "取り下げます。");
    EXPECT_EQ(lines[0].source, store().item(withdrawn)->source);
    EXPECT_EQ(lines[0].published, store().item(withdrawn)->first_seen);
    EXPECT_EQ(lines[1].item, corrected);
    EXPECT_EQ(lines[1].field, "title");
    EXPECT_THAT(store().corrections(1), SizeIs(1));
}

TEST_P(DeskContract, EveryChangeLeavesADatedTraceAndGrowsTheRevision) {
    const ItemId id = article();
    const auto changed = [&](const char* what, const auto& change) {
        const auto before = store().revision();
        ASSERT_TRUE(change()) << what;
        EXPECT_GT(store().revision(), before) << what;
        EXPECT_THAT(store().history(id), Contains(Field(&HistoryLine::what, what)));
    };
    changed("pin", [&] { return store().set_pinned(id, true, "先頭に", now()).has_value(); });
    EXPECT_TRUE(item(id).pinned);
    EXPECT_THAT(items({.pinned = true}), SizeIs(1));
    changed("unpin", [&] { return store().set_pinned(id, false, "", now()).has_value(); });
    changed("correct", [&] { return edit(id, "title", "題").has_value(); });
    changed("held", [&] { return store().hold({id, "数値が合わない", now()}).value_or(false); });
    EXPECT_EQ(item(id).publish_reason, "数値が合わない");
    EXPECT_THAT(items({.publish = {PublishState::Held}}), SizeIs(1));
    changed("released", [&] {
        return store().set_publish_state(id, PublishState::Public, "", "", now()).has_value();
    });
    EXPECT_THAT(items({.publish = {PublishState::Held}}), IsEmpty());
    EXPECT_THAT(store().history(id), Contains(Field(&HistoryLine::text, HasSubstr("旧題"))))
        << "the trace says what was there";
}

TEST_P(DeskContract, AReasonStandsUntilAnotherIsGiven) {
    const ItemId id = article();
    const auto hold = [&](const char* reason, const char* note) {
        return store().set_publish_state(id, PublishState::Held, reason, note, now()).has_value();
    };
    ASSERT_TRUE(hold("出典を確認中", "note"));
    ASSERT_TRUE(hold("", ""));
    EXPECT_EQ(item(id).publish_reason, "出典を確認中");
    EXPECT_EQ(item(id).publish_note, "note");
    ASSERT_TRUE(hold("数値を確認中", ""));
    EXPECT_EQ(item(id).publish_reason, "数値を確認中");
    ASSERT_TRUE(store().set_publish_state(id, PublishState::Public, "", "", now()).has_value());
    EXPECT_EQ(item(id).publish_reason, "");
}

TEST_P(DeskContract, WhatAnEditorReleasedIsNotHeldAgainForTheSameReason) {
    const ItemId id = article();
    ASSERT_TRUE(store().hold({id, "findings", now()}).value());
    EXPECT_FALSE(store().hold({id, "findings", now()}).value()) << "it is held already";
    ASSERT_TRUE(store().set_publish_state(id, PublishState::Public, "", "", now()).has_value());
    EXPECT_FALSE(store().hold({id, "findings", now()}).value());
    EXPECT_EQ(item(id).publish, PublishState::Public);
    EXPECT_TRUE(store().hold({id, "vanished", now()}).value())
        << "another reason is another matter";
}

TEST_P(DeskContract, WithdrawnIsForGood) {
    const ItemId id = add_item("a", "one");
    ASSERT_TRUE(
        store()
            .set_publish_state(id, PublishState::Withdrawn, "誤報", "誤りがありました。", now())
            .has_value());
    EXPECT_THAT(claim(), IsEmpty()) << "nothing more is paid for it";
    const TimePoint then = now();
    clock_.advance(std::chrono::hours{1});
    for (const auto state : {PublishState::Public, PublishState::Held, PublishState::Hidden})
        EXPECT_FALSE(store().set_publish_state(id, state, "", "", now()).has_value());
    EXPECT_FALSE(edit(id, "title", "題").has_value());
    EXPECT_FALSE(store().set_pinned(id, true, "", now()).has_value());
    EXPECT_TRUE(store().set_pinned(id, false, "", now()).has_value());
    EXPECT_FALSE(store().redo(id, "extract", now()).has_value());
    EXPECT_FALSE(store().retry(id, now()).has_value());
    ASSERT_TRUE(store()
                    .set_publish_state(id, PublishState::Withdrawn, "誤報", "改めた告知。", now())
                    .has_value());
    EXPECT_EQ(item(id).publish_changed, then) << "the notice keeps its day";
    EXPECT_EQ(item(id).publish_note, "改めた告知。");
}

TEST_P(DeskContract, ATextByHandIsFoundBySearch) {
    const ItemId id = article();
    ASSERT_TRUE(edit(id, "tldr", "輸出管理の話に直した").has_value());
    while (store().refresh(100).value() > 0) {
    }
    EXPECT_THAT(store().search("輸出管理", 10).value(), SizeIs(1));
    EXPECT_THAT(store().search("旧要約", 10).value(), IsEmpty());
}

TEST_P(DeskContract, AStageCanHoldItsItemInTheSameStep) {
    const ItemId id = add_item("a", "one");
    FinishStage finished = done(claim_of(id, "extract"), extraction({"Text."}));
    finished.hold = "findings: 本文が短い";
    finish(finished);
    EXPECT_EQ(item(id).publish, PublishState::Held);
    finish_everything();
    EXPECT_FALSE(item(id).first_published.has_value()) << "nobody has seen it";
    EXPECT_EQ(store().held_items(), 1);
    clock_.advance(std::chrono::hours{1});
    ASSERT_TRUE(store().set_publish_state(id, PublishState::Public, "", "", now()).has_value());
    EXPECT_EQ(item(id).first_published, now()) << "feeds date it from its release";
    EXPECT_EQ(store().held_items(), 0);
}

TEST_P(DeskContract, LaterStagesBuildOnWhatTheEditorWrote) {
    const ItemId id = article();
    ASSERT_TRUE(edit(id, "tldr", "直した要約").has_value());
    ASSERT_TRUE(store().redo(id, "analyze", now()).has_value());
    const auto work = store().load(claim_of(id, "analyze")).value();
    EXPECT_THAT(work.results.at("summarize"), HasSubstr("直した要約"));
    EXPECT_THAT(work.previous, HasSubstr("旧影響")) << "its own last result, for what is unchanged";
}

TEST_P(DeskContract, CountsWhatTheEditorWatches) {
    const auto axes = [](int level) {
        std::string json = R"({"axes":{)";
        for (const char* axis : {"depth", "relevance", "practicality", "novelty"})
            json += std::string{axis[0] == 'd' ? "" : ","} + "\"" + axis +
                    "\":{\"level\":" + std::to_string(level) + R"(,"reason":"r","blocks":[]})";
        return json + "}}";
    };
    const auto levels = [&] {
        std::map<int, std::int64_t> counts;
        for (const auto& count : store().score_levels(now() - std::chrono::hours{48}))
            counts[count.level] += count.n;
        return counts;
    };
    const ItemId id = article();
    EXPECT_TRUE(levels().empty()) << "a score without axes is none";
    redo(id, "score", axes(4));
    EXPECT_EQ(levels(), (std::map<int, std::int64_t>{{4, 4}}));
    redo(id, "score", axes(2));
    EXPECT_EQ(levels(), (std::map<int, std::int64_t>{{2, 4}})) << "today's results only";

    ASSERT_TRUE(store().redo(id, "summarize", now()).has_value());
    FinishStage made = done(claim_of(id, "summarize"), kSummary);
    made.provenance.input_hash = "11111111.22222222.33333333.44444444";
    finish(made);
    const auto makers = store().result_makers();
    ASSERT_THAT(makers, SizeIs(1));
    EXPECT_EQ(makers[0].maker, "11111111.22222222");
    EXPECT_EQ(makers[0].n, 1);

    EXPECT_THAT(store().outdated_results(), IsEmpty());
    redo(id, "extract", extraction({"First.", "Second."}));
    EXPECT_THAT(store().outdated_results(), IsEmpty()) << "the same text again";
    redo(id, "extract", extraction({"First.", "Changed."}));
    EXPECT_EQ(store().outdated_results().at("translate"), 1);
    redo(id, "translate", kTranslation);
    EXPECT_FALSE(store().outdated_results().contains("translate"));

    ASSERT_TRUE(store().delete_item(id, "", now()).has_value());
    EXPECT_TRUE(levels().empty());
    EXPECT_THAT(store().result_makers(), IsEmpty());
}

INSTANTIATE_STORE_CONTRACT(DeskContract);

}  // namespace
}  // namespace ainews::testing
