// Backup, lose a day, restore: what an address of the site means is for good.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "tests/integration/workspace.h"

namespace ainews::testing {
namespace {

namespace fs = std::filesystem;
using newsroom::NewsroomServer;
using nlohmann::json;
using ::testing::HasSubstr;

class RestoreTest : public ::testing::Test {
protected:
    NewsroomServer server_{newsroom_options()};
    Workspace workspace_{server_};

    [[nodiscard]] fs::path backup() const { return workspace_.path() / "backup.db"; }
    std::map<std::string, std::string> urls_by_id() {
        std::map<std::string, std::string> urls;
        for (const json& item : workspace_.items())
            urls[item.at("id").dump()] = item.at("url").get<std::string>();
        return urls;
    }
    std::vector<std::string> first_day() {
        std::vector<std::string> arguments;
        for (std::size_t i = 0; i < server_.library().outlets().size(); i += 2) {
            arguments.emplace_back("--source");
            arguments.push_back(server_.library().outlets()[i].slug);
        }
        return arguments;
    }
};

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
