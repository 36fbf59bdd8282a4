#include "daemon/completion.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <functional>

namespace ainews::daemon {
namespace {

/// Calls `visit` with every command and the words that lead to it, "" for the program itself.
void for_each(const CommandHelp& command, const std::string& path,
              const std::function<void(const CommandHelp&, const std::string&)>& visit) {
    visit(command, path);
    for (const CommandHelp& sub : command.commands)
        for_each(sub, path.empty() ? sub.name : path + " " + sub.name, visit);
}

/// For words between single quotes of a shell.
std::string shell_word(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'')
            out += "'\\''";
        else
            out += c;
    }
    return out + "'";
}

std::vector<std::string> words_of(const CommandHelp& command) {
    std::vector<std::string> words;
    for (const CommandHelp& sub : command.commands) words.push_back(sub.name);
    for (const OptionHelp& option : command.options)
        if (!option.argument) words.insert(words.end(), option.names.begin(), option.names.end());
    return words;
}

/// The lines of a shell's `case` that every script below begins with: which words follow which
/// command, and which values which option.
struct Cases {
    std::string commands;  ///< paths that are commands, as a pattern
    std::string words;
    std::string values;
};

Cases cases_of(const CommandHelp& program, std::string_view assign) {
    Cases cases;
    std::vector<std::string> paths;
    for_each(program, "", [&](const CommandHelp& command, const std::string& path) {
        if (!path.empty()) paths.push_back(shell_word(path));
        cases.words += fmt::format("        {}) {}{} ;;\n", shell_word(path), assign,
                                   fmt::format("({})", fmt::join(words_of(command), " ")));
        for (const OptionHelp& option : command.options)
            if (!option.choices.empty() && !option.argument)
                for (const std::string& name : option.names)
                    cases.values += fmt::format("        {}) {}({}) ;;\n",
                                                shell_word(fmt::format("{}:{}", path, name)),
                                                assign, fmt::join(option.choices, " "));
    });
    cases.commands = fmt::format("{}", fmt::join(paths, "|"));
    return cases;
}

std::string bash(const CommandHelp& program) {
    const Cases cases = cases_of(program, "words=");
    return fmt::format(R"(# bash completion for {0}; made by `{0} completion bash`
_{0}() {{
    local path= word words=()
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        case "${{path:+$path }}$word" in
        {1}) path="${{path:+$path }}$word" ;;
        esac
    done
    case "$path:${{COMP_WORDS[COMP_CWORD - 1]}}" in
{2}        *)
            case "$path" in
{3}            esac
            ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "${{words[*]}}" -- "${{COMP_WORDS[COMP_CWORD]}}")
}}
complete -o default -F _{0} {0}
)",
                       program.name, cases.commands, cases.values, cases.words);
}

std::string zsh(const CommandHelp& program) {
    const Cases cases = cases_of(program, "found=");
    return fmt::format(R"(#compdef {0}
# zsh completion for {0}; made by `{0} completion zsh`
_{0}() {{
    local path_so_far= word
    local -a found
    for word in "${{(@)words[2,CURRENT-1]}}"; do
        case "${{path_so_far:+$path_so_far }}$word" in
        {1}) path_so_far="${{path_so_far:+$path_so_far }}$word" ;;
        esac
    done
    case "$path_so_far:${{words[CURRENT-1]}}" in
{2}        *)
            case "$path_so_far" in
{3}            esac
            ;;
    esac
    compadd -a found
    _files
}}
if [[ $funcstack[1] == _{0} ]]; then _{0} "$@"; else compdef _{0} {0}; fi
)",
                       program.name, cases.commands, cases.values, cases.words);
}

std::string fish_condition(const CommandHelp& command, const std::string& path) {
    std::vector<std::string> subs;
    for (const CommandHelp& sub : command.commands) subs.push_back(sub.name);
    const std::string none_yet =
        subs.empty() ? "" : fmt::format("not __fish_seen_subcommand_from {}", fmt::join(subs, " "));
    std::string all_seen;
    for (std::size_t from = 0; from < path.size();) {
        const auto to = std::min(path.find(' ', from), path.size());
        all_seen += fmt::format("{}__fish_seen_subcommand_from {}",
                                all_seen.empty() ? "" : "; and ", path.substr(from, to - from));
        from = to + 1;
    }
    if (all_seen.empty()) return none_yet;
    return none_yet.empty() ? all_seen : all_seen + "; and " + none_yet;
}

std::string fish_option(const OptionHelp& option) {
    std::string line;
    for (const std::string& name : option.names)
        line += name.starts_with("--") ? fmt::format(" -l {}", name.substr(2))
                                       : fmt::format(" -s {}", name.substr(1));
    if (!option.choices.empty())
        line +=
            fmt::format(" -x -a {}", shell_word(fmt::format("{}", fmt::join(option.choices, " "))));
    else if (!option.value.empty())
        line += " -r";
    return line + fmt::format(" -d {}", shell_word(option.help));
}

std::string fish(const CommandHelp& program) {
    std::string out =
        fmt::format("# fish completion for {0}; made by `{0} completion fish`\n", program.name);
    for_each(program, "", [&](const CommandHelp& command, const std::string& path) {
        const std::string condition = fish_condition(command, path);
        const std::string begin =
            fmt::format("complete -c {}{}", program.name,
                        condition.empty() ? "" : " -n " + shell_word(condition));
        for (const CommandHelp& sub : command.commands)
            out += fmt::format("{} -f -a {} -d {}\n", begin, sub.name, shell_word(sub.help));
        for (const OptionHelp& option : command.options)
            if (!option.argument) out += begin + fish_option(option) + "\n";
    });
    return out;
}

}  // namespace

std::string completion_script(const CommandHelp& program, Shell shell) {
    switch (shell) {
        case Shell::Bash:
            return bash(program);
        case Shell::Zsh:
            return zsh(program);
        case Shell::Fish:
            return fish(program);
    }
    return {};
}

}  // namespace ainews::daemon
