// `ainewsd --once` against the sample newsroom: the whole way of an item, by the real program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "tests/integration/workspace.h"
#include "tests/support/newsroom_markup.h"

namespace ainews::testing {
namespace {

using newsroom::NewsroomServer;
using nlohmann::json;
using ::testing::Contains;
using ::testing::IsEmpty;

constexpr std::string_view kReprint = "velmarch-assistant-night-bus";
constexpr std::string_view kStages[] = {"extract", "summarize", "score", "translate", "analyze"};

std::string path_of(const json& item) {
    const auto url = item.at("url").get<std::string>();
    return url.substr(url.find('/', 8));
}

std::optional<json> item_at(const std::vector<json>& items,
                            const newsroom::SampleArticle& article) {
    const auto found = std::ranges::find_if(
        items, [&](const json& item) { return path_of(item) == newsroom::article_path(article); });
    return found == items.end() ? std::nullopt : std::optional{*found};
}

void expect_japanese(const newsroom::SampleArticle& article, const json& item) {
    const auto& ja = item.at("ja");
    const auto recorded = json::parse(article.answers.summarize);
    EXPECT_EQ(ja.at("title"), recorded.at("title"));
    EXPECT_EQ(ja.at("tldr"), recorded.at("tldr"));
    EXPECT_EQ(ja.at("key_points").size(), 3U);
    EXPECT_EQ(ja.at("entities").size(), recorded.at("entities").size());
    EXPECT_FALSE(ja.at("impact").get<std::string>().empty());
    EXPECT_EQ(ja.at("comment"), json::parse(article.answers.impact).at("comment"));
    const auto& original = item.at("original").at("blocks");
    const auto& blocks = ja.at("blocks");
    ASSERT_EQ(blocks.size(), original.size());
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        EXPECT_EQ(blocks[i].at("n"), original[i].at("n"));
        EXPECT_EQ(blocks[i].at("kind"), original[i].at("kind"));
        if (original[i].value("dropped", false)) continue;
        EXPECT_FALSE(blocks[i].value("original", false)) << "left in the original: " << original[i];
        EXPECT_EQ(blocks[i].at("spans").size(), original[i].at("spans").size()) << original[i];
    }
}

void expect_lead(const newsroom::SampleArticle& article, const json& item) {
    SCOPED_TRACE(article.slug);
    EXPECT_EQ(item.at("state"), "done");
    EXPECT_EQ(item.at("title"), article.title);
    EXPECT_EQ(item.at("source"), article.outlet);
    EXPECT_EQ(item.at("language"), article.language);
    EXPECT_EQ(item.at("rights"), "full");
    EXPECT_EQ(item.at("publish"), "public");
    EXPECT_GE(item.at("reading_minutes"), 1);
    for (const auto name : kStages) {
        const auto& stage = item.at("stages").at(std::string{name});
        EXPECT_EQ(stage.at("state"), "done") << name;
        EXPECT_THAT(stage.at("findings"), IsEmpty()) << name << ": " << stage.at("findings");
    }
    ASSERT_TRUE(item.at("ja").is_object());
    expect_japanese(article, item);
    const auto recorded = json::parse(article.answers.score);
    for (const auto* axis : {"depth", "relevance", "practicality", "novelty"})
        EXPECT_EQ(std::to_string(item.at("score").at(axis).get<int>()),
                  recorded.at(axis).at("level"));
}

class OnceTest : public ::testing::Test {
protected:
    NewsroomServer server_{newsroom_options()};
    Workspace workspace_{server_};

    const newsroom::SampleArticle& article(std::string_view slug) const {
        return *server_.library().article(slug);
    }
    void expect_clean_newsroom() const {
        const auto stats = server_.stats();
        EXPECT_EQ(stats.violation_count, 0) << ::testing::PrintToString(stats.violations);
        EXPECT_EQ(stats.unknown_blocks, 0);
    }
};

TEST_F(OnceTest, BringsEveryArticleOnceAndWholeInTheContractsShape) {
    workspace_.once();
    const auto items = workspace_.items();
    EXPECT_EQ(items.size(), server_.library().articles().size());
    for (const auto& sample : server_.library().articles()) {
        const auto item = item_at(items, sample);
        ASSERT_TRUE(item.has_value()) << sample.slug;
        if (sample.slug != kReprint) expect_lead(sample, *item);
    }
    expect_clean_newsroom();
}

TEST_F(OnceTest, CarriesTheReferenceArithmetic) {
    workspace_.once(0, {"--source", "northgate-wire"});
    const auto item = item_at(workspace_.items(), article("corrin-exam-leak-audit"));
    ASSERT_TRUE(item.has_value());
    EXPECT_EQ(item->at("score").at("total"), 430);
    EXPECT_EQ(item->at("score").at("stars"), 4);
}

TEST_F(OnceTest, AReprintFollowsItsOriginalBeforeAnyPaidWork) {
    workspace_.once();
    const auto items = workspace_.items();
    const auto original = item_at(items, article("velmarch-transit-assistant"));
    const auto reprint = item_at(items, article(kReprint));
    ASSERT_TRUE(original && reprint);
    const auto& lead = original->at("story").value("lead", false) ? *original : *reprint;
    const auto& follower = &lead == &*original ? *reprint : *original;
    EXPECT_EQ(follower.at("state"), "skipped");
    EXPECT_EQ(follower.at("story").at("id"), lead.at("story").at("id"));
    EXPECT_EQ(lead.at("state"), "done");
    // Whichever came first, one of the two was asked about, not both.
    EXPECT_EQ(server_.stats().calls_by_item.count("score velmarch-transit-assistant") +
                  server_.stats().calls_by_item.count("score " + std::string{kReprint}),
              1U);
}

TEST_F(OnceTest, AMentionIsASightingWithItsPointsAndNoItemOfItsOwn) {
    workspace_.once();
    const auto item = item_at(workspace_.items(), article("orrinmoor-paged-drafts"));
    ASSERT_TRUE(item.has_value());
    std::map<std::string, json> by_source;
    for (const auto& sighting : item->at("sightings")) by_source[sighting.at("source")] = sighting;
    ASSERT_THAT(by_source, ::testing::SizeIs(2));
    EXPECT_EQ(by_source.at("lanternboard").at("points"), 214);
    EXPECT_EQ(by_source.at("lanternboard").at("comments"), 88);
}

TEST_F(OnceTest, ReportsOfOneEventInTwoLanguagesAreOneStoryAndBothArePublished) {
    workspace_.once();
    const auto items = workspace_.items();
    const auto english = item_at(items, article("ardenfield-cooling-failure"));
    const auto chinese = item_at(items, article("ardenfield-lengque-guzhang"));
    ASSERT_TRUE(english && chinese);
    ASSERT_TRUE(english->at("story").is_object() && chinese->at("story").is_object());
    EXPECT_EQ(english->at("story").at("id"), chinese->at("story").at("id"));
    EXPECT_EQ(english->at("state"), "done");
    EXPECT_EQ(chinese->at("state"), "done");
    const auto why = workspace_.run({"items", "explain", chinese->at("id").dump()});
    EXPECT_THAT(why, ::testing::HasSubstr("both name Ardenfield Compute"));
}

TEST_F(OnceTest, ALetterThatListsArticlesIsASightingOfThoseWeHave) {
    workspace_.once();
    const auto items = workspace_.items();
    const auto item = item_at(items, article("corrin-exam-leak-audit"));
    ASSERT_TRUE(item.has_value());
    const auto& sightings = item->at("sightings");
    EXPECT_TRUE(std::ranges::any_of(sightings, [](const json& one) {
        return one.at("source") == "slow-loop";
    })) << sightings;
    const auto letter = item_at(items, article("issue-61-who-checks"));
    ASSERT_TRUE(letter.has_value());
    EXPECT_EQ(letter->at("state"), "done") << "it is an essay as well, and stays an article";
}

TEST_F(OnceTest, ASecondRunAsksNothingFindsNothingAndGets304s) {
    workspace_.once();
    const auto first = workspace_.comparable_export();
    server_.reset_stats();
    workspace_.once();
    const auto stats = server_.stats();
    EXPECT_EQ(stats.calls, 0);
    EXPECT_THAT(stats.page_hits, IsEmpty());
    EXPECT_EQ(stats.feed_hits_total(),
              static_cast<std::int64_t>(server_.library().outlets().size()));
    EXPECT_EQ(stats.not_modified_total(), stats.feed_hits_total());
    EXPECT_EQ(workspace_.comparable_export(), first);
}

TEST_F(OnceTest, AsksNoQuestionTwice) {
    workspace_.once();
    EXPECT_EQ(server_.stats().duplicates, 0);
    EXPECT_EQ(server_.stats().calls, server_.stats().answered);
    EXPECT_LE(server_.stats().in_flight_max, 8);
    expect_clean_newsroom();
}

TEST_F(OnceTest, WithoutAModelItKeepsAllExits75AndALaterModelDoesTheRest) {
    NewsroomServer other{newsroom_options()};
    Workspace undisturbed{other};
    undisturbed.once();

    workspace_.configure(false);
    const auto log = workspace_.once(75);
    EXPECT_THAT(log, ::testing::HasSubstr("jobs wait (score 18, summarize 18)"));
    EXPECT_THAT(log, ::testing::HasSubstr("no model configured"));
    EXPECT_EQ(server_.stats().calls, 0);
    const auto items = workspace_.items();
    EXPECT_EQ(items.size(), server_.library().articles().size());
    for (const auto& item : items) {
        if (item.at("state") == "skipped") continue;
        EXPECT_EQ(item.at("stages").at("extract").at("state"), "done");
        EXPECT_EQ(item.at("stages").at("summarize").at("engine"), "builtin") << item.at("url");
        EXPECT_FALSE(item.at("ja").at("tldr").get<std::string>().empty());
    }
    workspace_.configure(true);
    workspace_.once();
    EXPECT_EQ(workspace_.comparable_export(), undisturbed.comparable_export());
}

TEST_F(OnceTest, TheKeyIsNeitherInTheDatabaseNorOnTheSite) {
    workspace_.once();
    for (const auto& file : std::filesystem::recursive_directory_iterator{workspace_.path()}) {
        if (!file.is_regular_file() || file.path().filename() == "newsroom.key") continue;
        std::ifstream in{file.path(), std::ios::binary};
        const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
        EXPECT_EQ(bytes.find(kPlantedKey), std::string::npos) << file.path();
    }
}

TEST_F(OnceTest, InterruptedItPublishesWhatIsDoneAlthoughACallHangs) {
    server_.set_fault("hang@score");
    DaemonProcess process{workspace_.arguments({"--once"})};
    ASSERT_TRUE(server_.wait_for(
        [](const newsroom::Stats& s) { return s.in_flight >= 1 && s.answered >= 1; }, kRunTimeout));
    process.send_signal(SIGINT);
    ASSERT_EQ(process.wait(kRunTimeout), (Ending{.code = 75})) << process.log();
    EXPECT_THAT(process.log(), ::testing::HasSubstr("published written="));
    EXPECT_TRUE(std::filesystem::exists(workspace_.path() / "site" / "index.html"));
}

TEST_F(OnceTest, ASiteThatCannotBeWrittenIsNoRunToBeContent) {
    std::ofstream{workspace_.path() / "site"} << "a file in the way";
    const auto told = last_object(workspace_.once(69, {"--json"}));
    ASSERT_TRUE(told.is_object());
    EXPECT_GT(told.at("done"), 0) << "the work was done all the same";
    EXPECT_THAT(told.at("publish_error").get<std::string>(), ::testing::HasSubstr("site"));
    std::filesystem::remove(workspace_.path() / "site");
    EXPECT_EQ(last_object(workspace_.once(0, {"--json"})).at("publish_error"), nullptr);
}

std::vector<std::string> plan_directories(const Workspace& workspace) {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator{workspace.path()})
        if (entry.path().filename().string().starts_with("plan-"))
            found.push_back(entry.path().filename().string());
    return found;
}

TEST_F(OnceTest, APlanCanBeInterruptedAndLeavesNothing) {
    server_.set_fault("page-hang");
    DaemonProcess process{workspace_.arguments({"--once", "--plan"})};
    ASSERT_TRUE(server_.wait_for([](const newsroom::Stats& s) { return s.feed_hits_total() >= 1; },
                                 kRunTimeout));
    process.send_signal(SIGINT);
    ASSERT_EQ(process.wait(std::chrono::seconds{10}), (Ending{.code = 75})) << process.log();
    EXPECT_EQ(process.out(), "");
    EXPECT_THAT(process.log(), ::testing::HasSubstr("interrupted: there is no plan"));
    EXPECT_THAT(plan_directories(workspace_), IsEmpty());
}

TEST_F(OnceTest, APlanThatFailsLeavesNothing) {
    std::ofstream{workspace_.path() / "ainewsd.db"} << "this is no database, and never was one";
    workspace_.once(69, {"--plan"});
    EXPECT_THAT(plan_directories(workspace_), IsEmpty());
}

TEST_F(OnceTest, WhatOnlyReadsMakesNoDatabase) {
    const auto file = workspace_.path() / "ainewsd.db";
    const std::vector<std::vector<std::string>> commands{
        {"status"},
        {"status", "--json"},
        {"status", "--watch"},
        {"items", "list"},
        {"db", "check"},
        {"search", "model"},
        {"db", "migrate"},
        {"db", "vacuum"},
        {"items", "export"},
        {"db", "backup", (workspace_.path() / "copy.db").string()}};
    for (const auto& command : commands) {
        EXPECT_THAT(workspace_.run(command, 69),
                    ::testing::HasSubstr("there is no database yet at"))
            << command[0];
        EXPECT_FALSE(std::filesystem::exists(file)) << command[0];
    }
    EXPECT_THAT(workspace_.run({"sources", "list"}), ::testing::HasSubstr("northgate-wire"));
    EXPECT_THAT(workspace_.run({"check"}), ::testing::HasSubstr("model main"));
    EXPECT_FALSE(std::filesystem::exists(file));
    EXPECT_FALSE(std::filesystem::exists(workspace_.path() / "fence.key"));
}

TEST_F(OnceTest, CheckNamesTheLineOfAMissingKeyAndGoesOn) {
    std::filesystem::remove(workspace_.path() / "newsroom.key");
    for (const auto& further :
         {std::vector<std::string>{"--offline"}, std::vector<std::string>{}}) {
        auto arguments = further;
        arguments.insert(arguments.begin(), "check");
        const auto said = workspace_.run(arguments, 69);
        EXPECT_THAT(said, ::testing::ContainsRegex(
                              "ainewsd.toml:[0-9]+: llm.main.api_key_file: the file .*newsroom.key "
                              "cannot be read"));
        EXPECT_EQ(said.find("source northgate-wire: ") == std::string::npos, !further.empty());
    }
}

TEST_F(OnceTest, RedoOfWhatIsStaleTakesTheNewestFirst) {
    workspace_.once();
    std::string text = read_file(workspace_.config_file());
    const std::size_t model = text.find("model = \"");
    ASSERT_NE(model, std::string::npos) << text;
    text.insert(model + std::string_view{"model = \""}.size(), "another-");
    std::ofstream{workspace_.config_file()} << text;
    const auto newest =
        last_object(workspace_.run({"items", "list", "--stale", "--limit", "1", "--json"}))
            .at("id");
    const auto oldest = workspace_.items().front().at("id");
    ASSERT_NE(newest, oldest);
    const auto done = last_object(
        workspace_.run({"items", "redo", "summarize", "--stale", "--limit", "1", "--json"}));
    EXPECT_EQ(done.at("id"), newest);
}

/// A feed that fails harms nobody else, and comes back when it can.
class SourceFailureTest : public OnceTest, public ::testing::WithParamInterface<std::string> {};

TEST_P(SourceFailureTest, LeavesTheOthersWholeAndRecovers) {
    server_.set_fault(GetParam() + "@slow-loop");
    workspace_.once();
    const auto items = workspace_.items();
    EXPECT_FALSE(item_at(items, article("issue-61-who-checks")).has_value());
    EXPECT_EQ(items.size(), server_.library().articles().size() - 1);
    for (const auto& item : items)
        EXPECT_THAT((std::vector<std::string>{"done", "skipped"}), Contains(item.at("state")))
            << item.at("url");
    server_.clear_faults();
    workspace_.once();
    EXPECT_TRUE(item_at(workspace_.items(), article("issue-61-who-checks")).has_value());
}

INSTANTIATE_TEST_SUITE_P(Faults, SourceFailureTest,
                         ::testing::Values("feed-404", "feed-500", "feed-html", "feed-reset"),
                         [](const auto& fault) {
                             std::string name = fault.param;
                             std::ranges::replace(name, '-', '_');
                             return name;
                         });

}  // namespace
}  // namespace ainews::testing
