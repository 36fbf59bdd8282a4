// What the operator's money limits are worth: a cent, two processes, and a plan.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cmath>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/c_ptr.h"
#include "tests/integration/workspace.h"

namespace ainews::testing {
namespace {

using newsroom::NewsroomServer;
using nlohmann::json;

constexpr double kPlanTolerance = 0.20;

std::string read_file(const std::filesystem::path& path) {
    std::ifstream in{path};
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

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

/// The last line that is a JSON object.
json last_object(const std::string& output) {
    std::istringstream lines{output};
    json found;
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with('{')) found = json::parse(line);
    return found;
}

TEST(MoneyTest, TwoProcessesTogetherNeverSpendMoreThanACent) {
    NewsroomServer server{newsroom_options()};
    Workspace workspace{server};
    set_day_limit(workspace, "0.01");
    workspace.once(0, {"--stages", "extract"});
    {
        DaemonProcess first{workspace.arguments({"--once", "--no-poll"})};
        DaemonProcess second{workspace.arguments({"--once", "--no-poll"})};
        // One that starts while the other holds all the work has nothing to do and ends with 0.
        bool waits = false;
        for (DaemonProcess* process : {&first, &second}) {
            const auto ending = process->wait(kRunTimeout);
            ASSERT_TRUE(ending.has_value()) << process->log();
            EXPECT_TRUE(ending->code == 75 || ending->code == 0) << process->log();
            waits = waits || ending->code == 75;
        }
        EXPECT_TRUE(waits) << "work waits for money";
    }
    constexpr std::int64_t kLimit = 10'000;
    const auto charged = number(workspace, "SELECT sum(charge) FROM calls");
    const auto largest = number(workspace, "SELECT max(reserved) FROM calls");
    const auto stats = server.stats();
    const auto paid =
        static_cast<std::int64_t>(std::ceil(static_cast<double>(stats.tokens_in) * 0.20 +
                                            static_cast<double>(stats.tokens_out) * 1.20));
    std::cout << "limit $0.01: the ledger has " << charged
              << " micro-dollars, the endpoint counted " << paid << ", the largest reservation was "
              << largest << "\n";
    EXPECT_LE(charged, kLimit);
    EXPECT_LE(paid, kLimit) << "what was really sent";
    EXPECT_GT(charged, 0);
    const json status = last_object(workspace.run({"status", "--json"}));
    EXPECT_NEAR(status.at("budget").at("day_spent_usd").get<double>() * 1e6,
                static_cast<double>(charged), 0.5);
    // Calls on their way count with their whole reservation: it may stop that much early.
    EXPECT_NE(status.at("waiting").dump().find("day"), std::string::npos)
        << "it stopped for want of money, not of work: " << status.at("waiting").dump();
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
