#include "daemon/source_report.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "core/calendar.h"

namespace ainews::daemon {
namespace {

std::vector<ReportLine> lines() {
    Source silent;
    silent.slug = "silent";
    Source alpha;
    alpha.slug = "alpha";
    SourceReportRow spent;
    spent.cost = 5'000;
    SourceReportRow gone;
    gone.source = "gone";
    gone.items = 4;
    SourceReportRow rich;
    rich.source = "alpha";
    rich.items = 10;
    rich.leads = 3;
    rich.duplicates = 2;
    rich.failed = 1;
    rich.done = 9;
    rich.good = 4;
    rich.cost = 20'000;
    return report_lines({silent, alpha}, {spent, rich, gone});
}

TEST(SourceReportTest, SetsSilentAndRemovedSourcesBesideTheOthers) {
    const auto all = nlohmann::json::parse(
        source_report_json(lines(), 30, *from_rfc3339("2026-05-01T00:00:00Z")));
    EXPECT_EQ(all["days"], 30);
    EXPECT_EQ(all["from"], "2026-05-01T00:00:00Z");
    ASSERT_EQ(all["sources"].size(), 4U);
    EXPECT_EQ(all["sources"][0]["slug"], "alpha") << "the dearest first";
    EXPECT_DOUBLE_EQ(all["sources"][0]["spend_per_good_usd"], 0.005);
    EXPECT_EQ(all["sources"][1]["slug"], "gone");
    EXPECT_EQ(all["sources"][1]["configured"], false);
    EXPECT_EQ(all["sources"][2]["slug"], "silent");
    EXPECT_EQ(all["sources"][2]["new"], 0);
    EXPECT_TRUE(all["sources"][2]["spend_per_good_usd"].is_null());
    EXPECT_EQ(all["sources"][3]["slug"], "") << "what belongs to no item comes last";
    EXPECT_EQ(all["total"]["new"], 14);
    EXPECT_DOUBLE_EQ(all["total"]["spend_usd"], 0.025);
    EXPECT_DOUBLE_EQ(all["total"]["spend_per_good_usd"], 0.025 / 4);
}

TEST(SourceReportTest, PrintsATableWithItsSums) {
    std::ostringstream out;
    print_source_report(out, lines());
    for (const char* text :
         {"SOURCE", "3+ STARS", "gone (removed)", "(no item)", "$0.0200", "$0.0050", "\nall "})
        EXPECT_NE(out.str().find(text), std::string::npos) << text << "\n" << out.str();
}

}  // namespace
}  // namespace ainews::daemon
