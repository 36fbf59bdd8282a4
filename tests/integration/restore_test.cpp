// Backup, lose a day, restore: what an address of the site means is for good.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>
#include <set>
#include <sstream>

#include "tests/integration/workspace.h"

namespace ainews::testing {
namespace {

namespace fs = std::filesystem;
using newsroom::NewsroomServer;
using nlohmann::json;
using ::testing::HasSubstr;

/// What every address of the site shows.
using Site = std::map<std::string, std::string>;

Site read_site(const fs::path& directory) {
    Site site;
    for (const auto& file : fs::recursive_directory_iterator{directory})
        if (file.is_regular_file() && file.path().filename() == "index.html")
            site[fs::relative(file.path().parent_path(), directory).string()] =
                read_file(file.path());
    return site;
}

std::optional<std::string> first_match(const std::string& text, const std::regex& what) {
    std::smatch found;
    return std::regex_search(text, found, what) ? std::optional{found[1].str()} : std::nullopt;
}

std::string title_of(const std::string& page) {
    return first_match(page, std::regex{"<title>([^<]*)</title>"}).value_or("");
}

/// The article that the address leads to; nothing where the site does not have it.
std::optional<std::string> article_at(const Site& site, const std::string& id) {
    const auto page = site.find("articles/" + id);
    if (page == site.end()) return std::nullopt;
    const auto moved =
        first_match(page->second, std::regex{"http-equiv=\"refresh\".*/articles/(\\d+)/"});
    return moved ? moved : id;
}

class RestoreTest : public ::testing::Test {
protected:
    NewsroomServer server_{newsroom_options()};
    Workspace workspace_{server_};

    [[nodiscard]] fs::path backup() const { return workspace_.path() / "backup.db"; }
    [[nodiscard]] Site site() const { return read_site(workspace_.path() / "site"); }
    std::map<std::string, std::string> urls_by_id() {
        std::map<std::string, std::string> urls;
        for (const json& item : workspace_.items())
            urls[item.at("id").dump()] = item.at("url").get<std::string>();
        return urls;
    }
    /// The newest item of a source that readers see.
    std::string item_of(const std::string& source) {
        for (const json& item : workspace_.items())
            if (item.at("source") == source && item.at("publish") == "public" &&
                item.at("state") == "done")
                return item.at("id").dump();
        ADD_FAILURE() << "nothing of " << source;
        return "0";
    }
    /// Whether the article at `url` is a follower in the story that `lead` leads: who of two prints
    /// of one text came first is not the same in every run.
    bool follows(const std::string& url, const std::string& lead) {
        json story;
        for (const json& item : workspace_.items())
            if (item.at("url") == url && item.at("state") == "skipped") story = item.at("story");
        for (const json& item : workspace_.items())
            if (item.at("id").dump() == lead && story.is_object() && item.at("story").is_object())
                return item.at("story").at("id") == story.at("id");
        return false;
    }
    std::vector<std::string> first_day() {
        std::vector<std::string> arguments;
        for (std::size_t i = 0; i < server_.library().outlets().size(); i += 2) {
            arguments.emplace_back("--source");
            arguments.push_back(server_.library().outlets()[i].slug);
        }
        return arguments;
    }
    /// Addresses of articles in links of any page lead to a page.
    static void expect_no_dead_links(const Site& site) {
        const std::regex link{"href=\"[^\"]*?(articles/\\d+|stories/\\d+)/\""};
        for (const auto& [address, page] : site)
            for (std::sregex_iterator at{page.begin(), page.end(), link}, end; at != end; ++at)
                EXPECT_TRUE(site.contains((*at)[1].str())) << address << " leads to " << (*at)[1];
    }
};

TEST_F(RestoreTest, AfterALostDayNoAddressMeansAnythingElseAndNothingTakenAwayReturns) {
    workspace_.once(0, first_day());
    const std::string early_deleted = item_of("orrinmoor-labs");
    const std::string early_withdrawn = item_of("northgate-wire");
    workspace_.run({"db", "backup", backup().string()});

    // The day that will be lost.
    workspace_.once();
    const std::string late_deleted = item_of("quayside-ledger");
    const std::string late_withdrawn = item_of("preprint-harbor");
    const auto known = urls_by_id();
    workspace_.let_a_day_pass();
    workspace_.run({"edition", "daily"});
    for (const auto& id : {early_deleted, late_deleted})
        workspace_.run({"items", "delete", id, "--reason", "spam"});
    for (const auto& id : {early_withdrawn, late_withdrawn})
        workspace_.run({"items", "withdraw", id, "--reason", "wrong", "--note", "誤報でした"});
    workspace_.run({"publish"});
    const Site before = site();
    expect_no_dead_links(before);
    std::int64_t highest = 0;
    for (const auto& [id, url] : known) highest = std::max<std::int64_t>(highest, std::stoll(id));

    const std::string told = workspace_.run({"db", "restore", backup().string()});
    EXPECT_THAT(told, HasSubstr("4 deletions and withdrawals"));
    workspace_.run({"db", "check"});
    server_.reset_stats();
    workspace_.once();
    const Site after = site();
    expect_no_dead_links(after);
    EXPECT_THAT(workspace_.run({"db", "check"}), HasSubstr("sound"));

    const auto now = urls_by_id();
    for (const auto& [id, url] : known) {
        if (!before.contains("articles/" + id)) continue;
        if (id == early_deleted || id == late_deleted) {
            EXPECT_FALSE(after.contains("articles/" + id)) << "a deleted page is back";
            continue;
        }
        const auto leads_to = article_at(after, id);
        ASSERT_TRUE(leads_to.has_value()) << "articles/" << id << " is gone: " << url;
        EXPECT_TRUE(now.at(*leads_to) == url || follows(url, *leads_to))
            << "articles/" << id << " shows another article: " << now.at(*leads_to);
        if (*leads_to != id) {
            EXPECT_GT(std::stoll(*leads_to), highest) << "an id was given twice";
        }
    }
    for (const auto& id : {early_withdrawn, late_withdrawn})
        EXPECT_THAT(after.at("articles/" + id), HasSubstr("誤報でした")) << "the notice stays";
    for (const auto& [id, url] : now) {
        EXPECT_NE(url, known.at(early_deleted)) << "came back as " << id;
        EXPECT_NE(url, known.at(late_deleted)) << "came back as " << id;
        if (id == early_withdrawn || id == late_withdrawn) continue;
        EXPECT_NE(url, known.at(early_withdrawn)) << "came back as " << id;
        EXPECT_NE(url, known.at(late_withdrawn)) << "came back as " << id;
    }
    for (const auto& [address, page] : before) {
        const auto same = after.find(address);
        if (same == after.end() || address.starts_with("articles/") ||
            address.starts_with("stories/"))
            continue;
        EXPECT_EQ(title_of(same->second), title_of(page)) << address;
    }
    int papers = 0;
    for (const auto& [address, page] : before)
        if (address.starts_with("daily/")) {
            ++papers;
            EXPECT_TRUE(after.contains(address)) << address << " is gone";
        }
    EXPECT_GE(papers, 1);
}

TEST_F(RestoreTest, WhatTheLostDayCostIsNotForgotten) {
    workspace_.once(0, first_day());
    workspace_.run({"db", "backup", backup().string()});
    workspace_.once();
    const auto spent = [&] {
        return json::parse(workspace_.run({"status", "--json"}))
            .at("budget")
            .at("day_spent_usd")
            .get<double>();
    };
    const double before = spent();
    ASSERT_GT(before, 0);
    workspace_.run({"db", "restore", backup().string()});
    EXPECT_DOUBLE_EQ(spent(), before);
    EXPECT_THAT(workspace_.run({"db", "check"}), HasSubstr("sound"));
}

TEST_F(RestoreTest, OverALostDatabaseNoAddressIsGivenTwice) {
    workspace_.once(0, first_day());
    workspace_.run({"db", "backup", backup().string()});
    workspace_.once();
    const auto known = urls_by_id();
    for (const auto* suffix : {"", "-wal", "-shm"})
        fs::remove(workspace_.path() / ("ainewsd.db" + std::string{suffix}));
    workspace_.run({"db", "restore", backup().string()});
    workspace_.once();
    for (const auto& [id, url] : urls_by_id()) {
        const auto old = known.find(id);
        if (old != known.end()) {
            EXPECT_EQ(url, old->second) << id;
        }
    }
}

}  // namespace
}  // namespace ainews::testing
