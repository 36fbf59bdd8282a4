#pragma once

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/integration/daemon_process.h"

namespace ainews::testing {

struct TerminalSize {
    unsigned short columns = 80;
    unsigned short rows = 24;
};

/// One run of the real ainewsd on a pseudo-terminal that is its controlling one. A program that
/// still runs at the end of the test is killed and reaped.
class Terminal {
public:
    /// TERM is xterm unless `environment` says otherwise. Throws std::system_error.
    Terminal(std::vector<std::string> arguments, TerminalSize size,
             DaemonProcess::Environment environment = {});
    ~Terminal();
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;

    /// As typed: "\x03" is Ctrl-C.
    void type(std::string_view keys) const;
    /// The program hears of it by SIGWINCH.
    void resize(TerminalSize size) const;
    /// Blocks until the output holds `text`; false if it did not within `timeout` or before the
    /// end.
    [[nodiscard]] bool wait_for(const std::string& text, std::chrono::milliseconds timeout);
    /// nullopt where it still ran after `timeout`.
    [[nodiscard]] std::optional<Ending> wait(std::chrono::milliseconds timeout);
    /// Everything written so far, control sequences and all.
    [[nodiscard]] std::string output() const;

private:
    void read_all();

    pid_t pid_ = -1;
    int master_ = -1;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::string output_;
    bool closed_ = false;
    std::optional<Ending> ending_;
    std::jthread reader_;
};

/// The lines that a terminal of that width shows after this output, those scrolled away included;
/// a line that was wrapped is one line.
[[nodiscard]] std::vector<std::string> shown_lines(std::string_view output, std::size_t columns);

}  // namespace ainews::testing
