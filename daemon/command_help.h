#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace ainews::daemon {

/// An option or an argument, as `--help` tells it.
struct OptionHelp {
    std::vector<std::string> names;    ///< "--config", "-c"; the bare name of an argument
    std::string value;                 ///< "FILE"; empty for a flag
    std::vector<std::string> choices;  ///< every value there is; empty: any
    std::string help;
    bool argument = false;  ///< stands without a name
    bool required = false;
};

/// The program, or one of its commands. What is told about the command line anywhere, in the manual
/// or to a shell, is made from this, so that it cannot differ from what is parsed.
struct CommandHelp {
    std::string name;  ///< the last word only: "list" of `ainewsd items list`
    std::string help;
    std::vector<OptionHelp> options;
    std::vector<CommandHelp> commands;
};

[[nodiscard]] CommandHelp describe(const CLI::App& app);

/// One section of Markdown for each command, in the order of `--help`.
[[nodiscard]] std::string command_reference(const CommandHelp& program);

}  // namespace ainews::daemon
