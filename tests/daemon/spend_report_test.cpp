#include "daemon/spend_report.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

namespace ainews::daemon {
namespace {

std::vector<SpendRow> rows() {
    const TimeZone zone{"Asia/Tokyo"};
    const TimePoint first = *zone.start_of("2026-05-01");
    const TimePoint second = *zone.start_of("2026-05-02");
    return {{first, "score", "main", "m-1", "alpha", 2, 1000, 100, 0, 2'000},
            {first, "translate", "main", "m-1", "beta", 1, 3000, 5000, 500, 9'000},
            {second, "edition", "big", "m-2", "", 1, 700, 300, 0, 5'000}};
}

TEST(SpendReportTest, AddsUpByDayStageModelAndSource) {
    const auto all = nlohmann::json::parse(spend_json(rows(), TimeZone{"Asia/Tokyo"}));
    EXPECT_EQ(all["days"][0]["day"], "2026-05-02");
    EXPECT_EQ(all["days"][1]["day"], "2026-05-01");
    EXPECT_EQ(all["days"][1]["calls"], 3);
    EXPECT_EQ(all["days"][1]["tokens_in"], 4000);
    EXPECT_EQ(all["days"][1]["tokens_cached"], 500);
    EXPECT_DOUBLE_EQ(all["days"][1]["cost_usd"], 0.011);
    EXPECT_EQ(all["stages"][0]["name"], "translate") << "the dearest first";
    EXPECT_EQ(all["models"][0]["name"], "main/m-1");
    EXPECT_EQ(all["models"][1]["name"], "big/m-2");
    ASSERT_EQ(all["sources"].size(), 3U);
    EXPECT_EQ(all["sources"][1]["name"], "");
}

TEST(SpendReportTest, ShowsTablesToPeople) {
    std::ostringstream out;
    print_spend(out, rows(), TimeZone{"Asia/Tokyo"});
    for (const char* text :
         {"DAY", "STAGE", "MODEL", "SOURCE", "2026-05-02", "$0.0110", "main/m-1", "(no item)"})
        EXPECT_NE(out.str().find(text), std::string::npos) << text;
    std::ostringstream none;
    print_spend(none, {}, TimeZone{"Asia/Tokyo"});
    EXPECT_EQ(none.str(), "nothing was asked of a model in these days\n");
}

}  // namespace
}  // namespace ainews::daemon
