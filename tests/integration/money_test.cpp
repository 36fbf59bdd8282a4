// What the operator's money limits are worth: a cent, two processes, and a plan.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cmath>
#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/c_ptr.h"
#include "tests/integration/workspace.h"

namespace ainews::testing {
namespace {

using newsroom::NewsroomServer;
using nlohmann::json;

constexpr double kPlanTolerance = 0.20;

void set_day_limit(const Workspace& workspace, const std::string& usd) {
    std::string text = read_file(workspace.config_file());
    const std::string before = "day_usd = 5.0";
    const auto at = text.find(before);
    ASSERT_NE(at, std::string::npos);
    text.replace(at, before.size(), "day_usd = " + usd + "\neditions_share = 0.0");
    std::ofstream{workspace.config_file()} << text;
}

/// The first number of a query, in millionths of a dollar.
std::int64_t number(const Workspace& workspace, const char* sql) {
    sqlite3* raw = nullptr;
    sqlite3_open_v2((workspace.path() / "ainewsd.db").c_str(), &raw, SQLITE_OPEN_READWRITE,
                    nullptr);
    const CPtr<sqlite3, sqlite3_close> database{raw};
    sqlite3_stmt* prepared = nullptr;
    sqlite3_prepare_v2(raw, sql, -1, &prepared, nullptr);
    const CPtr<sqlite3_stmt, sqlite3_finalize> statement{prepared};
    EXPECT_EQ(sqlite3_step(prepared), SQLITE_ROW) << sqlite3_errmsg(raw);
    return sqlite3_column_int64(prepared, 0);
}

constexpr std::int64_t kCent = 10'000;

constexpr const char* kNoRoom = "budget of $0.0100 has no room for this call";

/// What one of the processes that share a cent came to: 75 exactly where it leaves work waiting.
void expect_honest_ending(DaemonProcess& process) {
    const auto ending = process.wait(kRunTimeout);
    ASSERT_TRUE(ending.has_value()) << process.log();
    const bool waits = process.log().find(kNoRoom) != std::string::npos;
    // One that starts while the other holds all the work has nothing to do and ends with 0.
    EXPECT_EQ(ending->code, waits ? 75 : 0) << process.log();
}

class CentTest : public ::testing::TestWithParam<int> {};

TEST_P(CentTest, ACentStopsWithinOneReservationOfTheLimitAndNeverOver) {
    NewsroomServer server{newsroom_options()};
    Workspace workspace{server};
    set_day_limit(workspace, "0.01");
    workspace.once(0, {"--stages", "extract"});
    {
        std::vector<std::unique_ptr<DaemonProcess>> processes;
        for (int i = 0; i < GetParam(); ++i)
            processes.push_back(
                std::make_unique<DaemonProcess>(workspace.arguments({"--once", "--no-poll"})));
        for (const auto& process : processes) expect_honest_ending(*process);
    }
    const auto charged = number(workspace, "SELECT sum(charge) FROM calls");
    const json status = last_object(workspace.run({"status", "--json"}));
    ASSERT_EQ(status.at("waiting").size(), 1U) << "one reason for all: " << status.at("waiting");
    EXPECT_THAT(status.at("waiting")[0].at("reason"), ::testing::HasSubstr(kNoRoom))
        << "it stopped for want of money, not of work";
    const auto stats = server.stats();
    const auto open_calls = workspace.open_calls();
    // What was refused is reserved once there is money: only then are all reservations known.
    workspace.configure(true);
    workspace.once(0, {"--no-poll", "--no-publish"});
    const auto largest = number(workspace, "SELECT max(reserved) FROM calls");
    const auto paid =
        static_cast<std::int64_t>(std::ceil(static_cast<double>(stats.tokens_in) * 0.20 +
                                            static_cast<double>(stats.tokens_out) * 1.20));
    std::cout << GetParam() << " process(es), limit $0.01: the ledger has " << charged
              << " micro-dollars, the endpoint counted " << paid << ", the largest reservation was "
              << largest << "\n";
    EXPECT_LE(charged, kCent);
    EXPECT_LE(paid, kCent) << "what was really sent";
    EXPECT_LT(kCent - charged, largest);
    EXPECT_EQ(open_calls, 0);
    EXPECT_NEAR(status.at("budget").at("day_spent_usd").get<double>() * 1e6,
                static_cast<double>(charged), 0.5);
}

INSTANTIATE_TEST_SUITE_P(MoneyTest, CentTest, ::testing::Values(1, 2),
                         [](const auto& one) { return std::to_string(one.param) + "Processes"; });

/// A sanitizer's runtime wants to be loaded first; so does faketime.
constexpr bool kSanitized =
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
    true;
#else
    false;
#endif
#else
    false;
#endif

/// An environment in which the wall clock is `days` on, by Debian's package faketime. Timers run as
/// ever.
DaemonProcess::Environment in_days(int days) {
    return {{"LD_PRELOAD", AINEWS_LIBFAKETIME},
            {"FAKETIME", "+" + std::to_string(days) + "d"},
            {"FAKETIME_DONT_FAKE_MONOTONIC", "1"},
            {"DONT_FAKE_MONOTONIC", "1"},
            {"NO_FAKE_STAT", "1"}};
}

json once_on_day(const Workspace& workspace, int days, int code) {
    DaemonProcess process{workspace.arguments({"--once", "--no-poll", "--json"}), in_days(days)};
    const auto ending = process.wait(kRunTimeout);
    EXPECT_TRUE(ending.has_value()) << process.log();
    if (ending) {
        EXPECT_EQ(ending->code, code) << process.log();
    }
    return last_object(process.out());
}

TEST(MoneyTest, WorkThatWaitsForMoneyGoesOnWhenTheNextDayBegins) {
    if (kSanitized || !std::filesystem::exists(AINEWS_LIBFAKETIME))
        GTEST_SKIP() << "needs Debian's package faketime and no sanitizer";
    NewsroomServer server{newsroom_options()};
    Workspace workspace{server};
    set_day_limit(workspace, "0.01");
    const json first = last_object(workspace.once(75, {"--json"}));
    EXPECT_GT(first.at("waiting"), 0);
    const auto after_first = number(workspace, "SELECT sum(charge) FROM calls");
    const auto calls = server.stats().calls;

    const json same_day = once_on_day(workspace, 0, 75);
    EXPECT_GT(same_day.at("waiting"), 0) << "asked for again, and refused again";
    EXPECT_LE(number(workspace, "SELECT sum(charge) FROM calls"), kCent) << "a day has one cent";

    const json next_day = once_on_day(workspace, 1, 75);
    const auto after_next = number(workspace, "SELECT sum(charge) FROM calls");
    std::cout << "first day: " << after_first << " micro-dollars, " << first.at("waiting")
              << " jobs wait; next day: " << after_next - after_first << " micro-dollars, "
              << next_day.at("waiting") << " wait\n";
    EXPECT_GT(server.stats().calls, calls);
    EXPECT_GT(after_next - after_first, kCent / 2) << "the new day's cent is used";
    EXPECT_LE(after_next - after_first, kCent) << "and no more than it";
    EXPECT_GT(next_day.at("done"), 0);
}

TEST(MoneyTest, ThePlanIsWithinAFifthOfWhatTheNewsroomThenCosts) {
    NewsroomServer server{newsroom_options()};
    Workspace workspace{server};
    const json plan = last_object(workspace.once(0, {"--plan", "--json"}));
    ASSERT_EQ(server.stats().calls, 0) << "a plan asks nothing";
    workspace.once();
    const auto actual =
        static_cast<double>(number(workspace, "SELECT sum(charge) FROM calls")) / 1e6;
    const auto planned = plan.at("cost_usd").get<double>();
    std::cout << "newsroom: planned $" << planned << ", cost $" << actual << " ("
              << 100 * (planned / actual - 1) << " %)\n";
    EXPECT_NEAR(planned / actual, 1.0, kPlanTolerance);
}

}  // namespace
}  // namespace ainews::testing
