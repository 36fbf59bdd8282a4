#pragma once

#include <cstddef>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/error.h"

namespace ainews::pipeline {

/// The operator's own program for a stage.
struct CommandSpec {
    std::vector<std::string>
        argv;  ///< the program's path, or a name in PATH, and its arguments; no shell
    std::string working_dir;  ///< empty: ours
    std::vector<std::pair<std::string, std::string>>
        environment;  ///< on top of PATH, HOME, LANG, LC_*, TZ, TMPDIR
    Millis time_max{std::chrono::seconds{60}};
    std::size_t memory_bytes_max = std::size_t{1}
                                   << 30U;  ///< address space of each of its processes
    std::size_t output_bytes_max = std::size_t{1} << 20U;
};

/// Runs the program once: `input_json` on its stdin, one JSON object on its stdout, given back as
/// it came. It is a process group of its own, which is gone when this returns. Nothing of our
/// environment reaches it but the names above, and no descriptor but its three. Thread-safe;
/// blocks.
///
/// Errors: Refused (cannot be started: the operator's to mend), TooLarge (output), Transient (time
/// limit, killed, exit 75), Unavailable (exit 69), BadInput (exit 65: this item), Rejected (other
/// exits, no JSON object), Cancelled. Messages carry the last line of stderr.
[[nodiscard]] Expected<std::string> run_command(Clock& clock, const CommandSpec& spec,
                                                std::string_view input_json, std::stop_token stop);

}  // namespace ainews::pipeline
