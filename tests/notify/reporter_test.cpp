#include "notify/reporter.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/notify/ledger_fixture.h"

namespace ainews::notify {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using ::testing::HasSubstr;

class ReporterTest : public LedgerFixture {
protected:
    ReporterTest() { rules_.listeners = {{"team", {}}, {"money", {"budget"}}}; }

    [[nodiscard]] Reporter reporter() { return Reporter{ledger(), rules_}; }
    int stories(std::vector<StoryNews> news) {
        return reporter().report_stories(std::move(news), now()).value();
    }
    [[nodiscard]] StoryNews story(ItemId item, int total = 480) const {
        StoryNews news;
        news.item = item;
        news.title = "記事" + std::to_string(item);
        news.total = total;
        news.at = now() - hours{1};
        return news;
    }
    /// A look at sources that fail, and those that do not.
    int look(const std::vector<std::string>& failing, const std::vector<std::string>& well = {}) {
        std::vector<SourceNews> news;
        for (const std::string& slug : failing) {
            int& failures = failures_[slug];
            news.push_back({slug, "媒体" + slug, SourceState::Failing, ++failures,
                            now() - hours{99}, now(), "HTTP 503"});
        }
        for (const std::string& slug : well) {
            failures_[slug] = 0;
            news.push_back({slug, "媒体" + slug, SourceState::Ok, 0, now(), now(), ""});
        }
        return reporter().report_sources(news, now()).value();
    }
    /// Hour by hour; returns how often something was told.
    int watch(int count, const std::vector<std::string>& failing,
              const std::vector<std::string>& well = {}) {
        int told = 0;
        for (int i = 0; i < count; ++i) {
            clock_.advance(hours{1});
            told += look(failing, well);
        }
        return told;
    }

    ReportRules rules_;
    std::map<std::string, int> failures_;
};

TEST_F(ReporterTest, TellsOfADailyOnceAndOnlyOfANewOne) {
    const DailyNews daily{"2026-05-01", "見出し", 12, "https://n.example/daily/2026-05-01/",
                          now() - hours{1}};
    EXPECT_EQ(reporter().report_daily(daily, now()).value(), 1);
    EXPECT_EQ(reporter().report_daily(daily, now()).value(), 0);
    EXPECT_EQ(next().title, "AI日報 5月1日号を公開しました");
    DailyNews old = daily;
    old.name = "2026-04-29";
    old.until = now() - hours{24};
    EXPECT_EQ(reporter().report_daily(old, now()).value(), 0);
}

TEST_F(ReporterTest, TellsOfFiveStoriesADayTheBestFirst) {
    EXPECT_EQ(stories({story(1, 460), story(2, 500), story(3), story(4), story(5), story(6, 450)}),
              5);
    EXPECT_EQ(next().title, "星5つ：記事2");
    EXPECT_EQ(stories({story(7)}), 0);
    clock_.advance(hours{13});  // 01:00 of the next day in Tokyo
    EXPECT_EQ(stories({story(8)}), 1);
}

TEST_F(ReporterTest, TellsOfAStoryOnceWhoeverReportsIt) {
    StoryNews first = story(1);
    EXPECT_EQ(stories({first}), 1);
    StoryNews joined = story(1);  // a story came of it
    joined.story = 9;
    joined.members = {2};
    EXPECT_EQ(stories({joined}), 0);
    StoryNews second = story(2);
    second.story = 9;
    second.members = {1};
    EXPECT_EQ(stories({second}), 0);
    StoryNews other = story(3);
    other.story = 10;
    EXPECT_EQ(stories({other}), 1);
    StoryNews follows = story(4);
    follows.story = 10;
    EXPECT_EQ(stories({follows}), 0);
}

TEST_F(ReporterTest, LeavesStoriesAloneThatAreOlderThanTwelveHours) {
    StoryNews old = story(1);
    old.at = now() - hours{12};
    EXPECT_EQ(stories({old}), 0);
    EXPECT_EQ(stories({story(2)}), 1);
    clock_.advance(hours{12});
    EXPECT_EQ(next().title, "") << "the webhook was down until nobody cared any more";
}

TEST_F(ReporterTest, WhatComesUpInQuietHoursOutlivesThem) {
    rules_.quiet = QuietHours::parse("11:30-23:30");
    StoryNews near_its_end = story(1);
    near_its_end.at = now() - hours{11};
    EXPECT_EQ(stories({near_its_end}), 1);
    clock_.advance(hours{12});
    EXPECT_EQ(next().title, "星5つ：記事1");
}

TEST_F(ReporterTest, TellsOfABudgetAtEightyPercentOnceADay) {
    const auto report = [&](MicroUsd spent, const std::string& day) {
        const BudgetNews budget{false, day, 1'000'000, spent, now() + hours{12}};
        return reporter().report_budgets(std::vector{budget}, now()).value();
    };
    EXPECT_EQ(report(799'999, "2026-05-01"), 0);
    EXPECT_EQ(report(800'000, "2026-05-01"), 1);
    EXPECT_EQ(report(990'000, "2026-05-01"), 0);
    EXPECT_EQ(report(810'000, "2026-05-02"), 1);
    EXPECT_EQ(tally("money").waiting, 2);
    EXPECT_EQ(next("money").title, "今日の予算の80%を使いました");
}

TEST_F(ReporterTest, NobodyHearsOfWhatNobodyAskedFor) {
    rules_.listeners = {{"money", {"budget"}}};
    EXPECT_EQ(stories({story(1)}), 0);
    EXPECT_EQ(tally("money").waiting, 0);
}

TEST_F(ReporterTest, GathersSourcesThatFailForADayIntoOneMessageADay) {
    EXPECT_EQ(watch(23, {"a", "b"}), 0);
    EXPECT_EQ(watch(2, {"a", "b", "c"}), 0) << "not one by one";
    EXPECT_EQ(watch(1, {"a", "b", "c"}), 1);
    const Message first = next();
    EXPECT_EQ(first.title, "1日以上取得できない情報源：2件");
    EXPECT_THAT(first.lines, ::testing::ElementsAre(HasSubstr("媒体a（a）"), HasSubstr("（b）")));
    // "c" joins them a day later; the ones told of are not news again.
    EXPECT_EQ(watch(48, {"a", "b", "c"}), 1);
    EXPECT_EQ(next().title, "1日以上取得できない情報源：新たに1件、前から2件");
    EXPECT_EQ(watch(72, {"a", "b", "c"}), 0);
}

TEST_F(ReporterTest, TellsOfRecoveryOnlyWhereItToldOfTheFailure) {
    watch(27, {"a", "b"}, {"c"});
    EXPECT_EQ(next().title, "1日以上取得できない情報源：2件");
    watch(10, {"c"}, {"a", "b"});  // "c" fails for ten hours only
    const Message message = next();
    EXPECT_EQ(message.title, "情報源が復旧しました：2件");
    EXPECT_THAT(message.lines[0], HasSubstr("媒体a（a）"));
    EXPECT_EQ(watch(10, {}, {"a", "b", "c"}), 0);
    EXPECT_EQ(next().title, "");
}

TEST_F(ReporterTest, ASourceThatComesBackForAMomentIsNoNews) {
    watch(27, {"a"});
    EXPECT_EQ(next().event, "source_failing");
    clock_.advance(minutes{30});
    look({}, {"a"});
    clock_.advance(minutes{30});
    look({"a"});
    EXPECT_EQ(watch(10, {"a"}), 0);
}

TEST_F(ReporterTest, ForgetsSourcesThatThePersonInChargeTookAway) {
    watch(27, {"a"});
    EXPECT_EQ(next().event, "source_failing");
    EXPECT_EQ(watch(5, {}), 0);
    EXPECT_TRUE(ledger().troubles().empty());
}

TEST_F(ReporterTest, AWebhookThatWasDownGetsTheNewestDigestOnly) {
    watch(27, {"a"});
    watch(48, {"a", "b"});
    EXPECT_EQ(tally().waiting, 1);
    EXPECT_EQ(next().title, "1日以上取得できない情報源：新たに1件、前から1件");
}

}  // namespace
}  // namespace ainews::notify
