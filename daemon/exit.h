#pragma once

#include <stdexcept>
#include <string>

#include "daemon/exit_code.h"

namespace ainews::daemon {

/// Ends the program from anywhere below main(): the message goes to stderr as it is.
class Exit : public std::runtime_error {
public:
    Exit(ExitCode code, const std::string& message) : std::runtime_error{message}, code_{code} {}
    [[nodiscard]] ExitCode code() const noexcept { return code_; }

private:
    ExitCode code_;
};

}  // namespace ainews::daemon
