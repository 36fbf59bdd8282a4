#include "core/stage_graph.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace ainews {
namespace {

TEST(StageGraphTest, RefusesWhatCannotBeOrdered) {
    EXPECT_THROW((StageGraph{{{"a", {"b"}}, {"b", {"a"}}}}), std::invalid_argument);
    EXPECT_THROW((StageGraph{{{"a", {}}, {"a", {}}}}), std::invalid_argument);
    EXPECT_THROW((StageGraph{{{"a", {"missing"}}}}), std::invalid_argument);
    EXPECT_THROW((StageGraph{{{"a", {}, {"a"}}}}), std::invalid_argument);
}

TEST(StageGraphTest, FindsEveryStageThatRestsOnAnother) {
    const StageGraph graph{{{"extract", {}},
                            {"summarize", {"extract"}},
                            {"analyze", {"summarize"}},
                            {"score", {"extract"}},
                            {"translate", {"extract"}, {"score"}}}};
    EXPECT_EQ(graph.dependents("extract"),
              (std::vector<std::string>{"summarize", "score", "translate", "analyze"}));
    EXPECT_EQ(graph.dependents("summarize"), std::vector<std::string>{"analyze"});
    EXPECT_TRUE(graph.dependents("analyze").empty());
    EXPECT_EQ(graph.find("score")->name, "score");
    EXPECT_EQ(graph.find("nothing"), nullptr);
}

}  // namespace
}  // namespace ainews
