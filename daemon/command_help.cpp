#include "daemon/command_help.h"

#include <CLI/CLI.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ainews::daemon {
namespace {

/// CLI11 writes the values of a check behind the type: "TEXT:{auto,text,json}".
void read_type(const std::string& type, OptionHelp& help) {
    const auto brace = type.find(":{");
    help.value = type.substr(0, type.find(':'));
    if (brace == std::string::npos) return;
    help.choices = CLI::detail::split(type.substr(brace + 2, type.size() - brace - 3), ',');
}

OptionHelp describe_option(const CLI::Option& option) {
    OptionHelp help{.help = option.get_description(), .required = option.get_required()};
    help.argument = option.get_positional();
    if (help.argument) {
        help.names = {option.get_name(true)};
    } else {
        for (const auto& name : option.get_snames()) help.names.push_back("-" + name);
        for (const auto& name : option.get_lnames()) help.names.push_back("--" + name);
    }
    if (option.get_items_expected_max() > 0) read_type(option.get_type_name(), help);
    return help;
}

void add_options(const CLI::App& app, CommandHelp& help) {
    for (const CLI::Option* option : app.get_options()) {
        // A group of options has a --help of its own that is never asked.
        if (option == app.get_help_ptr() && app.get_name().empty()) continue;
        help.options.push_back(describe_option(*option));
    }
}

/// A cell of a table may not end it.
std::string cell(std::string text) {
    for (auto at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2))
        text.replace(at, 1, "\\|");
    return text;
}

std::string synopsis(const CommandHelp& command, const std::string& path) {
    std::string line = path;
    if (!command.commands.empty()) return line + " COMMAND";
    for (const OptionHelp& option : command.options) {
        if (!option.argument) continue;
        const std::string& name = option.names.front();
        line += option.required ? " " + name : " [" + name + "]";
    }
    return line;
}

std::string option_row(const OptionHelp& option) {
    std::string names = fmt::format("`{}`", fmt::join(option.names, "`, `"));
    if (!option.value.empty() && !option.argument) names += fmt::format(" {}", cell(option.value));
    std::string help = cell(option.help);
    const bool told =
        help.find(option.choices.empty() ? "" : option.choices.front()) != std::string::npos;
    if (!option.choices.empty() && !told)
        help += fmt::format("; one of `{}`", fmt::join(option.choices, " "));
    return fmt::format("| {} | {} |\n", names, help);
}

void write(const CommandHelp& command, const std::string& path, std::string& out) {
    out += fmt::format("## {}\n\n", path);
    out += fmt::format("`{}`: {}\n\n", synopsis(command, path), command.help);
    std::string rows;
    for (const OptionHelp& option : command.options)
        if (option.names.back() != "--help") rows += option_row(option);
    if (!rows.empty()) out += "| option | what it does |\n| --- | --- |\n" + rows + "\n";
    for (const CommandHelp& sub : command.commands) write(sub, path + " " + sub.name, out);
}

}  // namespace

CommandHelp describe(const CLI::App& app) {
    CommandHelp help{.name = app.get_name(), .help = app.get_description()};
    add_options(app, help);
    for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
        // A group of options has no name: it is no command.
        if (sub->get_name().empty())
            add_options(*sub, help);
        else
            help.commands.push_back(describe(*sub));
    }
    return help;
}

std::string command_reference(const CommandHelp& program) {
    std::string out;
    write(program, program.name, out);
    return out;
}

}  // namespace ainews::daemon
