#include "tests/integration/terminal.h"

#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <system_error>

#include "tests/integration/child_arguments.h"

namespace ainews::testing {
namespace {

winsize window(TerminalSize size) {
    winsize out{};
    out.ws_col = size.columns;
    out.ws_row = size.rows;
    return out;
}

/// As much of a terminal as ainewsd uses: it never looks at what scrolled away.
class Screen {
public:
    explicit Screen(std::size_t columns) : columns_{columns} {}

    void take(std::string_view output) {
        for (std::size_t i = 0; i < output.size();) {
            const auto byte = static_cast<unsigned char>(output[i]);
            if (byte == 0x1B) {
                i = sequence(output, i);
            } else if (byte == '\r') {
                column_ = 0;
                ++i;
            } else if (byte == '\n') {
                move_to(row_ + 1);
                ++i;
            } else {
                const std::size_t bytes = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
                put(std::string{output.substr(i, bytes)});
                i += bytes;
            }
        }
    }

    [[nodiscard]] std::vector<std::string> lines() const {
        std::vector<std::string> out;
        for (const Row& row : rows_) {
            if (!row.continues || out.empty()) out.emplace_back();
            for (const std::string& cell : row.cells) out.back() += cell;
        }
        return out;
    }

private:
    struct Row {
        std::vector<std::string> cells;
        bool continues = false;  ///< the row above, which was full
    };

    void move_to(std::size_t row) {
        row_ = row;
        if (rows_.size() <= row_) rows_.resize(row_ + 1);
    }
    void put(std::string cell) {
        if (column_ == columns_) {
            move_to(row_ + 1);
            rows_[row_].continues = true;
            column_ = 0;
        }
        auto& cells = rows_[row_].cells;
        if (cells.size() <= column_) cells.resize(column_ + 1, " ");
        cells[column_++] = std::move(cell);
    }
    std::size_t sequence(std::string_view output, std::size_t at) {
        std::size_t end = at + 2;
        while (end < output.size() && (output[end] < '@' || output[end] > '~')) ++end;
        int number = 1;
        std::from_chars(output.data() + at + 2, output.data() + end, number);
        if (end < output.size() && output[end] == 'A')
            row_ -= std::min(row_, static_cast<std::size_t>(number));
        if (end < output.size() && output[end] == 'J') {
            rows_.resize(row_ + 1);
            rows_[row_].cells.resize(std::min(column_, rows_[row_].cells.size()));
        }
        return end + 1;
    }

    std::size_t columns_;
    std::vector<Row> rows_{1};
    std::size_t row_ = 0;
    std::size_t column_ = 0;
};

}  // namespace

Terminal::Terminal(std::vector<std::string> arguments, TerminalSize size,
                   DaemonProcess::Environment environment) {
    environment.try_emplace("TERM", "xterm");
    arguments.insert(arguments.begin(), program_under_test());
    auto variables = program_environment(environment);
    const auto argv = pointers(arguments);
    const auto envp = pointers(variables);
    const winsize first = window(size);
    pid_ = forkpty(&master_, nullptr, nullptr, &first);
    if (pid_ < 0) throw std::system_error{errno, std::generic_category(), "forkpty"};
    if (pid_ == 0) {
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, nullptr);
        execve(argv[0], argv.data(), envp.data());
        _exit(127);
    }
    reader_ = std::jthread{[this] { read_all(); }};
}

Terminal::~Terminal() {
    if (!ending_) {
        kill(pid_, SIGKILL);
        static_cast<void>(wait(kReapTimeout));
    }
    reader_.join();
    close(master_);
}

void Terminal::type(std::string_view keys) const {
    if (write(master_, keys.data(), keys.size()) != static_cast<ssize_t>(keys.size()))
        throw std::system_error{errno, std::generic_category(), "typing"};
}

void Terminal::resize(TerminalSize size) const {
    const winsize now = window(size);
    if (ioctl(master_, TIOCSWINSZ, &now) != 0)
        throw std::system_error{errno, std::generic_category(), "TIOCSWINSZ"};
}

void Terminal::read_all() {
    char buffer[4096];
    // Once the program has ended, reading fails with EIO.
    for (ssize_t got = 0; (got = read(master_, buffer, sizeof buffer)) != 0;) {
        if (got < 0 && errno != EINTR) break;
        if (got < 0) continue;
        const std::scoped_lock lock{mutex_};
        output_.append(buffer, static_cast<std::size_t>(got));
        changed_.notify_all();
    }
    const std::scoped_lock lock{mutex_};
    closed_ = true;
    changed_.notify_all();
}

bool Terminal::wait_for(const std::string& text, std::chrono::milliseconds timeout) {
    std::unique_lock lock{mutex_};
    const auto found = [&] { return output_.find(text) != std::string::npos; };
    changed_.wait_for(lock, timeout, [&] { return found() || closed_; });
    return found();
}

std::optional<Ending> Terminal::wait(std::chrono::milliseconds timeout) {
    if (ending_) return ending_;
    {
        std::unique_lock lock{mutex_};
        if (!changed_.wait_for(lock, timeout, [this] { return closed_; })) return std::nullopt;
    }
    int status = 0;
    if (waitpid(pid_, &status, 0) != pid_)
        throw std::system_error{errno, std::generic_category(), "waitpid"};
    ending_ = WIFSIGNALED(status) ? Ending{.code = -1, .signal = WTERMSIG(status)}
                                  : Ending{.code = WEXITSTATUS(status), .signal = 0};
    return ending_;
}

std::string Terminal::output() const {
    const std::scoped_lock lock{mutex_};
    return output_;
}

std::vector<std::string> shown_lines(std::string_view output, std::size_t columns) {
    Screen screen{columns};
    screen.take(output);
    return screen.lines();
}

}  // namespace ainews::testing
