#include "daemon/command_help.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>

#include "daemon/command_line.h"
#include "daemon/completion.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"

namespace ainews::daemon {
namespace {

std::string read_file(const std::filesystem::path& path) {
    std::ifstream in{path};
    return {std::istreambuf_iterator<char>{in}, {}};
}

TEST(CommandHelpTest, DocumentsEveryCommandInTheManual) {
    constexpr std::string_view kBegin =
        "<!-- commands: generated, checked by tests/daemon/command_help_test.cpp -->\n";
    constexpr std::string_view kEnd = "<!-- end of commands -->";
    const std::string manual = read_file(ainews::testing::source_tree() / "docs/commands.md");
    const auto begin = manual.find(kBegin);
    const auto end = manual.find(kEnd);
    ASSERT_NE(begin, std::string::npos);
    ASSERT_NE(end, std::string::npos);
    EXPECT_EQ(manual.substr(begin + kBegin.size(), end - begin - kBegin.size()),
              command_reference(describe_command_line()));
}

/// What bash offers behind `words`, of which the last is being typed.
std::string offered(const std::vector<std::string>& words) {
    const ainews::testing::TempDir directory;
    const auto script = directory.path() / "completion.sh";
    std::string line = "ainewsd";
    for (const std::string& word : words) line += " '" + word + "'";
    std::ofstream{script} << completion_script(describe_command_line(), Shell::Bash)
                          << "COMP_WORDS=(" << line << ")\nCOMP_CWORD=" << words.size()
                          << "\n_ainewsd\necho \"${COMPREPLY[@]}\"\n";
    const std::string run = "bash --norc " + script.string();
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe{popen(run.c_str(), "r"), &pclose};
    std::array<char, 4096> text{};
    std::string out;
    while (fgets(text.data(), text.size(), pipe.get()) != nullptr) out += text.data();
    return out;
}

TEST(CompletionTest, OffersWhatMayComeNext) {
    struct Case {
        std::vector<std::string> words;
        std::string offered;
    };
    const Case kCases[] = {
        {{"st"}, "status\n"},
        {{"items", "ho"}, "hold\n"},
        {{"--config", "x.toml", "items", "ex"}, "export explain\n"},
        {{"--log-level", "w"}, "warn\n"},
        {{"items", "list", "--state", "d"}, "done\n"},
        {{"sources", "pause", "--"}, "--help\n"},
        {{"edition", ""}, "daily hacker weekly -h --help\n"},
        {{"nonsense", "sta"}, "status\n"},
    };
    for (const auto& [words, wanted] : kCases) EXPECT_EQ(offered(words), wanted) << words.back();
}

TEST(CompletionTest, TellsEveryShellOfEveryCommand) {
    const CommandHelp program = describe_command_line();
    for (const Shell shell : {Shell::Bash, Shell::Zsh, Shell::Fish}) {
        const std::string script = completion_script(program, shell);
        for (const CommandHelp& command : program.commands) {
            EXPECT_NE(script.find(command.name), std::string::npos);
            for (const CommandHelp& verb : command.commands)
                EXPECT_NE(script.find(verb.name), std::string::npos) << verb.name;
        }
    }
}

}  // namespace
}  // namespace ainews::daemon
