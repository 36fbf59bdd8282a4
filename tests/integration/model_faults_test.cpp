// A model that answers wrongly in any of its ways: the run ends well and the result is the same.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/integration/workspace.h"

namespace ainews::testing {
namespace {

using newsroom::NewsroomServer;

/// One source is enough: two articles, all five stages.
const std::vector<std::string> kOneSource{"--source", "orrinmoor-labs"};

std::string undisturbed_export() {
    static const std::string text = [] {
        NewsroomServer server{newsroom_options()};
        Workspace workspace{server};
        workspace.once(0, kOneSource);
        return workspace.comparable_export();
    }();
    return text;
}

std::string case_name(const ::testing::TestParamInfo<std::string>& fault) {
    std::string name;
    for (const char c : fault.param)
        name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
    return name;
}

/// Faults that a second try gets over within the same run.
class PassingFaultTest : public ::testing::TestWithParam<std::string> {};

TEST_P(PassingFaultTest, IsGotOverWithinTheRun) {
    NewsroomServer server{newsroom_options()};
    Workspace workspace{server};
    server.set_fault(GetParam());
    workspace.once(0, kOneSource);
    EXPECT_EQ(server.stats().violation_count, 0)
        << ::testing::PrintToString(server.stats().violations);
    EXPECT_GE(server.stats().faulted, 1);
    EXPECT_EQ(workspace.comparable_export(), undisturbed_export());
}

INSTANTIATE_TEST_SUITE_P(Model, PassingFaultTest,
                         ::testing::Values("429@summarize=1", "500@score=1", "503@translate=1",
                                           "reset@summarize=1", "error-200@score=1", "html@score=1",
                                           "truncated@translate=1", "invalid-json@summarize=1",
                                           "fenced@summarize", "wrong-schema@score=1",
                                           "english@translate=1", "english@summarize=1",
                                           "missing-block@translate=1", "wrong-number@translate=1",
                                           "polite@translate=1", "empty@summarize=1", "no-schema",
                                           "no-object"),
                         case_name);

/// Faults that do not pass by themselves: work waits, nothing fails, and all is done once they are
/// gone.
class StandingFaultTest : public ::testing::TestWithParam<std::string> {};

TEST_P(StandingFaultTest, ParksTheWorkAndLosesNothing) {
    NewsroomServer server{newsroom_options()};
    Workspace workspace{server};
    server.set_fault(GetParam());
    workspace.once(75, kOneSource);
    for (const auto& item : workspace.items())
        EXPECT_NE(item.at("state"), "failed") << item.at("error");
    server.clear_faults();
    workspace.once(0, kOneSource);
    EXPECT_EQ(workspace.comparable_export(), undisturbed_export());
}

INSTANTIATE_TEST_SUITE_P(Model, StandingFaultTest, ::testing::Values("401", "402"), case_name);

}  // namespace
}  // namespace ainews::testing
