#include "daemon/explain.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "core/json_text.h"
#include "core/results_json.h"

namespace ainews::daemon {
namespace {

Item scored_item() {
    Score score;
    for (const auto& [axis, level] : {std::pair{Axis::Depth, 5},
                                      {Axis::Relevance, 5},
                                      {Axis::Practicality, 3},
                                      {Axis::Novelty, 2}})
        score.axes[axis] = {level, "条件を満たす。", {1}};
    Item item;
    item.id = 12;
    item.title = "Original";
    item.url = "https://a.example/12";
    item.source = "a";
    item.sightings = {
        {.source = "a", .guid = "g", .url = item.url, .points = 412, .comments = 187}};
    StageRecord record;
    record.state = JobState::Done;
    record.result_json = dump(to_json(score));
    record.provenance = {.engine = "llm",
                         .model = "m-1",
                         .prompt_version = "abc",
                         .tokens_in = 900,
                         .tokens_out = 120,
                         .cost = 1500};
    record.findings = {"数値が根拠段落にありません"};
    item.stages["score"] = record;
    return item;
}

TEST(ExplainTest, ShowsTheArithmeticOfTheRating) {
    std::ostringstream out;
    explain_item(out, scored_item(), {}, Rights::Summary, ScoreWeights{}, TimeZone{"Asia/Tokyo"});
    EXPECT_NE(out.str().find("5×40 + 5×30 + 3×20 + 2×10 = 430 → ★4"), std::string::npos)
        << out.str();
}

TEST(ExplainTest, NamesTheEditionsThatItStandsIn) {
    std::ostringstream out;
    explain_item(out, scored_item(), {}, Rights::Summary, ScoreWeights{}, TimeZone{"Asia/Tokyo"},
                 {}, {{EditionKind::Daily, "2026-05-01"}, {EditionKind::Weekly, "2026-W18"}});
    EXPECT_NE(out.str().find("  editions daily 2026-05-01, weekly 2026-W18\n"), std::string::npos)
        << out.str();
}

TEST(ExplainTest, NamesWhoMadeEachResultAtWhatPrice) {
    std::ostringstream out;
    explain_item(out, scored_item(), {{TimePoint{}, "attempt", "rejected: 英語のまま"}},
                 Rights::Summary, ScoreWeights{}, TimeZone{"Asia/Tokyo"});
    for (const char* part : {"engine llm", "model m-1", "prompt abc", "tokens 900+120", "$0.001500",
                             "数値が根拠段落にありません", "412 points, 187 comments",
                             "rejected: 英語のまま", "rights summary"})
        EXPECT_NE(out.str().find(part), std::string::npos) << part << "\n" << out.str();
}

}  // namespace
}  // namespace ainews::daemon
