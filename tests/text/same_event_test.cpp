#include "text/same_event.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <iostream>
#include <set>

#include "tests/text/story_pairs.h"
#include "text/event_numbers.h"
#include "text/event_terms.h"
#include "text/event_words.h"

namespace ainews::text {
namespace {

using std::chrono::hours;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Key;
using testing::LabelledPair;
using ::testing::Pair;
using testing::StoryPairs;
using ::testing::UnorderedElementsAre;

constexpr double kPrecisionMin = 0.95;
constexpr double kRecallMin = 0.80;

struct Figures {
    int right = 0;
    int wrong = 0;
    int missed = 0;
    [[nodiscard]] double precision() const { return static_cast<double>(right) / (right + wrong); }
    [[nodiscard]] double recall() const { return static_cast<double>(right) / (right + missed); }
};

/// Judges the pairs of the files and prints each mistake.
Figures figures_of(const std::string& name, const std::vector<std::string>& files) {
    Figures figures;
    std::size_t pairs = 0;
    for (const std::string& file : files) {
        const StoryPairs set{file};
        for (const LabelledPair& pair : set.pairs()) {
            const EventMatch match = set.compare(pair);
            ++pairs;
            figures.right += match.same && pair.same ? 1 : 0;
            figures.wrong += match.same && !pair.same ? 1 : 0;
            figures.missed += !match.same && pair.same ? 1 : 0;
            if (match.same != pair.same)
                std::cout << fmt::format("  {}: {} {} {} ({}), score {:.2f} {}\n", name,
                                         pair.same ? "missed" : "wrongly joined", pair.a, pair.b,
                                         pair.kind, match.score, match.ruled_out);
        }
    }
    std::cout << fmt::format("{}: {} pairs, precision {:.3f}, recall {:.3f}\n", name, pairs,
                             figures.precision(), figures.recall());
    return figures;
}

TEST(SameEventSetTest, JoinsThePairsItWasTunedOnWithFewMistakes) {
    const Figures tuned = figures_of("tuned on", {"tune-1.txt", "tune-2.txt", "tune-3.txt",
                                                  "tune-4.txt", "tune-5.txt", "tune-6.txt"});
    EXPECT_GE(tuned.precision(), kPrecisionMin);
    EXPECT_GE(tuned.recall(), kRecallMin);
}

TEST(SameEventSetTest, JoinsPairsItHasNeverSeenWithFewMistakes) {
    const Figures held_out = figures_of("held out", {"held-out.txt"});
    EXPECT_GE(held_out.precision(), kPrecisionMin);
    EXPECT_GE(held_out.recall(), kRecallMin);
}

TEST(SameEventSetTest, HasEveryKindOfPairAndEnoughOfThem) {
    std::size_t pairs = 0;
    std::set<std::string> kinds;
    std::set<std::string> languages;
    for (const char* file : {"tune-1.txt", "tune-2.txt", "tune-3.txt", "tune-4.txt", "tune-5.txt",
                             "tune-6.txt", "held-out.txt"}) {
        const StoryPairs set{file};
        pairs += set.pairs().size();
        for (const LabelledPair& pair : set.pairs()) kinds.insert(pair.kind);
        for (const auto& [id, report] : set.reports()) {
            languages.insert(report.language);
            EXPECT_FALSE(report.facts.title.empty() || report.facts.tldr.empty() ||
                         report.original_title.empty() || report.facts.entities.empty())
                << id;
        }
    }
    EXPECT_GE(pairs, 150U);
    EXPECT_THAT(languages, ElementsAre("en", "ja", "zh"));
    for (const char* kind : {"outlets", "languages", "translation", "follow-up", "company", "topic",
                             "template", "recurring", "version", "quarter", "unrelated"})
        EXPECT_TRUE(kinds.contains(kind)) << kind;
}

TEST(SameEventSetTest, AnOrderOfTheTwoSidesMakesNoDifference) {
    const StoryPairs set{"tune-1.txt"};
    for (const LabelledPair& pair : set.pairs()) {
        LabelledPair turned = pair;
        std::swap(turned.a, turned.b);
        EXPECT_NEAR(set.compare(pair).score, set.compare(turned).score, 1e-9)
            << pair.a << ' ' << pair.b;
    }
}

EventFacts price_cut() {
    EventFacts facts;
    facts.title = "Orrinmoor、コード支援Pagelingを月額12ドルに値下げ";
    facts.tldr = "Orrinmoorはコード支援Pagelingの料金を月額20ドルから12ドルに下げる。";
    facts.entities = {{"Orrinmoor", "company", "main", "Orrinmoor"},
                      {"Pageling", "product", "main", "Pageling"}};
    return facts;
}

double all_rare(const std::string& /*key*/) { return 0.8; }

TEST(SameEventTest, NeedsAMainEntityInCommonAndSeventyTwoHours) {
    EXPECT_TRUE(compare_events(price_cut(), price_cut(), all_rare).same);
    EventFacts mentioned = price_cut();
    for (Entity& entity : mentioned.entities) entity.role = "mention";
    EXPECT_FALSE(compare_events(price_cut(), mentioned, all_rare).same);
    EventFacts late = price_cut();
    late.at += kSameEventWindow;
    EXPECT_TRUE(compare_events(price_cut(), late, all_rare).same);
    late.at += Millis{1};
    EXPECT_FALSE(compare_events(price_cut(), late, all_rare).same);
    EXPECT_FALSE(compare_events(EventFacts{}, EventFacts{}, all_rare).same);
}

TEST(SameEventTest, ANameThatEverybodyUsesCountsForLess) {
    const auto common = [](const std::string& key) { return key == "orrinmoor" ? 0.05 : 0.8; };
    EventFacts other = price_cut();
    other.entities[1] = {"Millrace", "product", "main", "Millrace"};
    EXPECT_LT(compare_events(price_cut(), other, common).score,
              compare_events(price_cut(), other, all_rare).score);
    EXPECT_GT(entity_rarity(1, 400), entity_rarity(60, 400));
    EXPECT_GE(entity_rarity(400, 400), 0);
    EXPECT_GT(entity_rarity(1, 1), 0.5) << "on the first day nothing is common yet";
}

TEST(SameEventTest, KnowsAnEntityByEitherSpelling) {
    EXPECT_THAT(entity_keys({"澄湖科技", "company", "main", "Chenghu Technology"}),
                ElementsAre("澄湖科技", "chenghutechnology"));
    EXPECT_THAT(entity_keys({"ＧＰＴ－５", "model", "main", "gpt-5"}), ElementsAre("gpt5"));
    EXPECT_THAT(entity_keys({"!?", "org", "main", ""}), IsEmpty());
}

TEST(SameEventTest, SaysWhatIsSharedAndWhatRulesItOut) {
    EXPECT_THAT(compare_events(price_cut(), price_cut(), all_rare).shared,
                UnorderedElementsAre("Orrinmoor", "Pageling"));
    EventFacts other = price_cut();
    other.title = "Orrinmoor、Pageling 2.2を公開";
    EventFacts one = price_cut();
    one.title = "Orrinmoor、Pageling 2.1を公開";
    EXPECT_EQ(compare_events(one, other, all_rare).ruled_out, "another version, issue or period");
}

struct OrdinalCase {
    const char* a;
    const char* b;
    bool contradict;
};

TEST(SameEventTest, TellsVersionsIssuesAndPeriodsApart) {
    const OrdinalCase cases[] = {
        {"kilnframe 0.14.0公開", "kilnframe 0.14.1を公開", true},
        {"kilnframe 0.14.0公開", "推論エンジンkilnframe 0.14.0", false},
        {"kilnframe 0.14公開", "loomwire 3.1公開", false},
        {"第1四半期の売上高", "第2四半期の売上高", true},
        {"第41号、待つ", "第42号、尋ねる", true},
        {"4~6月期の決算", "1~3月期の決算", true},
        {"5月の番付", "6月の番付", true},
        {"5月11日から", "6月の番付", false},
        {"対話ai 900店", "対話ai 120店", false},
        {"gpt-5.6の料金", "gpt 5.6の公開", false},
        {"", "", false},
    };
    for (const OrdinalCase& one : cases)
        EXPECT_EQ(contradict(ordinals(one.a), ordinals(one.b)), one.contradict)
            << one.a << " / " << one.b;
}

TEST(SameEventTest, ReadsAmountsWithTheirScaleAndUnit) {
    EXPECT_THAT(
        quantities("2億1000万ユーロの制裁金、4,200人と1社"),
        ElementsAre(Pair("ユーロ", ElementsAre("2億1000万")), Pair("人", ElementsAre("4200"))));
    EXPECT_THAT(quantities("図案2万点"), ElementsAre(Pair("", ElementsAre("2万"))));
    EXPECT_THAT(quantities("2.4倍"), ElementsAre(Pair("倍", ElementsAre("2.4"))));
    EXPECT_THAT(quantities("数字はない"), IsEmpty());
}

TEST(SameEventTest, ComparesWhatIsSaidBesideTheNames) {
    const std::vector<std::string> names{"sabletide", "t9"};
    EXPECT_THAT(event_terms("sable tideが買収 t90", names),
                UnorderedElementsAre(Key("買収"), Key("が買"), Key("t"), Key("90")));
    EXPECT_EQ(jaccard({}, {}), 0);
    EXPECT_EQ(containment(event_terms("買収", {}), event_terms("買収を発表", {})), 1);
}

TEST(SameEventTest, KnowsKindsOfEventsAndLaterTurns) {
    EXPECT_NE(event_kinds("murmurを買収") & event_kinds("murmurが傘下に"), 0U);
    EXPECT_EQ(event_kinds("murmurを買収") & event_kinds("murmurを提訴"), 0U);
    EXPECT_EQ(event_kinds("天気の話"), 0U);
    EXPECT_THAT(follow_up_words("制裁金に不服申し立て"), ElementsAre("不服"));
    EXPECT_THAT(follow_up_words("制裁金を科す"), IsEmpty());
}

}  // namespace
}  // namespace ainews::text
