#include "pipeline/command_engine.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <thread>

namespace ainews::pipeline {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

CommandSpec shell(std::string script) {
    CommandSpec spec;
    spec.argv = {"/bin/sh", "-c", std::move(script)};
    spec.time_max = seconds{20};
    return spec;
}

Expected<std::string> run(const CommandSpec& spec, std::string_view input = "{}") {
    SystemClock clock;
    return run_command(clock, spec, input, {});
}

TEST(CommandEngineTest, HandsOneObjectInAndOneOut) {
    const auto answer = run(shell(R"(read line; printf '{"got":%s}' "$line")"), "{\"a\":1}\n");
    ASSERT_TRUE(answer.has_value()) << answer.error().message;
    EXPECT_EQ(*answer, R"({"got":{"a":1}})");
}

TEST(CommandEngineTest, MovesMoreThanAPipeHolds) {
    const std::string input = R"({"text":")" + std::string(900'000, 'x') + "\"}";
    const auto answer = run(shell("cat"), input);
    ASSERT_TRUE(answer.has_value()) << answer.error().message;
    EXPECT_EQ(*answer, input);
}

TEST(CommandEngineTest, AProgramNeedNotReadItsInput) {
    const auto answer = run(shell("echo '{}'"), R"({"text":")" + std::string(900'000, 'x') + "\"}");
    EXPECT_TRUE(answer.has_value()) << answer.error().message;
}

struct Failing {
    const char* script;
    ErrorKind kind;
    const char* message;
};

TEST(CommandEngineTest, SaysWhatToDoAboutEachFailure) {
    const std::vector<Failing> cases{
        {"exit 75", ErrorKind::Transient, "/bin/sh: exit 75"},
        {"exit 69", ErrorKind::Unavailable, "/bin/sh: exit 69"},
        {"exit 65", ErrorKind::BadInput, "/bin/sh: exit 65"},
        {"echo first >&2; echo 'no model' >&2; exit 3", ErrorKind::Rejected,
         "/bin/sh: exit 3: no model"},
        {"kill -9 $$", ErrorKind::Transient, "/bin/sh: killed by signal 9"},
        {"true", ErrorKind::Rejected, "/bin/sh: its output is not one JSON object"},
        {"echo '[1]'", ErrorKind::Rejected, "/bin/sh: its output is not one JSON object"},
        {"echo '{} {}'", ErrorKind::Rejected, "/bin/sh: its output is not one JSON object"},
        {"echo '{\"a\":'", ErrorKind::Rejected, "/bin/sh: its output is not one JSON object"},
    };
    for (const Failing& failing : cases) {
        const auto answer = run(shell(failing.script));
        ASSERT_FALSE(answer.has_value()) << failing.script;
        EXPECT_EQ(answer.error().kind, failing.kind) << failing.script;
        EXPECT_EQ(answer.error().message, failing.message);
    }
}

TEST(CommandEngineTest, AProgramThatIsNotThereIsTheOperatorsToMend) {
    CommandSpec spec;
    spec.argv = {"/nonexistent/program"};
    EXPECT_EQ(run(spec).error().kind, ErrorKind::Refused);
    EXPECT_EQ(run(CommandSpec{}).error().kind, ErrorKind::Refused);
    spec = shell("echo '{}'");
    spec.working_dir = "/nonexistent";
    EXPECT_EQ(run(spec).error().kind, ErrorKind::Refused);
}

TEST(CommandEngineTest, EndsAProgramAndItsChildrenAtTheTimeLimit) {
    CommandSpec spec = shell("sleep 1000 & sleep 1000");
    spec.time_max = milliseconds{100};
    const auto answer = run(spec);
    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().kind, ErrorKind::Transient);
}

TEST(CommandEngineTest, DoesNotWaitForWhatTheProgramLeftRunning) {
    const auto answer = run(shell("sleep 1000 & echo '{}'"));
    EXPECT_TRUE(answer.has_value()) << answer.error().message;
}

TEST(CommandEngineTest, EndsAFloodOfOutput) {
    const auto answer = run(shell("yes"));
    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().kind, ErrorKind::TooLarge);
    const auto noisy = run(shell("head -c 3000000 /dev/zero >&2; echo '{}'"));
    EXPECT_TRUE(noisy.has_value()) << "stderr is only kept in part";
}

TEST(CommandEngineTest, AStopEndsTheProgram) {
    SystemClock clock;
    std::stop_source stop;
    std::jthread stopper{[&] { stop.request_stop(); }};
    const auto answer = run_command(clock, shell("sleep 1000"), "{}", stop.get_token());
    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().kind, ErrorKind::Cancelled);
}

TEST(CommandEngineTest, OurSecretsAndDescriptorsStayHere) {
    ::setenv("AINEWS_TEST_API_KEY", "secret", 1);
    const int leaked = ::fcntl(STDERR_FILENO, F_DUPFD, 100);
    CommandSpec spec = shell("if [ -e /proc/$$/fd/" + std::to_string(leaked) +
                             R"x( ]; then leak=true; else leak=false; fi
           printf '{"key":"%s","own":"%s","leak":%s}' "$AINEWS_TEST_API_KEY" "$OWN" "$leak")x");
    spec.environment = {{"OWN", "yes"}};
    const auto answer = run(spec);
    ::close(leaked);
    ASSERT_TRUE(answer.has_value()) << answer.error().message;
    EXPECT_EQ(*answer, R"({"key":"","own":"yes","leak":false})");
}

TEST(CommandEngineTest, HoldsTheProgramToItsMemory) {
    CommandSpec spec = shell("ulimit -v");
    spec.memory_bytes_max = std::size_t{256} << 20U;
    spec.argv[2] = R"x(printf '{"kib":%s,"core":%s}' "$(ulimit -v)" "$(ulimit -c)")x";
    const auto answer = run(spec);
    ASSERT_TRUE(answer.has_value()) << answer.error().message;
    EXPECT_EQ(*answer, R"({"kib":262144,"core":0})");
}

}  // namespace
}  // namespace ainews::pipeline
