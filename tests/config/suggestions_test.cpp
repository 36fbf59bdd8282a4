#include "config/suggestions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/load.h"

namespace ainews::config {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const Environment kNoVariables = [](const std::string&) { return std::optional<std::string>{}; };
const Environment kOpenAiKey = [](const std::string& name) {
    return name == "OPENAI_API_KEY" ? std::optional<std::string>{"sk-secret"} : std::nullopt;
};

TEST(SuggestionsTest, ShowsLinesThatWorkForAServerThatAnswers) {
    const AnsweringServer found{local_servers()[0], "small-model"};
    const auto suggestions = model_suggestions(Config{}, {&found, 1}, kNoVariables);
    ASSERT_EQ(suggestions.size(), 1U);
    EXPECT_EQ(suggestions[0].found, "Ollama answers at http://127.0.0.1:11434/v1");
    const auto config = load_from_string(suggestions[0].toml);
    ASSERT_TRUE(config) << describe(config.error());
    EXPECT_EQ(config->llms.at(0).model, "small-model");
}

TEST(SuggestionsTest, NamesAKeyWithoutShowingIt) {
    const auto suggestions = model_suggestions(Config{}, {}, kOpenAiKey);
    ASSERT_EQ(suggestions.size(), 1U);
    EXPECT_THAT(suggestions[0].found, HasSubstr("OPENAI_API_KEY"));
    EXPECT_THAT(suggestions[0].toml, HasSubstr("api_key_env = \"OPENAI_API_KEY\""));
    EXPECT_THAT(suggestions[0].found + suggestions[0].toml, Not(HasSubstr("sk-secret")));
}

TEST(SuggestionsTest, IsSilentWhereAModelIsConfigured) {
    Config config;
    config.llms.push_back({.name = "main"});
    EXPECT_THAT(model_suggestions(config, {}, kOpenAiKey), IsEmpty());
    EXPECT_THAT(model_suggestions(Config{}, {}, kNoVariables), IsEmpty());
}

TEST(SuggestionsTest, ProbesThisMachineOnly) {
    for (const LocalServer& server : local_servers())
        EXPECT_THAT(server.probe_url, HasSubstr("//127.0.0.1:"));
}

}  // namespace
}  // namespace ainews::config
