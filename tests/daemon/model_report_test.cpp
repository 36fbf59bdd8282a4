#include "daemon/model_report.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace ainews::daemon {
namespace {

ModelReport ollama() {
    ModelReport report;
    report.model = "qwen3:8b";
    report.traits = {"Ollama 0.12.3", {"qwen3:8b"}, 8192, "/api/ps"};
    report.context_tokens = 8192;
    report.context_from = "/api/ps";
    return report;
}

TEST(ModelReportTest, SaysWhatWasFoundInOneLine) {
    EXPECT_EQ(sentence(ollama()),
              "answers and offers qwen3:8b; Ollama 0.12.3; context 8192 tokens (/api/ps); asks for "
              "a strict schema");
}

TEST(ModelReportTest, SaysWhatWasLearned) {
    ModelReport report = ollama();
    report.traits.kind.clear();
    report.context_tokens = 0;
    report.dialect.rung = pipeline::Rung::JsonObject;
    report.dialect.dropped = {"seed", "stream", "temperature"};
    report.dialect.reasons = true;
    report.answered_by = "qwen3-0613";
    EXPECT_EQ(sentence(report),
              "answers and offers qwen3:8b; unknown kind of server; context unknown; asks for a "
              "JSON object, without seed, temperature; does not stream; reasons first; answered as "
              "qwen3-0613");
    const auto said = nlohmann::json::parse(to_json(report));
    EXPECT_EQ(said["rung"], "JSON object");
    EXPECT_EQ(said["without"], nlohmann::json::parse(R"(["seed","temperature"])"));
    EXPECT_EQ(said["streams"], false);
    EXPECT_TRUE(said["context_tokens"].is_null());
    EXPECT_EQ(said["api"], "openai");
}

TEST(ModelReportTest, NamesAtMostTwentyOtherModels) {
    ModelReport report = ollama();
    report.offered = false;
    report.traits.models.clear();
    for (int i = 0; i < 300; ++i) report.traits.models.push_back("m" + std::to_string(i));
    const std::string line = sentence(report);
    EXPECT_NE(line.find("does not offer qwen3:8b; it has: m0, m1"), std::string::npos) << line;
    EXPECT_TRUE(line.ends_with("m19, …")) << line;
}

}  // namespace
}  // namespace ainews::daemon
