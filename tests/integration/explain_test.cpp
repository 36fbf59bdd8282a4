// docs/explain.md shows what `items explain` says of an item in each of six states; this makes the
// page anew and holds the two together.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "core/c_ptr.h"
#include "tests/integration/workspace.h"
#include "tests/support/source_tree.h"

namespace ainews::testing {
namespace {

using newsroom::NewsroomServer;
using nlohmann::json;

constexpr std::string_view kHead =
    R"(# What `items explain` says

Of a done, a waiting, a failed, a held, a corrected and a duplicate item, in a run over the sample newsroom, whose outlets,
companies and people are invented. `tests/integration/explain_test.cpp` makes these items and fails where the program says
something else than this page. [The desk](desk.md) tells what to do about each.
)";

struct Sample {
    std::string title;
    std::string remark;             ///< what was done to it
    std::string slug;               ///< of the article
    std::vector<std::string> says;  ///< what has to be there whatever else is
};

std::vector<Sample> samples() {
    return {
        {"A done item",
         "Polled, extracted, every stage answered, and taken into a paper.",
         "ledgerline-0-9",
         {"  done", "editions daily ", "engine llm", "→ ★", "accepted", "publish public"}},
        {"A waiting item",
         "`items redo summarize` while the provider answers 402: the old result is shown, the job "
         "waits, the reason stands beside it.",
         "2611-04417",
         {"  waiting", "not before ", "! llm main: ", "redo       summarize"}},
        {"A failed item",
         "The model answers in English whatever is asked about it. The checks refuse that, the "
         "re-asks do not help: the summary is made of sentences of the original, there is no "
         "rating, and no original is called a translation.",
         "procurement-paper-trail",
         {"  failed", "  error: translate: ", "rejected answers", "attempt    translate: llm"}},
        {"A held item",
         "`items hold --reason`: readers see nothing of it until `items release`.",
         "velmarch-transit-assistant",
         {"publish held", "  held since ", "数値の出どころを確かめる"}},
        {"A corrected item",
         "`items edit --field tldr --note` after publication.",
         "pruneshear-1-4",
         {"Corrections", "Set by hand", "要約の説明を改めました。", "correct "}},
        {"A duplicate item",
         "The same text in another outlet: it follows the first and costs nothing.",
         "velmarch-assistant-night-bus",
         {"  skipped", "  skipped: duplicate", "follows item "}},
    };
}

/// What two runs share: no numbers, addresses, hashes or Japanese prose; but what the checks found
/// is held to the letter.
std::string shape_of(std::string line) {
    static const std::regex kBeforeFindings{"^(?: +· |.*? (?:accepted|rejected); |.*? ms: )"};
    std::string findings;
    if (std::smatch head; std::regex_search(line, head, kBeforeFindings)) {
        findings = head.suffix().str();
        line.resize(static_cast<std::size_t>(head.length()));
    }
    static const std::regex kAddress{"https?://[^ ]+"};
    static const std::regex kPrompt{"prompt [0-9a-f]+"};
    static const std::regex kDigits{"[0-9]+"};
    static const std::regex kProse{"[\\x80-\\xff]+"};
    static const std::regex kMarks{"…[…# ,.A-Za-z-]*…"};
    line = std::regex_replace(line, kAddress, "URL");
    line = std::regex_replace(line, kPrompt, "prompt #");
    line = std::regex_replace(line, kDigits, "#");
    line = std::regex_replace(line, kProse, "…");
    return std::regex_replace(line, kMarks, "…") + findings;
}

/// By heading: the shapes of the lines of its block.
std::map<std::string, std::set<std::string>> shapes_of(const std::string& page) {
    std::map<std::string, std::set<std::string>> shapes;
    std::istringstream lines{page};
    std::string heading;
    bool inside = false;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("## ")) heading = line.substr(3);
        if (line.starts_with("```")) inside = !inside;
        if (inside && !line.starts_with("```")) shapes[heading].insert(shape_of(line));
    }
    return shapes;
}

class ExplainTest : public ::testing::Test {
protected:
    std::int64_t id_of(const std::string& slug) {
        for (const json& item : workspace_.items())
            if (item.at("url").get<std::string>().find("/" + slug) != std::string::npos)
                return item.at("id").get<std::int64_t>();
        ADD_FAILURE() << "no item " << slug;
        return 0;
    }
    std::string explain(std::int64_t id) {
        return workspace_.run({"--log-level", "error", "items", "explain", std::to_string(id)});
    }
    /// So that a daily has something to hold.
    void let_a_day_pass() {
        sqlite3* raw = nullptr;
        ASSERT_EQ(sqlite3_open((workspace_.path() / "ainewsd.db").c_str(), &raw), SQLITE_OK);
        const CPtr<sqlite3, sqlite3_close> database{raw};
        EXPECT_EQ(sqlite3_exec(raw, "UPDATE items SET first_seen = first_seen - 86400000;", nullptr,
                               nullptr, nullptr),
                  SQLITE_OK)
            << sqlite3_errmsg(raw);
    }
    /// Brings the items into their states.
    void make_items() {
        server_.set_fault("english@procurement-paper-trail");
        workspace_.once();
        server_.clear_faults();
        workspace_.run({"items", "hold", std::to_string(id_of("velmarch-transit-assistant")),
                        "--reason", "数値の出どころを確かめる"});
        workspace_.run(
            {"items", "edit", std::to_string(id_of("pruneshear-1-4")), "--field", "tldr", "--text",
             "オープンソースのPruneshear "
             "1.4は、使わないトークンを除いて小型の言語モデルを最大18%"
             "小さくする。アダプターの互換性には注意が要る。",
             "--reason", "ツール名の説明を改めた", "--note", "要約の説明を改めました。"});
        let_a_day_pass();
        workspace_.run({"edition", "daily"});
        server_.set_fault("402@summarize");
        workspace_.run({"items", "redo", "summarize", std::to_string(id_of("2611-04417"))});
        workspace_.once(75, {"--no-poll"});
    }

    NewsroomServer server_{newsroom_options()};
    Workspace workspace_{server_};
};

TEST_F(ExplainTest, TellsTheStoryOfEachStateAsTheDocumentationShowsIt) {
    make_items();
    std::string page{kHead};
    for (const Sample& sample : samples()) {
        const std::string text = explain(id_of(sample.slug));
        for (const std::string& part : sample.says)
            EXPECT_NE(text.find(part), std::string::npos)
                << sample.title << " does not say \"" << part << "\":\n"
                << text;
        page += "\n## " + sample.title + "\n\n" + sample.remark + "\n\n```text\n" + text + "```\n";
    }
    std::ifstream in{source_tree() / "docs/explain.md"};
    std::stringstream shown;
    shown << in.rdbuf();
    for (const auto& [heading, lines] : shapes_of(page))
        EXPECT_EQ(shapes_of(shown.str())[heading], lines) << heading;
    if (HasFailure()) std::cout << "if the program is right, docs/explain.md becomes:\n" << page;
}

TEST_F(ExplainTest, WhatAChangeCameToIsToldToScripts) {
    workspace_.once();
    const auto id = std::to_string(id_of("ledgerline-0-9"));
    const auto told = [&](std::vector<std::string> arguments, int code = 0) {
        arguments.insert(arguments.begin(), {"--log-level", "error", "items"});
        arguments.emplace_back("--json");
        return json::parse(workspace_.run(std::move(arguments), code));
    };
    const json redone = told({"redo", "score", id});
    EXPECT_EQ(std::to_string(redone.at("id").get<std::int64_t>()), id);
    EXPECT_EQ(redone.at("ok"), true);
    EXPECT_EQ(told({"retry", id}).at("message"), "0 jobs opened again");
    EXPECT_EQ(told({"delete", id}).at("ok"), true);
    EXPECT_EQ(told({"delete", "999999"}, 65).at("ok"), false);
    EXPECT_EQ(told({"redo", "score", "999999"}, 65).at("ok"), false);
}

}  // namespace
}  // namespace ainews::testing
