#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace ainews::daemon {

struct WindowSize {
    std::size_t columns = 80;
    std::size_t rows = 24;
};

/// A few lines at the foot of the terminal behind stderr, with what is written above them: both
/// come under one lock, so that no line tears. The cursor is never hidden, so nothing has to be
/// restored however the program ends. Thread-safe.
class TerminalFoot {
public:
    TerminalFoot() = default;
    /// Takes the lines away.
    ~TerminalFoot();
    TerminalFoot(const TerminalFoot&) = delete;
    TerminalFoot& operator=(const TerminalFoot&) = delete;

    /// Puts these lines in the place of the ones before; cuts them to the window of this moment.
    void show(std::vector<std::string> lines);
    /// Writes whole lines above the foot.
    void above(std::string_view text);

private:
    /// What takes the foot away, if the window has `columns` now: lines it has become too narrow
    /// for take more than one row.
    [[nodiscard]] std::string wiping(std::size_t columns) const;
    [[nodiscard]] std::string drawing(const WindowSize& window);

    std::mutex mutex_;
    std::vector<std::string> lines_;  ///< as asked for
    std::vector<std::size_t> drawn_;  ///< widths of what stands there now
};

/// Of the terminal behind a descriptor, at this moment.
[[nodiscard]] WindowSize window_size(int descriptor);

/// What a line may take of the window: a Ctrl-C that the terminal echoes behind it must not wrap.
[[nodiscard]] std::size_t usable_columns(const WindowSize& window);

/// True where the descriptor is a terminal that understands control sequences.
[[nodiscard]] bool is_terminal(int descriptor);

}  // namespace ainews::daemon
