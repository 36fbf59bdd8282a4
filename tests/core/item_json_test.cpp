#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/item.h"
#include "core/json_text.h"
#include "core/results_json.h"

namespace ainews {
namespace {

using nlohmann::json;

TEST(ItemContractTest, ShowsNullsWhileStagesAreOpen) {
    Item item;
    item.id = 7;
    item.stages["extract"] = {};
    const json out = json::parse(item_contract_json(item, Rights::Summary, ScoreWeights{}));
    EXPECT_EQ(out["ja"], nullptr);
    EXPECT_EQ(out["score"], nullptr);
    EXPECT_EQ(out["story"], nullptr);
    EXPECT_EQ(out["rights"], "summary");
    EXPECT_EQ(out["stages"]["extract"]["state"], "pending");
    EXPECT_EQ(out["stages"]["extract"]["engine"], "") << "a text in every state";
    EXPECT_EQ(out["stages"]["extract"]["cost_usd"], nullptr);
    EXPECT_TRUE(out["original"]["blocks"].empty());
}

TEST(ItemContractTest, ReadingMinutesAreThoseOfTheTextThatIsRead) {
    Extraction extraction;
    extraction.reading_minutes = 9;
    Item item;
    item.stages["extract"].result_json = dump(to_json(extraction));
    const auto minutes = [&] {
        return json::parse(item_contract_json(item, Rights::Full, {}))["reading_minutes"];
    };
    EXPECT_EQ(minutes(), 9);
    std::string text;
    for (int i = 0; i < 1000; ++i) text += "字";
    item.stages["translate"].result_json =
        dump(to_json(Translation{{{.n = 1, .text = std::move(text)}}}));
    EXPECT_EQ(minutes(), 2);
    item.stages.clear();
    EXPECT_EQ(minutes(), nullptr);
}

TEST(ItemContractTest, ComputesTheRatingFromTheAxesAndTheWeights) {
    Score score;
    for (const auto& [axis, level] : {std::pair{Axis::Depth, 5},
                                      {Axis::Relevance, 5},
                                      {Axis::Practicality, 3},
                                      {Axis::Novelty, 2}})
        score.axes[axis] = {level, "理由", {1}};
    Item item;
    StageRecord record;
    record.state = JobState::Done;
    record.result_json = dump(to_json(score));
    record.provenance.cost = 1250;
    item.stages["score"] = record;
    const json out = json::parse(item_contract_json(item, Rights::Full, ScoreWeights{}));
    EXPECT_EQ(out["score"]["total"], 430);
    EXPECT_EQ(out["score"]["stars"], 4);
    EXPECT_EQ(out["score"]["depth"], 5);
    EXPECT_EQ(out["score"]["reasons"]["novelty"], "理由");
    EXPECT_DOUBLE_EQ(out["stages"]["score"]["cost_usd"].get<double>(), 0.00125);
}

}  // namespace
}  // namespace ainews
