#pragma once

#include <string>

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace ainews::daemon {

/// What stderr says of a command line that `program` could not parse: one line with the command
/// that was reached, the word that is wrong, what is near it or what there is, and where help is.
[[nodiscard]] std::string usage_text(const CLI::App& program, const CLI::ParseError& error);

}  // namespace ainews::daemon
