#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"

namespace ainews::pipeline {

/// Owns a file descriptor.
class Descriptor {
public:
    explicit Descriptor(int fd = -1) noexcept : fd_{fd} {}
    ~Descriptor() { close(); }
    Descriptor(Descriptor&& other) noexcept : fd_{std::exchange(other.fd_, -1)} {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }

    [[nodiscard]] int get() const noexcept { return fd_; }
    [[nodiscard]] bool is_open() const noexcept { return fd_ >= 0; }
    void close() noexcept;

private:
    int fd_;
};

struct ChildOptions {
    std::vector<std::string> argv;
    std::vector<std::string> environment;  ///< NAME=value
    std::string working_dir;
    std::size_t memory_bytes_max = 0;
    long cpu_seconds_max = 0;
};

/// A started program: leader of its own process group, with our ends of its three streams, which do
/// not block. Destroying it kills the group and reaps the leader.
class ChildProcess {
public:
    /// Refused where the program cannot be executed.
    [[nodiscard]] static Expected<ChildProcess> start(const ChildOptions& options);
    ~ChildProcess();
    ChildProcess(ChildProcess&& other) noexcept;
    ChildProcess& operator=(ChildProcess&&) = delete;

    /// Readable when the leader has ended (pidfd_open(2)).
    [[nodiscard]] int exit_fd() const noexcept { return exit_.get(); }
    void kill_group() const noexcept;
    /// Reaps the leader; its wait status. Blocks until it has ended; call once.
    [[nodiscard]] int reap();

    Descriptor in;  ///< a socket: writing to a program that has ended raises no signal
    Descriptor out;
    Descriptor err;

private:
    explicit ChildProcess(pid_t pid) : pid_{pid} {}
    pid_t pid_;
    Descriptor exit_;
};

}  // namespace ainews::pipeline
