// Old and new answers side by side, from the real program against the newsroom's model.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "core/c_ptr.h"
#include "tests/integration/workspace.h"
#include "tests/support/source_tree.h"

namespace ainews::testing {
namespace {

using newsroom::NewsroomServer;
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

/// Every row of every table but those that count calls and money or keep small facts.
std::string everything_but_money(const Workspace& workspace) {
    const std::set<std::string> counts{"calls",         "daily_spend", "hourly_spend",
                                       "purpose_spend", "facts",       "endpoint_totals",
                                       "owners",        "counters",    "sqlite_sequence"};
    sqlite3* raw = nullptr;
    sqlite3_open_v2((workspace.path() / "ainewsd.db").c_str(), &raw, SQLITE_OPEN_READWRITE,
                    nullptr);
    const CPtr<sqlite3, sqlite3_close> database{raw};
    const auto rows = [&](const std::string& sql) {
        sqlite3_stmt* prepared = nullptr;
        EXPECT_EQ(sqlite3_prepare_v2(raw, sql.c_str(), -1, &prepared, nullptr), SQLITE_OK)
            << sqlite3_errmsg(raw);
        const CPtr<sqlite3_stmt, sqlite3_finalize> statement{prepared};
        std::vector<std::string> out;
        while (sqlite3_step(prepared) == SQLITE_ROW) {
            std::string row;
            for (int column = 0; column < sqlite3_column_count(prepared); ++column) {
                const auto* bytes = static_cast<const char*>(sqlite3_column_blob(prepared, column));
                const auto size = static_cast<std::size_t>(sqlite3_column_bytes(prepared, column));
                row += (bytes == nullptr ? std::string{} : std::string{bytes, size}) + '\x1f';
            }
            out.push_back(std::move(row));
        }
        return out;
    };
    std::string all;
    for (std::string table :
         rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1")) {
        table.pop_back();
        if (counts.contains(table)) continue;
        all += "== " + table + "\n";
        for (const std::string& row : rows("SELECT * FROM \"" + table + "\"")) all += row + "\n";
    }
    return all;
}

class CompareTest : public ::testing::Test {
protected:
    CompareTest() { workspace_.once(); }

    /// The shipped prompt with another line.
    std::string other_prompt(const std::string& stage) {
        const auto file = workspace_.path() / ("other-" + stage + ".md");
        std::ofstream{file} << read_file(source_tree() / "config/default/prompts" / (stage + ".md"))
                            << "・迷うときは短いほうを選ぶ。\n";
        return file.string();
    }
    [[nodiscard]] std::string page() const { return (workspace_.path() / "page.html").string(); }
    json compare(std::vector<std::string> arguments, int code = 0) {
        arguments.insert(arguments.begin(), "compare");
        arguments.insert(arguments.end(), {"--out", page(), "--json"});
        return last_object(workspace_.run(std::move(arguments), code));
    }
    double spent_on(const std::string& stage) {
        const json spend = last_object(workspace_.run({"status", "--spend", "--json"}));
        for (const json& row : spend.at("stages"))
            if (row.at("name") == stage) return row.at("cost_usd").get<double>();
        return 0;
    }

    NewsroomServer server_{newsroom_options()};
    Workspace workspace_{server_};
};

TEST_F(CompareTest, AnotherPromptIsComparedWithoutATraceInTheItems) {
    const std::string before = everything_but_money(workspace_);
    const auto calls = server_.stats().calls;
    for (const char* stage : {"summarize", "score", "translate", "analyze"}) {
        SCOPED_TRACE(stage);
        const json plan =
            compare({stage, "--sample", "3", "--prompt", other_prompt(stage), "--plan"});
        EXPECT_EQ(plan.at("items"), 3);
        const json figures = compare({stage, "--sample", "3", "--prompt", other_prompt(stage)});
        EXPECT_EQ(figures.at("compared"), 3);
        EXPECT_TRUE(figures.at("stopped").is_null()) << figures.at("stopped");
        for (const json& item : figures.at("items"))
            EXPECT_TRUE(item.at("after").at("error").is_null()) << item.dump();
        EXPECT_NEAR(plan.at("cost_usd").get<double>() / figures.at("spent_usd").get<double>(), 1.0,
                    0.35);
        EXPECT_THAT(read_file(page()), HasSubstr("以前"));
    }
    EXPECT_GE(server_.stats().calls, calls + 12) << "a plan asks nothing, a comparison each anew";
    EXPECT_GT(spent_on("compare"), 0.001) << "it is paid for and counted";
    EXPECT_EQ(everything_but_money(workspace_), before);
    const auto stats = server_.stats();
    EXPECT_EQ(stats.violation_count, 0) << ::testing::PrintToString(stats.violations);
}

TEST_F(CompareTest, HostileTextIsShownAsText) {
    std::string id;
    for (const json& item : workspace_.items())
        if (item.at("state") == "done" && item.at("language") == "en")
            id = std::to_string(item.at("id").get<std::int64_t>());
    workspace_.run({"items", "edit", id, "--field", "tldr", "--text",
                    "<script>alert(1)</script><img src=x onerror=alert(2)>"});
    const json figures = compare({"summarize", "--sample", "100", "--llm", "main"});
    EXPECT_GE(figures.at("compared"), 10);
    const std::string html = read_file(page());
    EXPECT_THAT(html, HasSubstr("&lt;script&gt;"));
    EXPECT_THAT(html, Not(HasSubstr("<script")));
    EXPECT_THAT(html, Not(HasSubstr("<img")));
}

TEST_F(CompareTest, StopsAtTheBudgetAndShowsWhatItHas) {
    std::string text = read_file(workspace_.config_file());
    const double spent = last_object(workspace_.run({"status", "--json"}))
                             .at("budget")
                             .at("day_spent_usd")
                             .get<double>();
    const std::string limit = "day_usd = 5.0";
    text.replace(text.find(limit), limit.size(),
                 "day_usd = " + std::to_string(spent + 0.012) + "\neditions_share = 0.0");
    std::ofstream{workspace_.config_file()} << text;
    const json figures = compare({"summarize", "--sample", "100", "--llm", "main"}, 75);
    EXPECT_LT(figures.at("compared"), figures.at("wanted"));
    EXPECT_THAT(figures.at("stopped").get<std::string>(), HasSubstr("day"));
    EXPECT_LE(figures.at("spent_usd"), 0.012);
    EXPECT_THAT(read_file(page()), HasSubstr("途中で止まりました"));
}

TEST_F(CompareTest, WrongUseIsSaidAtOnce) {
    const auto prompt = other_prompt("score");
    workspace_.run({"compare", "score"}, 64);
    workspace_.run({"compare", "score", "--prompt", prompt, "--llm", "main"}, 64);
    workspace_.run({"compare", "extract", "--llm", "main"}, 64);
    EXPECT_THAT(workspace_.run({"compare", "score", "--llm", "none"}, 64), HasSubstr("none"));
    EXPECT_THAT(workspace_.run({"compare", "score", "--prompt", "/nowhere.md"}, 65),
                HasSubstr("/nowhere.md"));
    EXPECT_THAT(workspace_.run({"compare", "score", "--llm", "main", "--since", "0s"}, 65),
                HasSubstr("no item"));
    EXPECT_THAT(workspace_.run({"compare", "score", "--llm", "main", "--since", "2099-01-01"}, 64),
                HasSubstr("in the future"));
}

}  // namespace
}  // namespace ainews::testing
