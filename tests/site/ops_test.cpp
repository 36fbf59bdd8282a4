#include <gmock/gmock.h>

#include <fstream>
#include <regex>
#include <set>

#include "site/metrics.h"
#include "site/ops_charts.h"
#include "tests/site/reader_fixture.h"
#include "tests/support/source_tree.h"

namespace ainews::site {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

OpsReport busy_report() {
    OpsReport report;
    report.started = TimePoint{std::chrono::hours{1000}};
    report.at = report.started + std::chrono::hours{3};
    report.version = "1.2.3";
    report.cycle = CycleRecord{.started = report.at - std::chrono::minutes{10},
                               .finished = report.at - std::chrono::minutes{8},
                               .polled = 62,
                               .unchanged = 41,
                               .failed = 2,
                               .new_items = 9};
    report.next_cycle = report.at + std::chrono::minutes{50};
    report.items = {{ItemState::Done, 40}, {ItemState::Waiting, 3}, {ItemState::Failed, 1}};
    report.queue["translate"] = {
        {JobState::Done, 40}, {JobState::Waiting, 3}, {JobState::Failed, 1}};
    report.waiting = {{"model main is unreachable", 3}};
    report.oldest_unfinished = report.at - std::chrono::minutes{12};
    report.held = 2;
    report.ratings = {{Axis::Novelty, {1, 2, 30, 4, 0}, -0.25, 0.125}};
    report.sources = {{"good", "正常な情報源", {.slug = "good", .last_ok = report.at}},
                      {"bad",
                       "深潮科技",
                       {.slug = "bad",
                        .state = SourceState::Failing,
                        .failures = 4,
                        .error = "TLS: certificate has expired"}}};
    report.models = {{"main", "ok", "", {"main", 70, 180'404, 2000, 1'500'000}, "heron-2"}};
    for (int day = 10; day < 20; ++day)
        report.days.push_back({"2026-05-" + std::to_string(day), day * 10'000, day});
    report.day_spent = 190'000;
    report.month_spent = 1'450'000;
    report.day_limit = 1'000'000;
    StageMeter& meter = report.meters.stages["translate"];
    meter.outcomes = {{"done", 40}, {"failed", 1}};
    meter.buckets = {0, 0, 10, 20, 10, 1};
    meter.jobs = 41;
    meter.seconds = 80;
    report.meters.cycles = 3;
    report.meters.polled = 186;
    report.meters.unchanged = 120;
    report.meters.failed = 6;
    report.meters.publishes = 5;
    report.meters.publishes_failed = 1;
    report.meters.notices[{"team", "delivered"}] = 4;
    report.webhooks.push_back({.webhook = "team", .waiting = 2});
    return report;
}

TEST(MetricsTest, SaysEverythingAnAlertNeeds) {
    const std::string text = metrics_text(busy_report());
    for (const char* line : {"ainewsd_build_info{version=\"1.2.3\"} 1",
                             "ainewsd_polls_total{result=\"failed\"} 6",
                             "ainewsd_polls_total{result=\"fetched\"} 60",
                             "ainewsd_publishes_total{result=\"done\"} 5",
                             "ainewsd_publishes_total{result=\"failed\"} 1",
                             "ainewsd_items{state=\"done\"} 40",
                             "ainewsd_jobs{stage=\"translate\",state=\"waiting\"} 3",
                             "ainewsd_oldest_unfinished_seconds 720",
                             "ainewsd_held_items 2",
                             "ainewsd_ratings{axis=\"novelty\",level=\"3\"} 30",
                             "ainewsd_rating_shift{axis=\"novelty\"} -0.25",
                             "ainewsd_rating_psi{axis=\"novelty\"} 0.125",
                             "ainewsd_stage_jobs_total{stage=\"translate\",outcome=\"failed\"} 1",
                             "ainewsd_stage_seconds_bucket{stage=\"translate\",le=\"2\"} 30",
                             "ainewsd_stage_seconds_bucket{stage=\"translate\",le=\"+Inf\"} 41",
                             "ainewsd_stage_seconds_count{stage=\"translate\"} 41",
                             "ainewsd_llm_calls_total{llm=\"main\"} 70",
                             "ainewsd_llm_tokens_out_total{llm=\"main\"} 2000",
                             "ainewsd_llm_cost_usd_total{llm=\"main\"} 1.5",
                             "ainewsd_llm_up{llm=\"main\"} 1",
                             "ainewsd_spent_usd{period=\"day\"} 0.19",
                             "ainewsd_budget_usd{period=\"day\"} 1",
                             "ainewsd_source_up{source=\"bad\"} 0",
                             "ainewsd_source_failures{source=\"bad\"} 4",
                             "ainewsd_notifications_total{webhook=\"team\",result=\"delivered\"} 4",
                             "ainewsd_notifications_waiting{webhook=\"team\"} 2"})
        EXPECT_THAT(text, HasSubstr(std::string{"\n"} + line + "\n")) << line;
    EXPECT_THAT(text, HasSubstr("# TYPE ainewsd_stage_seconds histogram\n"));
    EXPECT_THAT(text, Not(HasSubstr("ainewsd_budget_usd{period=\"month\"}"))) << "no such limit";
}

TEST(MetricsTest, HasEveryMetricThatTheShippedAlertRulesName) {
    std::ifstream file{ainews::testing::source_tree() / "systemd/ainewsd.rules.yml"};
    const std::string rules{std::istreambuf_iterator<char>{file}, {}};
    const std::string text = metrics_text(busy_report());
    const std::regex name{"ainewsd_[a-z_]+"};
    std::set<std::string> named;
    for (std::sregex_iterator at{rules.begin(), rules.end(), name}, end; at != end; ++at)
        named.insert(at->str());
    EXPECT_GE(named.size(), 10U) << "the rules were not read";
    for (const std::string& metric : named) EXPECT_THAT(text, HasSubstr("# TYPE " + metric + " "));
    const std::regex label{"(\\w+)=\"(\\w+)\"\\}"};
    for (std::sregex_iterator at{rules.begin(), rules.end(), label}, end; at != end; ++at)
        EXPECT_THAT(text, HasSubstr(at->str(1) + "=\"" + at->str(2) + "\""));
}

TEST(MetricsTest, LabelsFromOutsideCannotBreakALine) {
    OpsReport report = busy_report();
    report.models[0].name = "a\"}\nainewsd_llm_up{llm=\"forged";
    EXPECT_THAT(metrics_text(report), Not(HasSubstr("\nainewsd_llm_up{llm=\"forged")));
}

TEST(MetricsTest, ReadsQuantilesOffTheBuckets) {
    const StageMeter meter = busy_report().meters.stages.at("translate");
    EXPECT_NEAR(quantile(meter, 0.5), 1.525, 0.001);
    EXPECT_NEAR(quantile(meter, 0.95), 4.685, 0.001);
    EXPECT_EQ(quantile(StageMeter{.buckets = {}, .jobs = 0}, 0.5), 300);
}

class Ops : public testing::ReaderFixture {};

TEST_F(Ops, ShowsThePageAndTheMetricsToThisMachineOnly) {
    ops_ = busy_report();
    serve();
    EXPECT_EQ(get("/ops")->status, 200);
    EXPECT_EQ(get("/ops/")->status, 301);
    EXPECT_EQ(get("/ops/")->get_header_value("Location"), "../ops");
    EXPECT_EQ(get("/metrics")->get_header_value("Content-Type"), kMetricsType);
    EXPECT_EQ(get("/metrics")->get_header_value("Cache-Control"), "no-store");
    for (const httplib::Headers& headers : {httplib::Headers{{"X-Forwarded-For", "192.0.2.1"}},
                                            httplib::Headers{{"Forwarded", "for=192.0.2.1"}},
                                            httplib::Headers{{"Host", "news.example.jp"}},
                                            httplib::Headers{{"Host", "rebound.example"}}})
        for (const char* path : {"/ops", "/ops/", "/metrics"})
            EXPECT_EQ(get(path, headers)->status, 404) << path;
    EXPECT_EQ(get("/healthz", {{"Host", "news.example.jp"}})->status, 200);
}

TEST_F(Ops, TellsTheOperatorHowThingsStand) {
    ops_ = busy_report();
    serve();
    const std::string html = body("/ops");
    for (const char* words :
         {"62件を調べ、41件は変化なし、2件が失敗、新着は9件。", "$0.19", "上限$1.00", "最古12分",
          "深潮科技", "失敗中", "TLS: certificate has expired", "model main is unreachable",
          "10日間の支出。合計1.45ドル、今日0.19ドル、1日の上限1.00ドル", "翻訳", "1/2", "heron-2",
          "180,404", "翻訳は完了40・待ちと実行中3・失敗1", "ainewsd 1.2.3、起動から3時間0分"})
        EXPECT_THAT(html, HasSubstr(words)) << words;
    EXPECT_LT(html.find("深潮科技"), html.find("正常な情報源")) << "the troubled one first";
    EXPECT_THAT(html, Not(HasSubstr("style="))) << "the policy forbids it";
}

TEST_F(Ops, AnEmptyDaemonHasAPage) {
    serve();
    EXPECT_THAT(body("/ops"), HasSubstr("まだ一度も巡回していません"));
    EXPECT_THAT(body("/metrics"), HasSubstr("ainewsd_build_info"));
}

TEST_F(Ops, HostileTextStaysText) {
    const std::string hostile = "\"'><img src=x onerror=alert(1)><script>alert(2)</script>";
    ops_ = busy_report();
    ops_.waiting = {{hostile, 1}};
    ops_.sources[0].name = hostile;
    ops_.sources[1].state.error = hostile;
    ops_.models[0] = {hostile, "refused", hostile, {}};
    ops_.queue[hostile] = {{JobState::Done, 1}};
    ops_.meters.stages[hostile] = ops_.meters.stages["translate"];
    ops_.days.back().day = hostile;
    serve();
    const std::string html = body("/ops");
    EXPECT_THAT(html, HasSubstr("onerror=alert(1)"));
    for (const char* shape : {"<img src=x", "<script>alert"})
        EXPECT_THAT(html, Not(HasSubstr(shape))) << shape;
}

}  // namespace
}  // namespace ainews::site
