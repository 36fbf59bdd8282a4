#include "tests/integration/daemon_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <system_error>

#include "tests/integration/child_arguments.h"

extern char** environ;

namespace ainews::testing {
namespace {

std::array<int, 2> make_pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0)
        throw std::system_error{errno, std::generic_category(), "pipe"};
    return ends;
}

/// Signals that the test program blocks or ignores must not be inherited.
pid_t spawn(std::vector<std::string> arguments, std::vector<std::string> environment, int out,
            int log) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, log, STDERR_FILENO);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    pid_t pid = -1;
    const auto argv = pointers(arguments);
    const auto envp = pointers(environment);
    const int error = posix_spawn(&pid, argv[0], &actions, &attributes, argv.data(), envp.data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw std::system_error{error, std::generic_category(), arguments.front()};
    return pid;
}

Ending ending_of(int status) {
    return WIFSIGNALED(status) ? Ending{.code = -1, .signal = WTERMSIG(status)}
                               : Ending{.code = WEXITSTATUS(status), .signal = 0};
}

}  // namespace

std::string program_under_test() {
    const char* program = std::getenv("AINEWS_TEST_PROGRAM");
    return program != nullptr ? program : AINEWSD_PROGRAM;
}

std::vector<std::string> program_environment(const DaemonProcess::Environment& extra) {
    std::vector<std::string> out;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text{*entry};
        // What this machine happens to offer must not reach the program under test.
        if (text.starts_with("NOTIFY_SOCKET=") || text.starts_with("WATCHDOG_") ||
            text.starts_with("AINEWSD_") || text.starts_with("OPENAI_") ||
            extra.contains(std::string{text.substr(0, text.find('='))}))
            continue;
        out.emplace_back(text);
    }
    for (const auto& [name, value] : extra) out.push_back(name + "=" + value);
    return out;
}

DaemonProcess::DaemonProcess(std::vector<std::string> arguments, Environment environment) {
    arguments.insert(arguments.begin(), program_under_test());
    const auto out = make_pipe();
    const auto log = make_pipe();
    pid_ = spawn(std::move(arguments), program_environment(environment), out[1], log[1]);
    close(out[1]);
    close(log[1]);
    readers_.emplace_back([this, end = out[0]] { read_all(end, out_); });
    readers_.emplace_back([this, end = log[0]] { read_all(end, log_); });
}

DaemonProcess::~DaemonProcess() {
    if (!ending_) {
        send_signal(SIGKILL);
        static_cast<void>(wait(kReapTimeout));
    }
}

void DaemonProcess::send_signal(int signal) const { kill(pid_, signal); }

void DaemonProcess::read_all(int descriptor, std::string& into) {
    char buffer[4096];
    for (ssize_t got = 0; (got = read(descriptor, buffer, sizeof buffer)) != 0;) {
        if (got < 0 && errno != EINTR) break;
        if (got < 0) continue;
        const std::scoped_lock lock{mutex_};
        into.append(buffer, static_cast<std::size_t>(got));
        changed_.notify_all();
    }
    close(descriptor);
    const std::scoped_lock lock{mutex_};
    --open_pipes_;
    changed_.notify_all();
}

std::optional<Ending> DaemonProcess::wait(std::chrono::milliseconds timeout) {
    if (ending_) return ending_;
    {
        // Both pipes close when the program ends; that is waited for, so that its output is whole.
        std::unique_lock lock{mutex_};
        if (!changed_.wait_for(lock, timeout, [this] { return open_pipes_ == 0; }))
            return std::nullopt;
    }
    int status = 0;
    if (waitpid(pid_, &status, 0) != pid_)
        throw std::system_error{errno, std::generic_category(), "waitpid"};
    ending_ = ending_of(status);
    return ending_;
}

bool DaemonProcess::wait_for_log(const std::string& text, std::chrono::milliseconds timeout) {
    return wait_until_held(log_, text, timeout);
}

bool DaemonProcess::wait_for_out(const std::string& text, std::chrono::milliseconds timeout) {
    return wait_until_held(out_, text, timeout);
}

bool DaemonProcess::wait_until_held(const std::string& output, const std::string& text,
                                    std::chrono::milliseconds timeout) {
    std::unique_lock lock{mutex_};
    const auto found = [&] { return output.find(text) != std::string::npos; };
    changed_.wait_for(lock, timeout, [&] { return found() || open_pipes_ == 0; });
    return found();
}

std::string DaemonProcess::out() const {
    const std::scoped_lock lock{mutex_};
    return out_;
}

std::string DaemonProcess::log() const {
    const std::scoped_lock lock{mutex_};
    return log_;
}

NotifySocket::NotifySocket(const std::filesystem::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.string().size() >= sizeof address.sun_path)
        throw std::runtime_error{"socket path too long"};
    std::strcpy(address.sun_path, path.c_str());
    socket_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket_ < 0 ||
        bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::system_error{errno, std::generic_category(), "notify socket"};
    reader_ = std::jthread{[this] { listen(); }};
}

NotifySocket::~NotifySocket() {
    shutdown(socket_, SHUT_RDWR);
    reader_.join();
    close(socket_);
}

void NotifySocket::listen() {
    char buffer[4096];
    for (ssize_t got = 0; (got = recv(socket_, buffer, sizeof buffer, 0)) > 0;) {
        const std::scoped_lock lock{mutex_};
        messages_.emplace_back(buffer, static_cast<std::size_t>(got));
        changed_.notify_all();
    }
}

bool NotifySocket::wait_for(const std::string& line, int count, std::chrono::milliseconds timeout) {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, timeout, [&] {
        return std::ranges::count_if(messages_, [&](const std::string& message) {
                   return message.starts_with(line) ||
                          message.find("\n" + line) != std::string::npos;
               }) >= count;
    });
}

std::vector<std::string> NotifySocket::messages() const {
    const std::scoped_lock lock{mutex_};
    return messages_;
}

}  // namespace ainews::testing
