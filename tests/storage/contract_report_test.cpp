#include <gmock/gmock.h>

#include "core/json_text.h"
#include "core/results_json.h"
#include "core/source_report.h"
#include "tests/storage/store_contract.h"

namespace ainews::testing {
namespace {

using std::chrono::hours;
using ::testing::SizeIs;

class SourceReportContract : public StoreContract {
protected:
    [[nodiscard]] const SourceReportReader& report() {
        return dynamic_cast<const SourceReportReader&>(store());
    }
    [[nodiscard]] CallPlan plan(const std::string& key, MicroUsd reserve, ItemId item = 0) const {
        CallPlan made;
        made.key = key;
        made.item = item;
        made.stage = "score";
        made.endpoint = "main";
        made.model = "model-a";
        made.reserve = reserve;
        made.at = now();
        return made;
    }
    [[nodiscard]] CallReply reply(MicroUsd cost) const {
        CallReply made;
        made.text = "x";
        made.cost = cost;
        made.at = now();
        return made;
    }
};
INSTANTIATE_STORE_CONTRACT(SourceReportContract);

/// A rating with the same level on every axis.
std::string rating(int level) {
    Score score;
    for (const Axis axis : kAxes) score.axes[axis].level = level;
    return dump(to_json(score));
}

TEST_P(SourceReportContract, ReportsWhatEachSourceBroughtAndCost) {
    const TimePoint from = now();
    const ItemId good = add_item("a", "good");
    const ItemId poor = add_item("a", "poor");
    const ItemId other = add_item("b", "other");
    (void)poll("b", {entry("again", "https://a.example/good", "good", now())});
    for (const ItemId id : {good, poor, other}) extract(id);
    finish(done(claim_of(good, "score"), rating(3)));
    finish(done(claim_of(poor, "score"), rating(2)));
    const BudgetLimits today{.day_start = from, .month_start = from};
    const auto call = store().reserve_call(plan("1", 90, good), today).value();
    ASSERT_TRUE(store().store_reply(call, reply(70)));
    ASSERT_TRUE(store().reserve_call(plan("2", 30), today));
    NewEntry old = entry("old", "https://a.example/old", "old", now() - hours{1000});
    (void)poll("a", {old});

    const SourceReportAsk ask{.from = from, .weights = ScoreWeights{}};
    const auto rows = report().source_report(ask);
    ASSERT_THAT(rows, SizeIs(3));
    EXPECT_EQ(rows[0].source, "") << "about no item";
    EXPECT_EQ(rows[0].cost, 30);
    EXPECT_EQ(rows[1].source, "a");
    EXPECT_EQ(rows[1].items, 2);
    EXPECT_EQ(rows[1].skipped, 1) << "backlog";
    EXPECT_EQ(rows[1].good, 1);
    EXPECT_EQ(rows[1].cost, 70);
    EXPECT_EQ(rows[2].source, "b");
    EXPECT_EQ(rows[2].items, 1);
    EXPECT_EQ(rows[2].duplicates, 1) << "a's item";
    EXPECT_THAT(report().source_report({.from = now() + hours{1}}), SizeIs(0));
}

TEST_P(SourceReportContract, ReportsReprintsWithTheSourceThatReprinted) {
    const ItemId lead = add_item("a", "lead");
    const ItemId follower = add_item("b", "follower");
    extract(lead, {.simhash = 0x1234'5678'9abc'def0ULL});
    extract(follower, {.simhash = 0x1234'5678'9abc'def0ULL});
    const auto rows = report().source_report({.from = now() - hours{1}});
    ASSERT_THAT(rows, SizeIs(2));
    EXPECT_EQ(rows[0].leads, 1);
    EXPECT_EQ(rows[0].duplicates, 0);
    EXPECT_EQ(rows[1].leads, 0);
    EXPECT_EQ(rows[1].items, 1);
    EXPECT_EQ(rows[1].duplicates, 1);
}

}  // namespace
}  // namespace ainews::testing
