#include "config/load.h"
#include "config/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/config/temporary_directory.h"

namespace ainews::config {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view kContract = R"(
[daemon]
interval = "30m"
timezone = "Asia/Tokyo"
state_dir = "state"
sources = "feeds.toml"
[fetch]
allow_networks = ["127.0.0.0/8", "fd00::/8"]
[store]
url = "sqlite:news.db"
[llm.zeta]
base_url = "https://llm.example.com/v1"
model = "big"
api_key_file = "key"
concurrency = 3
price_in = 0.20
price_out = 1.20
[llm.alpha]
base_url = "http://127.0.0.1:11434/v1"
model = "small"
[budget]
day_usd = 1.5
month_usd = 40.0
[[pipeline.stage]]
name = "translate"
engine = "llm"
llm = "alpha"
min_importance = 3
[[pipeline.stage]]
name = "analyze"
engine = "command"
command = ["/usr/bin/env", "analyze"]
timeout = "90s"
memory_max = "1G"
[score]
depth = 25
relevance = 25
practicality = 25
novelty = 25
[site]
dir = "site"
base_url = "https://news.example.jp"
rights_default = "link"
[server]
listen = ""
[notify]
heartbeat_url = "https://health.example.com/x"
[[notify.webhook]]
name = "team"
url_env = "TEAM_HOOK"
format = "slack"
events = ["daily", "budget"]
[log]
level = "debug"
format = "json"
[words]
ai = ["AI", "人工知能"]
[[source]]
name = "The Example AI"
slug = "example-ai"
url = "https://example.com/feed"
kind = "research"
language = "en"
weight = 1.5
rights = "full"
rights_basis = "CC BY 4.0"
rights_hosts = ["blog.example.org"]
interval = "15m"
backlog = "7d"
text = "page"
include = ["@ai", "LLM"]
exclude = ["sponsored"]
hold_if = ["lawsuit"]
)";

class LoadTest : public ::testing::Test {
protected:
    TemporaryDirectory directory;

    Config loaded(std::string_view toml) const {
        auto config = load(directory.write("ainewsd.toml", toml));
        EXPECT_TRUE(config) << (config ? "" : describe(config.error()));
        return config.value_or(Config{});
    }
};

TEST_F(LoadTest, ANameKeepsNoSpaceAroundIt) {
    const Config config =
        loaded("[[source]]\nname = \" A  B\\t\"\nslug = \"a\"\nurl = \"https://a.example.com/\"\n");
    ASSERT_EQ(config.sources.size(), 1U);
    EXPECT_EQ(config.sources[0].name, "A  B");
}

TEST_F(LoadTest, ReadsEveryKindOfKey) {
    directory.write("feeds.toml",
                    "[[source]]\nname = \"B\"\nslug = \"b\"\nurl = "
                    "\"https://b.example.com/feed\"\ninclude = \"@ai\"\n");
    const Config config = loaded(kContract);

    EXPECT_EQ(config.daemon.interval, minutes{30});
    EXPECT_EQ(config.daemon.jitter, minutes{2});
    EXPECT_EQ(config.daemon.state_dir, directory.path() / "state");
    EXPECT_EQ(config.database_path(), directory.path() / "state/news.db");
    EXPECT_THAT(config.fetch.allow_networks, ElementsAre("127.0.0.0/8", "fd00::/8"));
    ASSERT_EQ(config.llms.size(), 2U);
    EXPECT_EQ(config.llms[0].name, "zeta") << "the order of the file is the order of fallback";
    EXPECT_EQ(config.llms[0].api_key_path, directory.path() / "key");
    EXPECT_EQ(config.llms[0].price_out, 1.2);
    EXPECT_EQ(config.find_llm("alpha")->model, "small");
    EXPECT_EQ(config.find_llm("beta"), nullptr);
    EXPECT_EQ(config.budget.month_usd, 40.0);
    EXPECT_FALSE(config.budget.item_usd);
    EXPECT_EQ(config.score.weights().percent.at(Axis::Novelty), 25);
    EXPECT_EQ(config.site.dir, directory.path() / "site");
    EXPECT_EQ(config.site.base_url, "https://news.example.jp/");
    EXPECT_EQ(config.site.rights_default, Rights::Link);
    EXPECT_EQ(config.server.listen, "");
    ASSERT_EQ(config.notify.webhooks.size(), 1U);
    EXPECT_EQ(config.notify.webhooks[0].format, "slack");
    EXPECT_EQ(config.log.format, "json");
    ASSERT_EQ(config.sources.size(), 2U);
    EXPECT_EQ(config.sources[1].slug, "b");
    EXPECT_THAT(config.sources[1].include, ElementsAre("AI", "人工知能"));
}

TEST_F(LoadTest, ReadsASourceWhole) {
    directory.write("feeds.toml", "");
    const Config config = loaded(kContract);
    ASSERT_EQ(config.sources.size(), 1U);
    Source expected;
    expected.name = "The Example AI";
    expected.slug = "example-ai";
    expected.url = "https://example.com/feed";
    expected.kind = SourceKind::Research;
    expected.language = "en";
    expected.weight = 1.5;
    expected.rights = Rights::Full;
    expected.rights_basis = "CC BY 4.0";
    expected.rights_hosts = {"blog.example.org"};
    expected.interval = minutes{15};
    expected.backlog = hours{7 * 24};
    expected.text = TextMode::Page;
    expected.include = {"AI", "人工知能", "LLM"};
    expected.exclude = {"sponsored"};
    expected.hold_if = {"lawsuit"};
    EXPECT_EQ(config.sources[0], expected);
}

TEST_F(LoadTest, CompletesTheStagesInTheOrderOfTheWork) {
    directory.write("feeds.toml", "");
    const Config config = loaded(kContract);
    std::vector<std::string> stages;
    for (const StageConfig& stage : config.stages)
        stages.push_back(stage.name + "=" + stage.engine);
    EXPECT_THAT(stages, ElementsAre("extract=builtin", "summarize=llm", "score=llm",
                                    "translate=llm", "analyze=command"));
    EXPECT_THAT(config.find_stage("translate")->llm, ElementsAre("alpha"));
    EXPECT_EQ(config.find_stage("translate")->min_importance, 3);
    EXPECT_EQ(config.find_stage("analyze")->timeout, seconds{90});
    EXPECT_EQ(config.find_stage("analyze")->memory_max.bytes, 1LL << 30U);
}

TEST_F(LoadTest, WorksWithoutAnyFile) {
    const auto config = load({});
    ASSERT_TRUE(config) << describe(config.error());
    EXPECT_EQ(config->daemon.interval, hours{1});
    EXPECT_EQ(config->site.dir, config->daemon.state_dir / "site");
    EXPECT_EQ(config->find_stage("summarize")->engine, "llm") << "waits until there is a model";
    EXPECT_THAT(config->warnings, ElementsAre(HasSubstr("no source is configured")));
}

TEST_F(LoadTest, TakesTheSourcesFileBesideItThenTheShippedOne) {
    const TemporaryDirectory share;
    share.write("sources.toml",
                "[[source]]\nname = \"S\"\nslug = \"shipped\"\nurl = \"https://s.example.com/\"\n");
    const auto main = directory.write("ainewsd.toml", "");
    EXPECT_EQ(load(main, share.path())->sources.at(0).slug, "shipped");
    EXPECT_EQ(load({}, share.path())->sources.at(0).slug, "shipped");
    directory.write("sources.toml",
                    "[[source]]\nname = \"O\"\nslug = \"own\"\nurl = \"https://o.example.com/\"\n");
    EXPECT_EQ(load(main, share.path())->sources.at(0).slug, "own");
}

TEST_F(LoadTest, LeavesTheShippedSourcesOutWhereTheMainFileHasItsOwn) {
    const TemporaryDirectory share;
    share.write("sources.toml",
                "[[source]]\nname = \"S\"\nslug = \"shipped\"\nurl = \"https://s.example.com/\"\n");
    const auto main = directory.write(
        "ainewsd.toml",
        "[[source]]\nname = \"M\"\nslug = \"main\"\nurl = \"https://m.example.com/\"\n");
    EXPECT_EQ(load(main, share.path())->sources.size(), 1U);
}

TEST_F(LoadTest, KeepsJitterWithinATenthOfShortIntervals) {
    EXPECT_EQ(loaded("[daemon]\ninterval = \"2s\"\n").daemon.jitter, Millis{200});
}

TEST_F(LoadTest, MakesAllPapersUnlessToldOtherwise) {
    EXPECT_THAT(loaded("").daemon.editions, ElementsAre("daily", "hacker", "weekly"));
    EXPECT_THAT(loaded("[daemon]\neditions = []\n").daemon.editions, IsEmpty());
    const Config weekly = loaded("[daemon]\neditions = [\"weekly\"]\n");
    EXPECT_THAT(weekly.daemon.editions, ElementsAre("weekly"));
    EXPECT_THAT(weekly.warnings, ::testing::Contains(HasSubstr("a weekly is made of dailies")));
}

TEST_F(LoadTest, TellsServersWhomToContact) {
    EXPECT_THAT(loaded("[fetch]\ncontact = \"desk@example.jp\"\n").fetch.user_agent,
                HasSubstr(" (+desk@example.jp)"));
}

TEST_F(LoadTest, WarnsOfACostThatNothingLimits) {
    const Config config =
        loaded("[llm.a]\nbase_url = \"https://llm.example.com/v1\"\nmodel = \"m\"\n");
    EXPECT_THAT(config.warnings, ::testing::Contains(HasSubstr("no [budget] limits it")));
}

TEST_F(LoadTest, TakesQuietHoursOverMidnight) {
    EXPECT_EQ(loaded("[notify]\nquiet = \"23:00-07:00\"\n").notify.quiet, "23:00-07:00");
}

TEST_F(LoadTest, IsTheSameWhenReadAgain) {
    directory.write("feeds.toml", "");
    const Config first = loaded(kContract);
    const Config second = loaded(kContract);
    EXPECT_EQ(first.daemon, second.daemon);
    EXPECT_EQ(first.llms, second.llms);
    EXPECT_EQ(first.stages, second.stages);
    EXPECT_EQ(first.sources, second.sources);
    EXPECT_THAT(needs_restart(first, second), IsEmpty());
}

TEST_F(LoadTest, NamesWhatAReloadCannotChange) {
    const Config running = loaded("[server]\nlisten = \"127.0.0.1:1\"\n");
    const Config changed = loaded(
        "[daemon]\ninterval = \"2h\"\nstate_dir = \"elsewhere\"\n[server]\nlisten = "
        "\"127.0.0.1:2\"\n");
    EXPECT_THAT(needs_restart(running, changed),
                ElementsAre("daemon.state_dir", "site.dir", "server.listen"));
}

TEST_F(LoadTest, WhatAReloadCannotChangeKeepsItsValueAndTheRestIsTaken) {
    const Config running = loaded("[daemon]\nworkers = 3\n[site]\ndir = \"first\"\n");
    Config changed = loaded(
        "[daemon]\ninterval = \"2h\"\nworkers = 5\nstate_dir = \"elsewhere\"\n[store]\nurl = "
        "\"sqlite:other.db\"\n[site]\ndir = \"second\"\ntitle = \"別の題\"\n[server]\nlisten = "
        "\"127.0.0.1:2\"\n");
    keep_at_start(running, changed);
    EXPECT_THAT(needs_restart(running, changed), IsEmpty());
    EXPECT_EQ(changed.daemon.workers, 3);
    EXPECT_EQ(changed.site.dir, running.site.dir);
    EXPECT_EQ(changed.database_path(), running.database_path());
    EXPECT_EQ(changed.server, running.server);
    EXPECT_EQ(changed.daemon.interval, std::chrono::hours{2});
    EXPECT_EQ(changed.site.title, "別の題");
}

TEST(PriceTableTest, TheMostSpecificPatternCountsWithAllItsDates) {
    Config config;
    config.prices = {{.model = "*", .in = 1.0},
                     {.model = "gpt-*", .from = "2026-09-01", .in = 2.0},
                     {.model = "gpt-5-mini", .from = "2026-06-01", .in = 4.0},
                     {.model = "gpt-5-mini", .from = "2026-05-01", .in = 3.0},
                     {.model = "gpt-*", .llm = "azure", .in = 5.0}};
    const auto prices = [&](const char* name, const char* model) {
        std::vector<double> in;
        for (const PriceConfig* row : config.prices_of({.name = name, .model = model}))
            in.push_back(*row->in);
        return in;
    };
    EXPECT_EQ(prices("main", "gpt-5-mini"), (std::vector{3.0, 4.0}));
    EXPECT_EQ(prices("main", "gpt-5"), std::vector{2.0});
    EXPECT_EQ(prices("azure", "gpt-5-mini"), std::vector{5.0});
    EXPECT_EQ(prices("main", "qwen"), std::vector{1.0});
    config.prices.erase(config.prices.begin());
    EXPECT_TRUE(prices("main", "qwen").empty());
}

TEST(PriceTableTest, AStarStandsForAnyCharacters) {
    struct Case {
        const char* pattern;
        const char* text;
        bool fits;
    };
    for (const auto& [pattern, text, fits] :
         std::initializer_list<Case>{{"m", "m", true},
                                     {"m", "mm", false},
                                     {"*", "", true},
                                     {"*", "x/y", true},
                                     {"a*c", "abbc", true},
                                     {"a*c", "ac", true},
                                     {"a*c", "acb", false},
                                     {"*-mini", "x-mini", true},
                                     {"*-mini", "x-mini-2", false},
                                     {"a*b*c", "a1b2b3c", true},
                                     {"", "", true},
                                     {"", "x", false}})
        EXPECT_EQ(matches_pattern(pattern, text), fits) << pattern << " " << text;
}

}  // namespace
}  // namespace ainews::config
