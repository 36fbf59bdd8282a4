#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"

namespace spdlog {
class logger;
}

namespace ainews::daemon {

class TerminalFoot;

enum class LogFormat {
    Auto,     ///< journal under systemd, else text
    Text,     ///< local time, level, message; colour on a terminal
    Journal,  ///< "<6>message": systemd reads the priority (sd-daemon(3))
    Json,     ///< one object a line; `key=value` words of the message become fields
};

[[nodiscard]] std::optional<LogFormat> log_format_from(std::string_view text) noexcept;

/// Installs the process-wide logger, which writes to stderr. Called once, before any thread starts.
/// `level` is trace, debug, info, warn, error or off. Throws std::invalid_argument for another.
void set_up_logging(std::string_view level, LogFormat format);

/// Changes the level of the installed logger; an unknown name is ignored.
void set_log_level(std::string_view level);

/// From now on the installed logger writes above this foot; nullptr: to stderr as it is.
void set_log_foot(std::shared_ptr<TerminalFoot> foot);

/// What was told already is news again: for the log after a reload (see RepeatFilter).
void forget_told_warnings();

/// The message as one safe line: control characters escaped, at most kLogLineBytesMax bytes.
inline constexpr std::size_t kLogLineBytesMax = 4096;
[[nodiscard]] std::string one_log_line(std::string_view message);

/// What ends the program, as `format` has it: an error a line, or "ainewsd: MESSAGE" for a person.
[[nodiscard]] std::string error_lines(std::string_view message, LogFormat format, TimePoint now);

/// The message as a JSON object, numbers as such: `event` is what stands before the first
/// `key=value` word.
[[nodiscard]] std::string json_log_line(std::string_view time, std::string_view level,
                                        std::string_view message);

}  // namespace ainews::daemon
