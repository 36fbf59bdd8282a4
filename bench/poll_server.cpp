#include "bench/poll_server.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <deque>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace ainews::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::string_view kNotModified = "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n\r\n";

std::string whole_answer(std::string_view feed) {
    return fmt::format(
        "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Type: text/xml\r\nContent-Length: {}\r\n\r\n{}",
        feed.size(), feed);
}

/// Where the mark stands in an answer.
std::vector<std::size_t> marks_in(std::string_view answer) {
    std::vector<std::size_t> marks;
    for (auto at = answer.find(kHostMark); at != std::string_view::npos;
         at = answer.find(kHostMark, at + kHostMark.size()))
        marks.push_back(at);
    return marks;
}

/// Eight hexadecimal digits of the address that a connection was made to.
std::string asked_host(int fd) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    return fmt::format("{:08x}", ntohl(address.sin_addr.s_addr));
}

/// The child's whole life: one thread, one epoll set, answers in the order of their time.
class Server {
public:
    Server(int listener, std::chrono::milliseconds latency, std::string_view feed)
        : listener_{listener},
          epoll_{epoll_create1(EPOLL_CLOEXEC)},
          latency_{latency},
          feed_{whole_answer(feed)},
          marks_{marks_in(feed_)} {
        watch(listener_, EPOLLIN);
    }

    [[noreturn]] void run() {
        std::array<epoll_event, 512> events;
        for (;;) {
            const int count = epoll_wait(epoll_, events.data(), events.size(), time_to_sleep());
            for (int i = 0; i < count; ++i) {
                const int fd = events[static_cast<std::size_t>(i)].data.fd;
                if (fd == listener_)
                    accept_all();
                else
                    read(fd);
            }
            answer_due();
        }
    }

private:
    struct Answer {
        SteadyClock::time_point due;
        int fd;
        bool modified;
    };

    void watch(int fd, unsigned events) {
        epoll_event event{};
        event.events = events;
        event.data.fd = fd;
        epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
    }

    [[nodiscard]] int time_to_sleep() const {
        if (answers_.empty()) return -1;
        const auto left = answers_.front().due - SteadyClock::now();
        const auto whole = std::chrono::ceil<std::chrono::milliseconds>(left).count();
        return static_cast<int>(std::max<long>(whole, 0));
    }

    void accept_all() {
        for (;;) {
            const int fd = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (fd < 0) return;
            const int on = 1;
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            watch(fd, EPOLLIN);
        }
    }

    void read(int fd) {
        std::array<char, 4096> bytes;
        const auto got = recv(fd, bytes.data(), bytes.size(), 0);
        if (got <= 0) {
            close(fd);
            return;
        }
        // Requests are far smaller than a segment, so each arrives in one piece.
        const std::string_view request{bytes.data(), static_cast<std::size_t>(got)};
        const bool conditional = request.find("If-None-Match") != std::string_view::npos;
        answers_.push_back({SteadyClock::now() + latency_, fd, !conditional});
    }

    void answer_due() {
        const auto now = SteadyClock::now();
        while (!answers_.empty() && answers_.front().due <= now) {
            const auto [due, fd, modified] = answers_.front();
            answers_.pop_front();
            if (modified && !marks_.empty()) sign(asked_host(fd));
            const std::string_view bytes = modified ? feed_ : kNotModified;
            // A loopback socket takes these few kilobytes at once.
            (void)send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        }
    }

    void sign(const std::string& host) {
        for (const std::size_t at : marks_) feed_.replace(at, host.size(), host);
    }

    int listener_;
    int epoll_;
    std::chrono::milliseconds latency_;
    std::string feed_;
    std::vector<std::size_t> marks_;
    std::deque<Answer> answers_;
};

}  // namespace

PollServer::PollServer(std::chrono::milliseconds latency, std::string_view feed) {
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_ANY);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (listener < 0 || bind(listener, generic, size) != 0 || listen(listener, 4096) != 0)
        throw std::runtime_error{"no loopback server"};
    getsockname(listener, generic, &size);
    port_ = ntohs(address.sin_port);
    child_ = fork();
    if (child_ == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        Server{listener, latency, feed}.run();
    }
    close(listener);
    if (child_ < 0) throw std::runtime_error{"fork"};
}

PollServer::~PollServer() {
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
}

}  // namespace ainews::bench
