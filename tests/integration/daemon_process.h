#pragma once

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace ainews::testing {

/// How a program ended.
struct Ending {
    int code = -1;   ///< of an exit
    int signal = 0;  ///< that killed it; 0: it exited
    bool operator==(const Ending&) const = default;
};

/// One run of the real ainewsd. Its output is read as it comes by threads of this object; a program
/// that still runs at the end of the test is killed and reaped.
class DaemonProcess {
public:
    using Environment = std::map<std::string, std::string>;

    /// Starts `arguments` behind the program's own name; throws std::system_error.
    explicit DaemonProcess(std::vector<std::string> arguments, Environment environment = {});
    ~DaemonProcess();
    DaemonProcess(const DaemonProcess&) = delete;
    DaemonProcess& operator=(const DaemonProcess&) = delete;

    [[nodiscard]] pid_t pid() const noexcept { return pid_; }
    void send_signal(int signal) const;
    /// nullopt where it still ran after `timeout`.
    [[nodiscard]] std::optional<Ending> wait(std::chrono::milliseconds timeout);
    /// Blocks until a line of stderr holds `text`; false if none did within `timeout` or before the
    /// end.
    [[nodiscard]] bool wait_for_log(const std::string& text, std::chrono::milliseconds timeout);
    /// The same for stdout.
    [[nodiscard]] bool wait_for_out(const std::string& text, std::chrono::milliseconds timeout);
    /// What has been written so far.
    [[nodiscard]] std::string out() const;
    [[nodiscard]] std::string log() const;

private:
    void read_all(int descriptor, std::string& into);
    [[nodiscard]] bool wait_until_held(const std::string& output, const std::string& text,
                                       std::chrono::milliseconds timeout);

    pid_t pid_ = -1;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::string out_;
    std::string log_;
    int open_pipes_ = 2;
    std::optional<Ending> ending_;
    std::vector<std::jthread> readers_;
};

/// The program under test, or the installed one that AINEWS_TEST_PROGRAM names.
[[nodiscard]] std::string program_under_test();
/// This process's environment without what must not reach the program, and `extra`: NAME=VALUE.
[[nodiscard]] std::vector<std::string> program_environment(const DaemonProcess::Environment& extra);

/// Where a service tells systemd how it is: a datagram socket that keeps what was said.
class NotifySocket {
public:
    explicit NotifySocket(const std::filesystem::path& path);
    ~NotifySocket();
    NotifySocket(const NotifySocket&) = delete;
    NotifySocket& operator=(const NotifySocket&) = delete;

    /// Blocks until `count` datagrams held a line that starts with `line`.
    [[nodiscard]] bool wait_for(const std::string& line, int count,
                                std::chrono::milliseconds timeout);
    [[nodiscard]] std::vector<std::string> messages() const;

private:
    void listen();

    int socket_ = -1;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> messages_;
    std::jthread reader_;
};

}  // namespace ainews::testing
