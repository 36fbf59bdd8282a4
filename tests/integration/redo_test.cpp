// Work that is opened again, by the operator or by a feed that shows another text: what was paid
// for is shown until something better is there, and nothing runs before what it needs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

#include "tests/integration/workspace.h"

namespace ainews::testing {
namespace {

namespace fs = std::filesystem;
using newsroom::NewsroomServer;
using nlohmann::json;

const std::vector<std::string> kOutlet{"--source", "orrinmoor-labs"};
constexpr const char* kArticle = "orrinmoor-paged-drafts";

/// A newsroom whose data may be edited between two polls.
class RedoTest : public ::testing::Test {
protected:
    RedoTest() {
        fs::copy(newsroom::default_data_directory(), data(), fs::copy_options::recursive);
        open(0);
        workspace_.emplace(*server_);
    }
    [[nodiscard]] fs::path data() const { return directory_.path() / "newsroom"; }
    void open(int port) {
        server_.reset();
        newsroom::ServerOptions options = newsroom_options();
        options.data = data();
        options.port = port;
        server_.emplace(options);
    }
    /// The outlet has rewritten a sentence of its article.
    void edit_article() {
        const fs::path file = data() / "articles" / (std::string{kArticle} + ".txt");
        std::string text = read_file(file);
        const std::string was = "two models are listening";
        const auto at = text.find(was);
        ASSERT_NE(at, std::string::npos);
        text.replace(at, was.size(), "two models always listen");
        std::ofstream{file} << text;
        open(server_->port());
    }
    json item() {
        for (const json& one : workspace_->items())
            if (one.at("url").get<std::string>().find(kArticle) != std::string::npos) return one;
        ADD_FAILURE() << "the article is not there";
        return {};
    }
    [[nodiscard]] std::string id() { return item().at("id").dump(); }
    void expect_whole() {
        const json whole = item();
        EXPECT_EQ(whole.at("state"), "done");
        EXPECT_EQ(whole.at("ja").at("key_points").size(), 3U);
        EXPECT_TRUE(whole.at("ja").at("blocks").is_array());
        EXPECT_TRUE(whole.at("ja").at("impact").is_string());
        EXPECT_TRUE(whole.at("score").is_object());
        for (const auto& [name, stage] : whole.at("stages").items()) {
            EXPECT_EQ(stage.at("state"), "done") << name;
            EXPECT_EQ(stage.at("findings"), json::array()) << name;
        }
        EXPECT_EQ(server_->stats().violation_count, 0)
            << ::testing::PrintToString(server_->stats().violations);
    }

    TempDir directory_;
    std::optional<NewsroomServer> server_;
    std::optional<Workspace> workspace_;
};

TEST_F(RedoTest, AfterAChangedTextEveryStaleStageIsDoneAgain) {
    workspace_->once(0, kOutlet);
    edit_article();
    workspace_->once(0, kOutlet);
    EXPECT_THAT(item().at("original").dump(), ::testing::HasSubstr("always listen"));
    EXPECT_THAT(workspace_->run({"items", "redo", "--stale"}),
                ::testing::HasSubstr("4 stale results"));
    workspace_->once(0, {"--no-poll"});
    expect_whole();
    EXPECT_THAT(workspace_->run({"items", "redo", "--stale"}),
                ::testing::HasSubstr("0 stale results"));
}

TEST_F(RedoTest, ATextThatChangesWhileTheModelIsAwayIsReadBeforeItIsAskedAbout) {
    server_->set_fault("401");
    workspace_->once(75, kOutlet);
    edit_article();
    server_->set_fault("401");
    workspace_->once(75, kOutlet);
    server_->clear_faults();
    workspace_->once(0, kOutlet);
    expect_whole();
}

TEST_F(RedoTest, TheTranslationWaitsForTheTextItTranslates) {
    workspace_->once(0, kOutlet);
    for (const auto* stage : {"extract", "translate"})
        workspace_->run({"items", "redo", stage, id()});
    EXPECT_TRUE(item().at("ja").at("blocks").is_array()) << "shown until the new one is there";
    workspace_->once(0, {"--no-poll"});
    expect_whole();
}

TEST_F(RedoTest, AllStagesMayBeAskedForAtOnce) {
    workspace_->once(0, kOutlet);
    for (const auto* stage : {"analyze", "translate", "extract", "score", "summarize"})
        workspace_->run({"items", "redo", stage, id()});
    workspace_->once(0, {"--no-poll"});
    expect_whole();
}

}  // namespace
}  // namespace ainews::testing
