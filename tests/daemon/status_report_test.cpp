#include "daemon/status_report.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

namespace ainews::daemon {
namespace {

StatusReport sample() {
    StatusReport report;
    report.version = "1";
    report.cycle = CycleRecord{
        .started = from_rfc3339("2026-05-01T00:00:00Z").value(), .polled = 3, .failed = 1};
    report.next_cycle = from_rfc3339("2026-05-01T01:00:00Z");
    report.items[ItemState::Done] = 2;
    report.queue["translate"][JobState::Waiting] = 4;
    report.waiting = {{"no model configured", 4}};
    SourceRow failing{{.name = "A", .slug = "a", .url = "https://a.example/"}, {}};
    failing.state.state = SourceState::Failing;
    failing.state.failures = 2;
    failing.state.error = "HTTP 503";
    SourceRow fine{{.name = "B", .slug = "b", .url = "https://b.example/"}, {}};
    report.sources = {failing, fine};
    report.llms = {{"main", "limited", "429", {"main", 7, 100, 50, 1500}}};
    report.budget.day = 1'500'000;
    report.budget.day_spent = 1500;
    WebhookTally team{"team"};
    team.waiting = 3;
    team.oldest_waiting = from_rfc3339("2026-05-01T00:30:00Z");
    team.error = "HTTP 500";
    WebhookTally desk{"desk"};
    desk.delivered = 7;
    report.webhooks = {team, desk};
    return report;
}

TEST(StatusReportTest, KeepsTheContractsShape) {
    const auto out = nlohmann::json::parse(status_json(sample()));
    EXPECT_EQ(out["version"], "1");
    EXPECT_EQ(out["cycle"]["polled"], 3);
    EXPECT_EQ(out["cycle"]["finished"], nullptr);
    EXPECT_EQ(out["next_cycle"], "2026-05-01T01:00:00Z");
    EXPECT_EQ(out["items"]["done"], 2);
    EXPECT_EQ(out["items"]["failed"], 0);
    EXPECT_EQ(out["queue"]["translate"]["waiting"], 4);
    EXPECT_EQ(out["sources"][0]["state"], "failing");
    EXPECT_EQ(out["sources"][0]["error"], "HTTP 503");
    EXPECT_EQ(out["sources"][0]["last_ok"], nullptr);
    EXPECT_EQ(out["llm"][0]["state"], "limited");
    EXPECT_DOUBLE_EQ(out["llm"][0]["cost_usd"].get<double>(), 0.0015);
    EXPECT_DOUBLE_EQ(out["budget"]["day_usd"].get<double>(), 1.5);
    EXPECT_EQ(out["budget"]["month_usd"], nullptr);
    EXPECT_EQ(out["webhooks"][0]["waiting"], 3);
    EXPECT_EQ(out["webhooks"][0]["oldest_waiting"], "2026-05-01T00:30:00Z");
    EXPECT_EQ(out["webhooks"][1]["delivered"], 7);
    EXPECT_EQ(out["webhooks"][1]["error"], nullptr);
}

TEST(StatusReportTest, IsNotContentWhereWorkWaitsAndSaysWhy) {
    StatusReport report;
    report.cycle = CycleRecord{.started = from_rfc3339("2026-05-01T00:00:00Z").value()};
    const auto second_line = [&] {
        std::ostringstream out;
        print_status(out, report, TimeZone{"Asia/Tokyo"});
        std::istringstream lines{out.str()};
        std::string line;
        std::getline(lines, line);
        std::getline(lines, line);
        return line;
    };
    EXPECT_EQ(second_line(), "all is well");
    report.waiting = {{"no model configured", 34}};
    EXPECT_EQ(second_line(), "look at: 34 jobs wait: no model configured");
    report.waiting.emplace_back("the day's budget is spent", 1);
    EXPECT_EQ(second_line(), "look at: 35 jobs wait: no model configured and other reasons");
}

TEST(StatusReportTest, ShowsAPersonOnlyTheSourcesThatNeedThem) {
    std::ostringstream out;
    print_status(out, sample(), TimeZone{"Asia/Tokyo"});
    const std::string text = out.str();
    EXPECT_NE(text.find("2 sources, 1 failing"), std::string::npos) << text;
    EXPECT_NE(text.find("waiting: 4 jobs: no model configured"), std::string::npos) << text;
    EXPECT_NE(text.find("HTTP 503"), std::string::npos) << text;
    EXPECT_EQ(text.find("\nb "), std::string::npos) << text;
    EXPECT_NE(text.find("webhook team: 3 notices wait, the oldest since 05-01 09:30: HTTP 500"),
              std::string::npos)
        << text;
    EXPECT_EQ(text.find("desk"), std::string::npos) << text;
}

TEST(StatusReportTest, SaysInOneLineWhetherAndWhatAPersonShouldLookAt) {
    const auto second_line = [](const StatusReport& report) {
        std::ostringstream out;
        print_status(out, report, TimeZone{"Asia/Tokyo"});
        std::istringstream lines{out.str()};
        std::string line;
        std::getline(lines, line);
        std::getline(lines, line);
        return line;
    };
    StatusReport report = sample();
    EXPECT_EQ(second_line(report),
              "look at: model main is limited; 4 jobs wait: no model configured; 1 source fails");
    report.waiting.clear();
    report.llms[0].state = "ok";
    report.sources[0].state.state = SourceState::Ok;
    EXPECT_EQ(second_line(report), "all is well");
    report.sources[0].state.state = SourceState::Paused;
    EXPECT_EQ(second_line(report), "all is well") << "the operator paused it";
    report.budget.day_spent = 1'200'000;
    report.budget.month = 1'200'000;
    report.budget.month_spent = 1'200'000;
    report.items[ItemState::Failed] = 2;
    report.held = 1;
    EXPECT_EQ(second_line(report),
              "look at: most of today's money is spent; all of this month's money is spent; "
              "2 items failed; 1 item waits for the editor");
}

}  // namespace
}  // namespace ainews::daemon
