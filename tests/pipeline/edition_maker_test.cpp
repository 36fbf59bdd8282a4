#include "pipeline/edition_maker.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "core/json_text.h"
#include "core/results_json.h"
#include "storage/sqlite_store.h"
#include "tests/pipeline/fake_llm.h"
#include "tests/support/fake_clock.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"

namespace ainews::pipeline {
namespace {

using nlohmann::json;
using std::chrono::hours;
using std::chrono::minutes;
using ::testing::ElementsAre;
using testing::FakeClock;
using testing::FakeLlm;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using testing::TempDir;

/// 17:00 in Tokyo on 1 May 2026, a Friday: an hour before that day's edition.
TimePoint afternoon() { return from_rfc3339("2026-05-01T08:00:00Z").value(); }

/// What the fake model writes of any list: its first entry, in words that every summary here has.
std::string digest_answer(const Question& question) {
    json refs = json::array({"S1"});
    if (question.user.find("\nS2\n") != std::string::npos) refs.push_back("S2");
    return json{{"sections",
                 {{{"refs", refs},
                   {"heading", "新しいモデルの公開"},
                   {"body", "新しいモデルが公開された。独立した検証はまだない。"}}}},
                {"lead",
                 {{"refs", refs},
                  {"text",
                   "新しいモデルが公開された。独立した検証はまだなく、性能の主張は発表に基づく。"
                   "利用の条件も示されたが、細部は今後の発表を待つことになる。"}}},
                {"headline", "新しいモデルが公開、検証はこれから"}}
        .dump();
}

class EditionMakerTest : public ::testing::Test {
protected:
    EditionMakerTest() {
        const std::filesystem::path folder = testing::source_tree() / "config/default/prompts";
        prompts_ = std::make_shared<const PromptSet>(*PromptSet::load(std::span{&folder, 1}));
        clock_.set_wall(afternoon());
        graph_ = StageGraph{{{.name = "extract", .rank = 1},
                             {.name = "summarize", .needs = {"extract"}, .rank = 2},
                             {.name = "score", .needs = {"extract"}, .rank = 3}}};
        store_ = storage::SqliteStore::open({.path = directory_.path() / "a.db"}, graph_, clock_);
        std::vector<Source> sources(3);
        sources[0].slug = "wire";
        sources[1].slug = "links";
        sources[1].rights = Rights::Link;
        sources[2].slug = "board";
        sources[2].kind = SourceKind::Community;
        for (Source& source : sources) {
            source.url = "https://" + source.slug + ".example/feed";
            rules_.kinds.emplace(source.slug, source.kind);
        }
        rules_.rights = std::make_shared<const RightsPolicy>(sources, Rights::Summary);
        store_->sync_sources(sources, clock_.now());
        for (const char* stage : {"daily", "hacker", "weekly"})
            llm_.on(stage, [](const Question& question, int) -> Expected<std::string> {
                return digest_answer(question);
            });
        renew();
    }

    /// As after a restart.
    void renew(bool model = true) {
        LlmStageParts parts;
        parts.client = model ? &llm_ : nullptr;
        parts.prompts = prompts_;
        parts.clock = &clock_;
        maker_ = std::make_unique<EditionMaker>(*store_, *store_, *store_, parts, rules_,
                                                EditionCalendar{TimeZone{"Asia/Tokyo"}, "18:00"});
    }

    struct Sample {
        std::string source = "wire";
        int level = 3;  ///< of each axis
        std::optional<std::int64_t> points = std::nullopt;
        bool extractive = false;
    };

    /// An item seen now and worked off; `level` 0: not rated.
    ItemId add(const Sample& sample) {
        const std::string name = fmt::format("n{}", ++serial_);
        NewEntry fresh;
        fresh.entry.id = name;
        fresh.entry.url = fmt::format("https://{}.example/{}", sample.source, name);
        fresh.entry.title = name;
        fresh.entry.points = sample.points;
        fresh.keys = {name, fresh.entry.url, name, ""};
        fresh.change_hash = name;
        PollOutcome outcome;
        outcome.kind = PollOutcome::Kind::Fetched;
        outcome.at = clock_.now();
        outcome.after.slug = sample.source;
        outcome.entries = {fresh};
        EXPECT_TRUE(store_->record_polls({outcome}));
        ItemId id = 0;
        for (auto claims = claim(); !claims.empty(); claims = claim()) {
            const Claim& one = claims.front();
            id = one.item;
            FinishStage finish;
            finish.claim = one;
            finish.now = clock_.now();
            finish.result_json = "{}";
            if (one.stage == "summarize") finish.result_json = summary(name, sample.extractive);
            if (one.stage == "score")
                finish.result_json = sample.level == 0 ? "" : score(sample.level);
            EXPECT_TRUE(store_->finish_stage(finish));
        }
        return id;
    }
    std::vector<Claim> claim() {
        ClaimRequest request;
        request.now = clock_.now();
        return store_->claim(request).value();
    }
    static std::string summary(const std::string& name, bool extractive) {
        Summary made;
        made.title = "新しいモデル" + name + "の公開";
        made.tldr = "新しいモデルが公開された。独立した検証はまだない。";
        made.key_points = {{"公開", "性能の主張は発表に基づく。利用の条件も示された。", {1}}};
        made.tags = {"モデル"};
        made.extractive = extractive;
        return dump(to_json(made));
    }
    static std::string score(int level) {
        Score made;
        for (const Axis axis : kAxes) made.axes[axis] = {level, "理由。", {1}};
        return dump(to_json(made));
    }

    /// 18:00 has passed.
    void evening() { clock_.advance(hours{1}); }
    std::vector<std::string> tend() {
        std::vector<std::string> made;
        for (const EditionMade& one : maker_->tend({}))
            made.push_back(fmt::format("{} {}{}", to_string(one.kind), one.name,
                                       one.deterministic ? " list" : ""));
        return made;
    }
    Edition daily(const std::string& name = "2026-05-01") {
        const auto found = store_->edition(EditionKind::Daily, name);
        EXPECT_TRUE(found) << name;
        return found.value_or(Edition{});
    }
    static std::vector<ItemId> ids(const Edition& edition) {
        std::vector<ItemId> items;
        for (const EditionItem& one : edition.items) items.push_back(one.item);
        return items;
    }
    void model_is(bool up) {
        llm_.on("daily", [up](const Question& question, int) -> Expected<std::string> {
            if (!up) return fail(ErrorKind::Unavailable, "down");
            return digest_answer(question);
        });
    }

    TempDir directory_;
    FakeClock clock_;
    StageGraph graph_;
    FakeLlm llm_;
    std::shared_ptr<const PromptSet> prompts_;
    EditionRules rules_;
    std::unique_ptr<storage::SqliteStore> store_;
    std::unique_ptr<EditionMaker> maker_;
    int serial_ = 0;
};

TEST_F(EditionMakerTest, IsMadeOnceWhenItsTimeIsOver) {
    const ItemId item = add({});
    EXPECT_THAT(tend(), IsEmpty()) << "it is five o'clock";
    evening();
    add({});  // belongs to tomorrow
    EXPECT_THAT(tend(), ElementsAre("daily 2026-05-01"));
    EXPECT_THAT(tend(), IsEmpty());
    EXPECT_THAT(ids(daily()), ElementsAre(item));
    EXPECT_EQ(daily().headline, "新しいモデルが公開、検証はこれから");
    EXPECT_EQ(daily().frozen_at, daily().made + kEditionOpen);
    EXPECT_EQ(daily().provenance.model, "fake-1");
    clock_.advance(hours{3});
    renew();
    EXPECT_THAT(tend(), IsEmpty());
    EXPECT_EQ(llm_.asked("daily"), 1U);
}

TEST_F(EditionMakerTest, MakesByItselfOnlyWhatIsWanted) {
    add({.source = "board", .points = 10});
    evening();
    rules_.made = {EditionKind::Hacker};
    renew();
    EXPECT_THAT(tend(), ElementsAre("hacker 2026-05-01"));
    EXPECT_EQ(llm_.asked("daily"), 0U) << "nothing is paid for the others";
    const EditionPeriod day = maker_->calendar().latest(EditionKind::Daily, clock_.now());
    EXPECT_TRUE(maker_->make(day, false, {})) << "by hand it is made all the same";
}

TEST_F(EditionMakerTest, TheBestComeFirstAndOnlyWhatMayBeToldIsShownToAModel) {
    const ItemId low = add({.level = 2});
    const ItemId high = add({.level = 5});
    const ItemId unrated = add({.level = 0});
    const ItemId linked = add({.source = "links", .level = 4});
    const ItemId excerpt = add({.level = 1, .extractive = true});
    const ItemId hidden = add({.level = 5});
    ASSERT_TRUE(store_->set_publish_state(hidden, PublishState::Hidden, "", "", clock_.now()));
    evening();
    tend();
    EXPECT_THAT(ids(daily()), ElementsAre(high, linked, low, excerpt, unrated));
    const std::string question = llm_.asked().at(0).user;
    EXPECT_THAT(question, HasSubstr("S1〜S3"));
    EXPECT_THAT(question, HasSubstr("S1\n題: 新しいモデルn2の公開")) << "the best one";
    EXPECT_THAT(question, Not(HasSubstr("n4"))) << "its rights allow a link only";
    EXPECT_THAT(question, Not(HasSubstr("n5"))) << "in the language of the original";
}

TEST_F(EditionMakerTest, TakesInWhatWasFinishedBeforeItFreezesAndNothingAfter) {
    add({});
    evening();
    tend();
    const ItemId first = ids(daily()).front();
    // First seen before six, worked off after.
    clock_.set_wall(afternoon() + minutes{30});
    const ItemId late = add({.level = 5});
    clock_.set_wall(afternoon() + minutes{70});
    EXPECT_THAT(tend(), IsEmpty()) << "not at every item";
    clock_.advance(minutes{16});
    EXPECT_THAT(tend(), ElementsAre("daily 2026-05-01"));
    EXPECT_THAT(ids(daily()), ElementsAre(late, first));
    clock_.advance(minutes{2});
    EXPECT_THAT(tend(), IsEmpty()) << "nothing changed";
    clock_.set_wall(afternoon() + minutes{40});
    add({.level = 5});
    clock_.set_wall(afternoon() + hours{3});
    renew();
    EXPECT_THAT(tend(), IsEmpty()) << "frozen";
    EXPECT_THAT(ids(daily()), SizeIs(2));
}

TEST_F(EditionMakerTest, WithoutAnAnswerItIsAListThatIsReplacedOnceEvenAfterFreezing) {
    add({});
    add({.level = 5});
    evening();
    model_is(false);
    EXPECT_THAT(tend(), ElementsAre("daily 2026-05-01 list"));
    EXPECT_EQ(daily().headline, "2026年5月1日のAIニュース2本");
    EXPECT_THAT(daily().sections, IsEmpty());
    EXPECT_THAT(daily().findings.back(), HasSubstr("down"));
    clock_.advance(hours{2});
    EXPECT_THAT(tend(), IsEmpty()) << "still down";
    model_is(true);
    EXPECT_THAT(tend(), IsEmpty()) << "it is not asked at every look";
    clock_.advance(hours{1});
    EXPECT_THAT(tend(), ElementsAre("daily 2026-05-01"));
    EXPECT_THAT(daily().sections, SizeIs(1));
    EXPECT_THAT(daily().corrections, IsEmpty()) << "nothing that was said was wrong";
    clock_.advance(hours{2});
    EXPECT_THAT(tend(), IsEmpty());
}

TEST_F(EditionMakerTest, WithoutAModelItIsAListAndStaysOne) {
    add({});
    evening();
    renew(false);
    EXPECT_THAT(tend(), ElementsAre("daily 2026-05-01 list"));
    clock_.advance(hours{5});
    EXPECT_THAT(tend(), IsEmpty());
}

TEST_F(EditionMakerTest, AnswersThatNeverPassGiveAListAndAreNotPaidForAgain) {
    add({});
    evening();
    llm_.on("daily", std::string{R"({"sections":[{"refs":["S1"],"heading":"Sunderlake",
        "body":"Sunderlakeが新しいモデルを公開した。検証はまだない。"}],
        "lead":{"refs":["S1"],"text":"Sunderlakeが公開した。"},"headline":"Sunderlakeが公開"})"});
    EXPECT_THAT(tend(), ElementsAre("daily 2026-05-01 list"));
    EXPECT_EQ(daily().provenance.engine, "llm");
    clock_.advance(hours{12});
    EXPECT_THAT(tend(), IsEmpty());
    EXPECT_EQ(llm_.asked("daily"), 3U);
}

TEST_F(EditionMakerTest, CatchesUpOnceAfterDowntimeOldestFirst) {
    add({});
    evening();
    EXPECT_THAT(tend(), ElementsAre("daily 2026-05-01"));
    add({});
    clock_.advance(hours{24});
    add({});
    clock_.advance(hours{24});
    renew();
    // Saturday's, Sunday's and, since Sunday has passed, the week's.
    EXPECT_THAT(tend(), ElementsAre("daily 2026-05-02", "daily 2026-05-03", "weekly 2026-W18"));
    EXPECT_THAT(tend(), IsEmpty());
    const auto weekly = store_->edition(EditionKind::Weekly, "2026-W18");
    ASSERT_TRUE(weekly);
    EXPECT_THAT(weekly->items, SizeIs(3));
    EXPECT_THAT(weekly->lead.items, SizeIs(2));
    const auto asked = llm_.asked();
    EXPECT_THAT(asked.back().user, HasSubstr("日: 2026-05-01\n題: 新しいモデルの公開"))
        << "it is made of the dailies' sections";
}

TEST_F(EditionMakerTest, TheFirstPaperIsTheNewestAndNoneFromBeforeItIsMadeUpFor) {
    for (int day = 0; day < 5; ++day) {
        add({});
        clock_.advance(hours{24});
    }
    add({});
    evening();
    EXPECT_THAT(tend(), ElementsAre("daily 2026-05-06"));
    EXPECT_EQ(llm_.asked("daily"), 1U) << "what an upgrade costs";
    clock_.advance(hours{2});
    EXPECT_THAT(tend(), IsEmpty()) << "nor later";
}

TEST_F(EditionMakerTest, AnOldPeriodIsLeftAlone) {
    add({});
    clock_.advance(hours{24} * 20);
    renew();
    EXPECT_THAT(tend(), IsEmpty());
}

TEST_F(EditionMakerTest, TheHackerDailyHoldsWhatTheCommunityVotedForMostPointsFirst) {
    add({.level = 5});
    const ItemId some = add({.source = "board", .level = 5, .points = 40});
    const ItemId most = add({.source = "board", .level = 1, .points = 310});
    evening();
    EXPECT_THAT(tend(), ElementsAre("daily 2026-05-01", "hacker 2026-05-01"));
    const auto hacker = store_->edition(EditionKind::Hacker, "2026-05-01");
    ASSERT_TRUE(hacker);
    EXPECT_THAT(ids(*hacker), ElementsAre(most, some));
    EXPECT_EQ(hacker->items.front().points, 310);
    EXPECT_THAT(llm_.asked().back().user, Not(HasSubstr("310"))) << "points are put in by code";
}

TEST_F(EditionMakerTest, TheEditorMayMakeOneByHand) {
    add({});
    const auto early = maker_->make(
        maker_->calendar().period(EditionKind::Daily, "2026-05-01").value(), false, {});
    ASSERT_FALSE(early);
    EXPECT_EQ(early.error().kind, ErrorKind::BadInput);
    evening();
    tend();
    clock_.advance(hours{2});
    const auto period = maker_->calendar().period(EditionKind::Daily, "2026-05-01").value();
    EXPECT_EQ(maker_->make(period, false, {}).error().kind, ErrorKind::Conflict);
    ASSERT_TRUE(maker_->make(period, true, {}));
    EXPECT_THAT(daily().corrections, SizeIs(1));
    model_is(false);
    EXPECT_EQ(maker_->make(period, true, {}).error().kind, ErrorKind::Unavailable)
        << "no list in place of what was written";
    EXPECT_THAT(daily().sections, SizeIs(1));
    const auto empty = maker_->calendar().period(EditionKind::Daily, "2026-04-01").value();
    EXPECT_EQ(maker_->make(empty, false, {}).error().kind, ErrorKind::NotFound);
}

TEST_F(EditionMakerTest, WhileAnotherProcessMakesItItIsLeftAlone) {
    add({});
    evening();
    const auto other =
        storage::SqliteStore::open({.path = directory_.path() / "a.db"}, graph_, clock_);
    ASSERT_TRUE(other->begin_edition(EditionKind::Daily, "2026-05-01", clock_.now(), minutes{10}));
    EXPECT_THAT(tend(), IsEmpty());
    EXPECT_EQ(llm_.asked("daily"), 0U) << "nothing is paid for twice";
}

}  // namespace
}  // namespace ainews::pipeline
