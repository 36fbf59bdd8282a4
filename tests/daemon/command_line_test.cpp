#include "daemon/command_line.h"

#include <gtest/gtest.h>

#include <limits>

#include "core/calendar.h"

namespace ainews::daemon {
namespace {

std::variant<CommandLine, ParseExit> parse(std::vector<const char*> words) {
    words.insert(words.begin(), "ainewsd");
    return parse_command_line(static_cast<int>(words.size()), words.data());
}

template <typename T>
T command(std::vector<const char*> words) {
    const auto parsed = parse(std::move(words));
    if (const auto* stopped = std::get_if<ParseExit>(&parsed)) {
        ADD_FAILURE() << stopped->text;
        return {};
    }
    return std::get<T>(std::get<CommandLine>(parsed).command);
}

int exit_code(std::vector<const char*> words) {
    const auto parsed = parse(std::move(words));
    const auto* stopped = std::get_if<ParseExit>(&parsed);
    return stopped == nullptr ? -1 : stopped->code;
}

TEST(CommandLineTest, RunsTheDaemonWithoutACommand) {
    const auto parsed = parse({"--config", "/etc/x.toml", "--log-level", "debug"});
    const auto& line = std::get<CommandLine>(parsed);
    EXPECT_TRUE(std::holds_alternative<RunDaemon>(line.command));
    EXPECT_EQ(line.global.config, "/etc/x.toml");
    EXPECT_EQ(line.global.log_level, "debug");
}

TEST(CommandLineTest, TakesEveryFilterOfOneCycle) {
    const auto once =
        command<RunOnce>({"--once", "--source", "a", "--source", "b", "--since", "7d", "--limit",
                          "5", "--stages", "extract,score", "--no-poll", "--no-publish"});
    EXPECT_EQ(once.sources, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(once.stages, (std::vector<std::string>{"extract", "score"}));
    EXPECT_EQ(once.since, "7d");
    EXPECT_EQ(once.limit, 5);
    EXPECT_FALSE(once.poll);
    EXPECT_FALSE(once.publish);
}

TEST(CommandLineTest, ComparesWithOneOtherPromptOrOneOtherModel) {
    const auto compare = command<Compare>({"compare", "score", "--sample", "20", "--prompt", "p.md",
                                           "--out", "o.html", "--source", "a", "--json"});
    EXPECT_EQ(compare.stage, "score");
    EXPECT_EQ(compare.sample, 20);
    EXPECT_EQ(compare.prompt, "p.md");
    EXPECT_EQ(compare.out, "o.html");
    EXPECT_TRUE(compare.json);
    EXPECT_FALSE(compare.plan);
    EXPECT_EQ(command<Compare>({"compare", "translate", "--llm", "x", "--plan"}).llm, "x");
    EXPECT_EQ(exit_code({"compare", "score"}), 64);
    EXPECT_EQ(exit_code({"compare", "score", "--llm", "x", "--prompt", "p.md"}), 64);
    EXPECT_EQ(exit_code({"compare", "extract", "--llm", "x"}), 64);
    EXPECT_EQ(exit_code({"compare", "score", "--llm", "x", "--sample", "0"}), 64);
}

TEST(CommandLineTest, TakesTheVerbsOfTheDesk) {
    const auto withdraw =
        command<Items>({"items", "withdraw", "7", "--reason", "誤報", "--note", "取り下げます。"});
    EXPECT_EQ(withdraw.verb, Items::Verb::SetState);
    EXPECT_EQ(withdraw.publish, PublishState::Withdrawn);
    EXPECT_EQ(withdraw.note, "取り下げます。");
    EXPECT_EQ(command<Items>({"items", "pin", "7", "8"}).verb, Items::Verb::Pin);
    EXPECT_EQ(command<Items>({"items", "unpin", "7"}).verb, Items::Verb::Unpin);
    const auto edit = command<Items>({"items", "edit", "7", "--field", "body:3", "--text", "文"});
    EXPECT_EQ(edit.field, "body:3");
    EXPECT_EQ(edit.text, "文");
    EXPECT_TRUE(command<Items>({"items", "edit", "7", "--field", "title", "--revert"}).revert);
    EXPECT_TRUE(command<Items>({"items", "list", "--held"}).held);
    EXPECT_TRUE(command<Items>({"items", "list", "--stale"}).stale);
    const auto redo = command<Items>({"items", "redo", "--stale"});
    EXPECT_TRUE(redo.stale);
    EXPECT_EQ(redo.stage, "");
    EXPECT_EQ(command<Items>({"items", "redo", "translate", "--stale"}).stage, "translate");
    EXPECT_TRUE(command<Items>({"items", "redo", "--stale", "--json"}).json);
    EXPECT_TRUE(command<Items>({"items", "retry", "--failed", "--json"}).json);
    EXPECT_TRUE(command<Items>({"items", "delete", "7", "--json"}).json);
    EXPECT_EQ(exit_code({"items", "edit", "7"}), 64) << "which field?";
    EXPECT_EQ(exit_code({"items", "edit", "7", "--field", "title", "--text", "a", "--revert"}), 64);
}

TEST(CommandLineTest, ExplainsWrongUseWithExit64) {
    for (const auto& words : std::vector<std::vector<const char*>>{{"--nonsense"},
                                                                   {"frobnicate"},
                                                                   {"--source", "a"},
                                                                   {"items"},
                                                                   {"items", "show"},
                                                                   {"items", "show", "x"},
                                                                   {"--once", "--limit", "0"},
                                                                   {"--log-level", "loud"},
                                                                   {"db", "backup"}})
        EXPECT_EQ(exit_code(words), 64) << words.front();
}

TEST(CommandLineTest, NamesTheWrongWordAndWhatThereIs) {
    struct Case {
        std::vector<const char*> words;
        std::string says;
    };
    const Case kCases[] = {
        {{"items", "lst"},
         "items: unknown command \"lst\"; did you mean \"list\"? (ainewsd items --help)"},
        {{"db", "bogus"},
         "db: unknown command \"bogus\"; try: check, backup, restore, vacuum, migrate (ainewsd db "
         "--help)"},
        {{"edition", "yearly"},
         "edition: unknown command \"yearly\"; try: daily, hacker, weekly (ainewsd edition "
         "--help)"},
        {{"completion", "tcsh"},
         "completion: unknown command \"tcsh\"; try: bash, zsh, fish (ainewsd completion --help)"},
        {{"edition"},
         "edition: which command? try: daily, hacker, weekly (ainewsd edition --help)"},
        {{"statsu"}, "unknown command \"statsu\"; did you mean \"status\"? (ainewsd --help)"},
        {{"status", "now"}, "status: \"now\" is one argument too many (ainewsd status --help)"},
        {{"items", "list", "--soruce", "a"},
         "items list: unknown option \"--soruce\"; did you mean \"--source\"? (ainewsd items list "
         "--help)"},
        {{"status", "--config", "x"},
         "status: \"--config\" stands before the command (ainewsd status --help)"},
        {{"items", "show"}, "items show: id is required (ainewsd items show --help)"},
        {{"--json"}, "these options go with --once (ainewsd --help)"},
        {{"--limit", "3", "status"},
         "these options go with --once; those of a command stand behind it (ainewsd --help)"},
        {{"--once", "status"}, "--once goes with no other command (ainewsd --help)"},
        {{"--once", "completion", "bash"}, "--once goes with no other command (ainewsd --help)"},
    };
    for (const auto& [words, says] : kCases) {
        const auto parsed = parse(words);
        const auto* stopped = std::get_if<ParseExit>(&parsed);
        ASSERT_NE(stopped, nullptr) << says;
        EXPECT_EQ(stopped->code, 64) << says;
        EXPECT_EQ(stopped->text, "ainewsd: " + says + "\n");
    }
}

TEST(CommandLineTest, RefusesNumbersThatCannotBeMeant) {
    for (const char* limit : {"0", "-3", "x", "1e3", "99999999999999999999"}) {
        const auto parsed = parse({"items", "list", "--limit", limit});
        ASSERT_TRUE(std::holds_alternative<ParseExit>(parsed)) << limit;
        EXPECT_EQ(std::get<ParseExit>(parsed).text,
                  std::string{"ainewsd: items list: --limit: Value "} + limit +
                      " not in range 1 to 1000000000 (ainewsd items list --help)\n");
    }
    for (const auto& words :
         std::vector<std::vector<const char*>>{{"items", "show", "99999999999999999999"},
                                               {"items", "explain", "0"},
                                               {"items", "hide", "1", "9223372036854775808"},
                                               {"items", "retry", "1x"},
                                               {"items", "retry", "--failed", "3"},
                                               {"items", "retry", "3", "--failed"}})
        EXPECT_EQ(exit_code(words), 64) << words.back();
    EXPECT_EQ(command<Items>({"items", "show", "9223372036854775807"}).ids.front(),
              std::numeric_limits<ItemId>::max());
}

TEST(CommandLineTest, GivesHelpWithExit0ForEveryCommand) {
    for (const char* name : {"check", "status", "sources", "items", "search", "publish", "edition",
                             "feed", "article", "db"})
        EXPECT_EQ(exit_code({name, "--help"}), 0) << name;
    EXPECT_EQ(exit_code({"--version"}), 0);
}

TEST(CommandLineTest, ReadsItemCommands) {
    const auto redo = command<Items>({"items", "redo", "translate", "3", "4"});
    EXPECT_EQ(redo.verb, Items::Verb::Redo);
    EXPECT_EQ(redo.stage, "translate");
    EXPECT_EQ(redo.ids, (std::vector<ItemId>{3, 4}));
    const auto withdraw = command<Items>({"items", "withdraw", "9", "--reason", "誤報"});
    EXPECT_EQ(withdraw.publish, PublishState::Withdrawn);
    EXPECT_EQ(withdraw.reason, "誤報");
}

TEST(CommandLineTest, ReadsWhichEditionIsMeant) {
    const auto newest = command<EditionCommand>({"edition", "daily"});
    EXPECT_EQ(newest.kind, EditionKind::Daily);
    EXPECT_EQ(newest.name, "");
    const auto week = command<EditionCommand>({"edition", "weekly", "2026-W18", "--force"});
    EXPECT_EQ(week.kind, EditionKind::Weekly);
    EXPECT_EQ(week.name, "2026-W18");
    EXPECT_TRUE(week.force);
    EXPECT_EQ(exit_code({"edition", "monthly"}), 64);
}

TEST(CommandLineTest, JoinsTheWordsOfAQuery) {
    EXPECT_EQ(command<Search>({"search", "モデル", "蒸留"}).query, "モデル 蒸留");
}

TEST(ParseWhenTest, TakesTimesDatesAndAges) {
    const TimePoint now = from_rfc3339("2026-05-08T00:00:00Z").value();
    EXPECT_EQ(parse_when("7d", now, "Asia/Tokyo"), from_rfc3339("2026-05-01T00:00:00Z"));
    EXPECT_EQ(parse_when("2026-05-01", now, "Asia/Tokyo"), from_rfc3339("2026-04-30T15:00:00Z"));
    EXPECT_EQ(parse_when("2026-05-01T00:00:00Z", now, "Asia/Tokyo"),
              from_rfc3339("2026-05-01T00:00:00Z"));
    EXPECT_EQ(parse_when("yesterday", now, "Asia/Tokyo"), std::nullopt);
}

}  // namespace
}  // namespace ainews::daemon
