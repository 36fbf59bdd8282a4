#pragma once

#include <curl/curl.h>

#include <exception>
#include <optional>

#include "core/c_ptr.h"
#include "core/clock.h"

namespace ainews::net {

/// A file descriptor that is closed with its owner.
class FileDescriptor {
public:
    explicit FileDescriptor(int fd) noexcept : fd_{fd} {}
    ~FileDescriptor();
    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;
    [[nodiscard]] int get() const noexcept { return fd_; }

private:
    int fd_;
};

/// A multi handle driven by epoll. curl_multi_poll and curl_multi_perform look at every transfer at
/// every turn, which at 2,000 in flight costs more than the transfers; socket_action costs what
/// happened. Used by one thread, except `wake`.
class CurlMulti {
public:
    struct Finished {
        CURL* easy;
        CURLcode code;
    };

    /// `connections_max`: how many idle connections are kept for reuse.
    CurlMulti(Clock& clock, long connections_max);

    void add(CURL* easy);
    void remove(CURL* easy) noexcept;

    /// Sleeps until something happens on a socket, libcurl's timer is due, `wake` was called or
    /// `timeout` has passed, then lets libcurl act on it.
    void run_once(Millis timeout);
    /// A transfer that has ended since; it still has to be removed.
    [[nodiscard]] std::optional<Finished> next_finished() noexcept;

    /// Ends the current or the next run_once early. Any thread; async-signal-safe.
    void wake() noexcept;

private:
    static int on_socket(CURL* easy, curl_socket_t socket, int what, void* self,
                         void* known) noexcept;
    static int on_timer(CURLM* multi, long timeout_ms, void* self) noexcept;
    void watch(curl_socket_t socket, int what, bool known);
    void act(curl_socket_t socket, int events);
    [[nodiscard]] int sleep_ms(Millis timeout) const;

    Clock& clock_;
    FileDescriptor epoll_;
    FileDescriptor wakeup_;
    std::optional<SteadyTime> timer_;
    CPtr<CURLM, curl_multi_cleanup> multi_;
};

}  // namespace ainews::net
