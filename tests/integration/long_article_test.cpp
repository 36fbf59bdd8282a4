// An article of 20,000 words through a model of 8,192 tokens, killed on the way.
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>

#include "tests/integration/daemon_process.h"
#include "tests/integration/workspace.h"
#include "tests/support/long_article.h"
#include "tests/support/temp_dir.h"

namespace ainews::testing {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr std::size_t kWords = 20'000;
constexpr std::int64_t kContext = 8'192;
constexpr unsigned kLongArticleSeed = 20260502;
constexpr int kKills = 5;
constexpr int kConcurrency = 2;

class LongArticleTest : public ::testing::Test {
protected:
    LongArticleTest() {
        server_.set_handler([this](const LlmRequest& request) { return model_.answer(request); });
        std::ofstream{directory_.path() / "ainewsd.toml"} << configuration();
    }

    [[nodiscard]] std::string configuration() const {
        const std::string base = server_.base_url();
        const std::string root = base.substr(0, base.size() - std::string_view{"/v1"}.size());
        return "[daemon]\njitter = \"0s\"\nstate_dir = \".\"\n"
               "[fetch]\nallow_networks = [\"127.0.0.0/8\"]\nhost_interval = \"0s\"\n"
               "[server]\nlisten = \"\"\n"
               "[llm.main]\nbase_url = \"" +
               base +
               "\"\nmodel = \"fake-model-1\"\nconcurrency = " + std::to_string(kConcurrency) +
               "\nprice_in = 0.20\nprice_out = 1.20\n[budget]\nday_usd = 5.0\n"
               "[[source]]\nname = \"Works Log\"\nslug = \"works\"\nurl = \"" +
               root +
               "/feed.xml\"\nkind = \"blog\"\nlanguage = \"en\"\nrights = \"full\"\n"
               "rights_basis = \"sample\"\nrights_hosts = [\"works.example\"]\ntext = "
               "\"feed\"\nbacklog = \"60000h\"\n";
    }
    [[nodiscard]] std::vector<std::string> arguments(std::vector<std::string> more) const {
        more.insert(more.begin(), {"--config", (directory_.path() / "ainewsd.toml").string(),
                                   "--log-format", "text"});
        return more;
    }
    void kill_after(int answers) {
        DaemonProcess daemon{arguments({"--once"})};
        EXPECT_TRUE(model_.wait_for(answers, 60s)) << daemon.log();
        daemon.send_signal(SIGKILL);
        EXPECT_TRUE(daemon.wait(kRunTimeout));
    }
    std::string finish(std::vector<std::string> what) {
        DaemonProcess daemon{arguments(std::move(what))};
        const auto ending = daemon.wait(kRunTimeout);
        EXPECT_TRUE(ending && ending->code == 0) << daemon.log();
        return daemon.out();
    }
    [[nodiscard]] json item() {
        std::istringstream lines{finish({"items", "export"})};
        std::string line;
        std::getline(lines, line);
        return json::parse(line);
    }

    const LongArticle article_{kWords};
    LongArticleModel model_{article_, kContext, 15ms};
    FakeLlmServer server_;
    TempDir directory_;
};

TEST_F(LongArticleTest, IsTranslatedWholeInOrderAndNothingIsPaidTwiceThroughFiveKills) {
    ASSERT_GE(article_.words(), kWords);
    std::mt19937 random{kLongArticleSeed};
    std::string moments;
    // Some 33 answers do the whole: from its first questions to its last.
    for (int i = 0; i < kKills; ++i) {
        const int moment = 5 + 6 * i + std::uniform_int_distribution{0, 2}(random);
        moments += std::to_string(moment) + " ";
        kill_after(moment);
    }
    finish({"--once"});
    const LongArticleModel::Stats stats = model_.stats();
    SCOPED_TRACE("killed after answers " + moments);
    std::cout << article_.words() << " words, " << article_.paragraphs().size() << " paragraphs; "
              << kKills << " kills after answers " << moments << "; answered " << stats.total()
              << " (translate " << stats.answered.at("translate") << ", condense "
              << stats.answered.at("condense") << "), repeated " << stats.repeated
              << ", largest request " << stats.largest << " of " << kContext << " tokens\n";
    EXPECT_TRUE(stats.problems.empty()) << stats.problems.front();
    EXPECT_LE(stats.largest, kContext);
    EXPECT_LE(stats.repeated, kKills * kConcurrency) << "only what was in flight is lost";

    const json done = item();
    const json& original = done.at("original").at("blocks");
    const json& japanese = done.at("ja").at("blocks");
    ASSERT_EQ(original.size(), article_.paragraphs().size());
    ASSERT_EQ(japanese.size(), original.size());
    std::vector<std::int64_t> facts;
    for (std::size_t i = 0; i < japanese.size(); ++i) {
        EXPECT_EQ(japanese[i].at("n"), original[i].at("n"));
        EXPECT_EQ(japanese[i].at("text"), LongArticle::japanese(article_.paragraphs()[i]));
        for (const auto fact : LongArticle::facts_of(japanese[i].at("text").get<std::string>()))
            facts.push_back(fact);
    }
    EXPECT_EQ(facts, article_.facts()) << "each fact once, in order";

    for (const char* stage : {"summarize", "score", "translate", "analyze"}) {
        EXPECT_EQ(done.at("stages").at(stage).at("state"), "done") << stage;
        EXPECT_EQ(done.at("stages").at(stage).at("findings"), json::array()) << stage;
    }
    ASSERT_EQ(done.at("ja").at("key_points").size(), 3U);
    EXPECT_GT(done["ja"]["key_points"][2]["blocks"][0].get<int>(),
              static_cast<int>(original.size()) * 3 / 4)
        << "the end of the article was read too";
    EXPECT_EQ(done.at("score").at("total"), 300);
}

}  // namespace
}  // namespace ainews::testing
