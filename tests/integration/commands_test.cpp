// What the commands answer where something about them is wrong, by the real program.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>

#include "tests/integration/small_site.h"

namespace ainews::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class CommandsTest : public SmallSiteTest {
protected:
    void add_one_item() {
        site_.page("/f", feed("lantern", {0}), "application/atom+xml");
        (void)run({"sources", "add", site_.url("/f")});
        (void)run({"--once", "--no-publish"}, kWaits);
    }
    /// The exit code of the program with these arguments and redirections of a shell.
    [[nodiscard]] int shell(const std::string& arguments) const {
        const std::string command =
            fmt::format("cd '{}' && '{}' --config ainewsd.toml {}", directory_.path().string(),
                        program_under_test(), arguments);
        const int status = std::system(command.c_str());
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
};

TEST_F(CommandsTest, SayWhichWordOrValueNamesNothing) {
    struct Case {
        std::vector<std::string> arguments;
        int code;
        std::string says;
    };
    (void)run({"--once", "--no-publish"});
    const std::string stages = "there are extract, ";
    for (const Case& c : {
             Case{{"--once", "--stages", "bogus"}, 64, "--stages bogus: no such stage; " + stages},
             Case{{"--once", "--stages", ""}, 64, "no such stage; " + stages},
             Case{{"--once", "--plan", "--stages", "bogus"}, 64, "no such stage; " + stages},
             Case{{"--once", "--source", "nosuch"}, 64, "--source nosuch: no such source"},
             Case{{"--once", "--plan", "--source", "nosuch"}, 64, "no such source"},
             Case{{"items", "list", "--source", "nosuch"}, 64, "no such source"},
             Case{{"items", "redo", "score", "--source", "nosuch"}, 64, "no such source"},
             Case{{"--once", "--since", "2999-01-01"}, 64, "lies in the future"},
             Case{{"items", "list", "--since", "2999-01-01"}, 64, "lies in the future"},
             Case{{"items", "list", "--since", "2020-01-02", "--until", "2020-01-01"},
                  64,
                  "--until 2020-01-01 does not lie after --since 2020-01-02"},
             Case{{"--once", "--since", "1d", "--until", "2d"}, 64, "nothing is between them"},
             Case{{"search", ""}, 64, "search: what for?"},
             Case{{"search", " ", ""}, 64, "search: what for?"},
             Case{{"items", "edit", "1", "--field", "bogus", "--text", "x"},
                  64,
                  "no field \"bogus\"; there are title, tldr, tags, "},
             Case{{"items", "show", "7"}, 65, "ainewsd: there is no item 7"},
             Case{{"items", "pin", "7"}, 65, "there is no item 7"},
             Case{{"feed", "http://127.0.0.1:1/f"}, 69, "http://127.0.0.1:1/f"},
             Case{{"feed", site_.url("/gone")}, 65, "HTTP 404"},
         })
        EXPECT_THAT(run(c.arguments, c.code),
                    AllOf(HasSubstr(c.says), Not(HasSubstr("item 7: there is no item 7"))));
}

TEST_F(CommandsTest, ABaseThatIsNoAddressIsToldAndReadingGoesOn) {
    write("f.xml", feed("lantern", {0}));
    EXPECT_THAT(run({"feed", directory_.path() / "f.xml", "--base-url", "x::y"}),
                HasSubstr("no http or https address"));
}

TEST_F(CommandsTest, RetrySaysHowManyItWas) {
    (void)run({"--once", "--no-publish"});
    EXPECT_THAT(run({"items", "retry", "--failed"}), HasSubstr("work opened again: 0\n"));
}

TEST_F(CommandsTest, APlanWithoutItemsNamesNoStageThatWouldWait) {
    EXPECT_THAT(run({"--once", "--plan"}), Not(HasSubstr("would wait")));
    site_.page("/f", feed("lantern", {0}), "application/atom+xml");
    (void)run({"sources", "add", site_.url("/f")});
    EXPECT_THAT(run({"--once", "--plan"}), HasSubstr("these stages would wait"));
}

TEST_F(CommandsTest, CheckTellsADirectoryThatIsNotThereFromOneThatIsClosed) {
    write("ainewsd.toml", "[daemon]\nstate_dir = \"/proc/none\"\n[site]\ndir = \"site\"\n");
    EXPECT_THAT(run({"check", "--offline"}, 69),
                AllOf(HasSubstr("/proc/none does not exist and cannot be made"),
                      HasSubstr("sudo install -d"), Not(HasSubstr("change its owner"))));
}

TEST_F(CommandsTest, AWithdrawnItemIsWrongDataForWhateverWouldChangeIt) {
    add_one_item();
    (void)run({"items", "edit", "1", "--field", "title", "--text", std::string(201, 'x')}, 65);
    EXPECT_THAT(run({"items", "edit", "1", "--field", "title", "--text", std::string(200, 'x')}),
                HasSubstr("item 1: title "));
    (void)run({"items", "withdraw", "1"});
    const auto once = AllOf(HasSubstr("item 1 is withdrawn for good"), Not(HasSubstr("1: item 1")));
    EXPECT_THAT(run({"items", "edit", "1", "--field", "title", "--text", "x"}, 65), once);
    EXPECT_THAT(run({"items", "pin", "1"}, 65), once);
    EXPECT_THAT(run({"items", "hold", "1"}, 65), once);
}

TEST_F(CommandsTest, ASourceThatIsGoneCanStillBeAskedForItsItems) {
    add_one_item();
    (void)run({"sources", "remove", "lantern"});
    EXPECT_THAT(run({"items", "list", "--source", "lantern"}), HasSubstr("lantern of 0 days ago"));
}

TEST_F(CommandsTest, ACutListIsTakenAsFarAsItGoesAndIsNoSuccess) {
    write("cut.opml",
          "<opml><body><outline text='A' xmlUrl='https://a.example/f'/><outline text='B");
    EXPECT_THAT(run({"sources", "import", directory_.path() / "cut.opml"}, 65),
                AllOf(HasSubstr("what follows is not read"), HasSubstr("1 new")));
    EXPECT_THAT(read("sources.toml"), HasSubstr("https://a.example/f"));
}

TEST_F(CommandsTest, ImportTakesAListFromStandardInput) {
    write("list.opml",
          "<opml><body><outline text='A' xmlUrl='https://a.example/f'/></body></opml>");
    EXPECT_EQ(shell("sources import - < list.opml > said"), 0) << read("said");
    EXPECT_THAT(read("sources.toml"), HasSubstr("https://a.example/f"));
}

TEST_F(CommandsTest, HelpThatCannotBeWrittenIsNoSuccess) {
    EXPECT_EQ(shell("--help > /dev/full 2> said"), 69);
    EXPECT_THAT(read("said"), HasSubstr("could not be written"));
    EXPECT_EQ(shell("--help > said"), 0);
}

}  // namespace
}  // namespace ainews::testing
