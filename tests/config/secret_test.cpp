#include "config/secret.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "config/load.h"
#include "tests/config/temporary_directory.h"

namespace ainews::config {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

Environment environment_of(std::map<std::string, std::string> variables) {
    return
        [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
            const auto found = variables.find(name);
            return found == variables.end() ? std::nullopt : std::optional{found->second};
        };
}

class SecretTest : public ::testing::Test {
protected:
    TemporaryDirectory directory;

    LlmConfig endpoint(std::string_view line) const {
        const auto config = load(directory.write(
            "ainewsd.toml", "[llm.main]\nbase_url = \"http://localhost/v1\"\nmodel = \"m\"\n" +
                                std::string{line} + "\n"));
        EXPECT_TRUE(config);
        return config->llms.at(0);
    }
};

TEST_F(SecretTest, ReadsAFileBesideTheConfiguration) {
    fs::permissions(directory.write("key", "sk-1\r\n"), fs::perms::owner_read);
    const auto secret = read_secret(endpoint("api_key_file = \"key\""), environment_of({}));
    ASSERT_TRUE(secret);
    EXPECT_EQ(secret->value, "sk-1");
    EXPECT_EQ(secret->warning, "");
}

TEST_F(SecretTest, WarnsOfAFileThatEveryoneCanRead) {
    fs::permissions(directory.write("key", "sk-1"), fs::perms::owner_read | fs::perms::others_read);
    const auto secret = read_secret(endpoint("api_key_file = \"key\""), environment_of({}));
    ASSERT_TRUE(secret);
    EXPECT_THAT(secret->warning, HasSubstr("can be read by every user"));
    EXPECT_THAT(secret->warning, Not(HasSubstr("sk-1")));
}

TEST_F(SecretTest, PrefersTheSystemdCredentialOfThatName) {
    directory.write("key", "sk-file");
    directory.write("credentials/key", "sk-credential");
    const auto environment =
        environment_of({{"CREDENTIALS_DIRECTORY", (directory.path() / "credentials").string()}});
    EXPECT_EQ(read_secret(endpoint("api_key_file = \"key\""), environment)->value, "sk-credential");
    EXPECT_EQ(read_secret(endpoint("api_key_file = \"./key\""), environment)->value, "sk-file");
}

TEST_F(SecretTest, ReadsTheNamedVariable) {
    const LlmConfig llm = endpoint("api_key_env = \"MY_KEY\"");
    EXPECT_EQ(read_secret(llm, environment_of({{"MY_KEY", "sk-2"}}))->value, "sk-2");
    EXPECT_THAT(read_secret(llm, environment_of({})).error().message,
                HasSubstr("MY_KEY is not set"));
}

TEST_F(SecretTest, IsEmptyWhereNoneIsConfigured) {
    EXPECT_EQ(read_secret(endpoint(""), environment_of({{"OPENAI_API_KEY", "sk-3"}}))->value, "");
}

TEST_F(SecretTest, RefusesWhatWouldChangeARequestAndNeverShowsIt) {
    for (const std::string_view content :
         {"", " \n", "sk-4\nX-Injected: 1", "two words", "sk-\xE9"}) {
        directory.write("key", content);
        const auto secret = read_secret(endpoint("api_key_file = \"key\""), environment_of({}));
        ASSERT_FALSE(secret) << content;
        EXPECT_EQ(secret.error().kind, ErrorKind::Refused);
        EXPECT_THAT(secret.error().message,
                    HasSubstr("ainewsd.toml:4: llm.main.api_key_file: the file "));
        EXPECT_THAT(secret.error().message, Not(HasSubstr("sk-")));
    }
    EXPECT_THAT(
        read_secret(endpoint("api_key_file = \"none\""), environment_of({})).error().message,
        HasSubstr("cannot be read"));
}

TEST_F(SecretTest, ReadsAWebhookAddressFromWhereItIs) {
    WebhookConfig hook;
    hook.name = "team";
    hook.url = "https://hooks.example.com/plain";
    EXPECT_EQ(read_secret(hook, environment_of({}))->value, "https://hooks.example.com/plain");
    hook.url.clear();
    hook.url_env = "HOOK";
    EXPECT_EQ(read_secret(hook, environment_of({{"HOOK", "https://hooks.example.com/x"}}))->value,
              "https://hooks.example.com/x");
}

}  // namespace
}  // namespace ainews::config
