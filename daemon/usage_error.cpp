#include "daemon/usage_error.h"

#include <CLI/CLI.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/nearest_name.h"
#include "daemon/command_help.h"

namespace ainews::daemon {
namespace {

/// The command that was reached before something was wrong.
struct Reached {
    const CLI::App* app;
    std::string path;  ///< "ainewsd items list"
};

Reached reached_in(const CLI::App& program) {
    Reached reached{&program, program.get_name()};
    for (;;) {
        const auto chosen = reached.app->get_subcommands();
        if (chosen.empty()) return reached;
        reached.app = chosen.front();
        reached.path += " " + reached.app->get_name();
    }
}

std::vector<std::string_view> option_names(const CommandHelp& command) {
    std::vector<std::string_view> names;
    for (const OptionHelp& option : command.options)
        if (!option.argument) names.insert(names.end(), option.names.begin(), option.names.end());
    return names;
}

bool holds(const std::vector<std::string_view>& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

std::string unknown_option(std::string_view word, const CommandHelp& command,
                           const CommandHelp& program) {
    const std::string_view name = word.substr(0, word.find('='));
    if (holds(option_names(program), name))
        return fmt::format("\"{}\" stands before the command", name);
    const auto known = option_names(command);
    const std::string_view meant = nearest_name(name, known);
    return fmt::format("unknown option \"{}\"{}", name,
                       meant.empty() ? "" : fmt::format("; did you mean \"{}\"?", meant));
}

std::string unknown_command(std::string_view word, const CommandHelp& command) {
    std::vector<std::string_view> known;
    for (const CommandHelp& sub : command.commands) known.emplace_back(sub.name);
    const std::string choices = fmt::format("try: {}", fmt::join(known, ", "));
    if (word.empty()) return "which command? " + choices;
    const std::string_view meant = nearest_name(word, known);
    return fmt::format("unknown command \"{}\"; {}", word,
                       meant.empty() ? choices : fmt::format("did you mean \"{}\"?", meant));
}

/// What is wrong; the parser itself does not tell a wrong word from a missing one.
std::string fault_of(const Reached& reached, const CLI::App& program,
                     const CLI::ParseError& error) {
    const bool of_words = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr ||
                          dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
    const auto words = reached.app->remaining();
    const CommandHelp command = describe(*reached.app);
    if (!of_words || (words.empty() && command.commands.empty())) return error.what();
    if (!words.empty() && words.front().starts_with('-'))
        return unknown_option(words.front(), command, describe(program));
    if (!command.commands.empty())
        return unknown_command(words.empty() ? "" : words.front(), command);
    return fmt::format("\"{}\" is one argument too many", words.front());
}

}  // namespace

std::string usage_text(const CLI::App& program, const CLI::ParseError& error) {
    const Reached reached = reached_in(program);
    const std::string& name = program.get_name();
    const std::string where =
        reached.path.size() > name.size() ? reached.path.substr(name.size() + 1) + ": " : "";
    return fmt::format("{}: {}{} ({} --help)\n", name, where, fault_of(reached, program, error),
                       reached.path);
}

}  // namespace ainews::daemon
