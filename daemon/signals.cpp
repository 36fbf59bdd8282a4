#include "daemon/signals.h"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

namespace ainews::daemon {
namespace {

[[noreturn]] void throw_errno(const char* what) {
    throw std::system_error{errno, std::generic_category(), what};
}

Signals::Event event_of(unsigned signal) {
    if (signal == SIGHUP) return Signals::Event::Reload;
    return signal == SIGINT ? Signals::Event::Interrupt : Signals::Event::Terminate;
}

}  // namespace

Signals::Signals() {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, signal);
    if (const int rc = pthread_sigmask(SIG_BLOCK, &set, nullptr); rc != 0)
        throw std::system_error{rc, std::generic_category(), "pthread_sigmask"};
    signal_fd_ = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (signal_fd_ < 0) throw_errno("signalfd");
    wake_fd_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (wake_fd_ < 0) {
        close(signal_fd_);
        throw_errno("eventfd");
    }
}

Signals::~Signals() {
    close(signal_fd_);
    close(wake_fd_);
}

std::optional<Signals::Event> Signals::wait(Millis timeout) {
    std::array<pollfd, 2> fds{{{signal_fd_, POLLIN, 0}, {wake_fd_, POLLIN, 0}}};
    // Below zero poll would wait for ever.
    const int ready =
        poll(fds.data(), fds.size(), static_cast<int>(std::max(timeout, Millis{0}).count()));
    if (ready <= 0) return std::nullopt;
    signalfd_siginfo info{};
    if (read(signal_fd_, &info, sizeof info) == static_cast<ssize_t>(sizeof info))
        return event_of(info.ssi_signo);
    std::uint64_t count = 0;
    if (read(wake_fd_, &count, sizeof count) == static_cast<ssize_t>(sizeof count))
        return Event::Woken;
    return std::nullopt;
}

void Signals::wake() const {
    const std::uint64_t one = 1;
    // A full counter still wakes the reader, so a failed write loses nothing.
    [[maybe_unused]] const ssize_t written = write(wake_fd_, &one, sizeof one);
}

}  // namespace ainews::daemon
