#include "net/curl_multi.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <new>
#include <stdexcept>
#include <system_error>

namespace ainews::net {
namespace {

constexpr std::size_t kEventsPerTurn = 256;

int checked(int result, const char* what) {
    if (result < 0) throw std::system_error{errno, std::generic_category(), what};
    return result;
}

void check(CURLMcode code) {
    if (code != CURLM_OK) throw std::logic_error{curl_multi_strerror(code)};
}

}  // namespace

FileDescriptor::~FileDescriptor() {
    if (fd_ >= 0) ::close(fd_);
}

CurlMulti::CurlMulti(Clock& clock, long connections_max)
    : clock_{clock},
      epoll_{checked(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")},
      wakeup_{checked(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")},
      multi_{curl_multi_init()} {
    if (!multi_) throw std::bad_alloc{};
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = wakeup_.get();
    checked(epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, wakeup_.get(), &event), "epoll_ctl");
    check(curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETFUNCTION, &CurlMulti::on_socket));
    check(curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETDATA, static_cast<void*>(this)));
    check(curl_multi_setopt(multi_.get(), CURLMOPT_TIMERFUNCTION, &CurlMulti::on_timer));
    check(curl_multi_setopt(multi_.get(), CURLMOPT_TIMERDATA, static_cast<void*>(this)));
    check(curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, connections_max));
}

void CurlMulti::add(CURL* easy) { check(curl_multi_add_handle(multi_.get(), easy)); }

void CurlMulti::remove(CURL* easy) noexcept { (void)curl_multi_remove_handle(multi_.get(), easy); }

int CurlMulti::on_socket(CURL* /*easy*/, curl_socket_t socket, int what, void* self,
                         void* known) noexcept {
    try {
        static_cast<CurlMulti*>(self)->watch(socket, what, known != nullptr);
    } catch (...) {  // NOLINT(bugprone-empty-catch)
        // -1 would end the whole handle and every transfer with it; a socket that nobody watches is
        // ended by its own transfer's timers.
    }
    return 0;
}

void CurlMulti::watch(curl_socket_t socket, int what, bool known) {
    if (what == CURL_POLL_REMOVE) {
        // It may be closed already, and closing has removed it from the set.
        (void)epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, socket, nullptr);
        return;
    }
    epoll_event event{};
    event.data.fd = socket;
    if ((what & CURL_POLL_IN) != 0) event.events |= EPOLLIN;
    if ((what & CURL_POLL_OUT) != 0) event.events |= EPOLLOUT;
    if (!known) check(curl_multi_assign(multi_.get(), socket, this));
    // A descriptor closed and opened again within one turn is unknown to the set or known too well.
    const int first = known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
    if (epoll_ctl(epoll_.get(), first, socket, &event) == 0) return;
    const int second = errno == ENOENT ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
    checked(epoll_ctl(epoll_.get(), second, socket, &event), "epoll_ctl");
}

int CurlMulti::on_timer(CURLM* /*multi*/, long timeout_ms, void* self) noexcept {
    auto& multi = *static_cast<CurlMulti*>(self);
    if (timeout_ms < 0)
        multi.timer_.reset();
    else
        multi.timer_ = multi.clock_.steady_now() + Millis{timeout_ms};
    return 0;
}

int CurlMulti::sleep_ms(Millis timeout) const {
    if (timer_) timeout = std::min(timeout, *timer_ - clock_.steady_now());
    return static_cast<int>(std::clamp<Millis::rep>(timeout.count(), 0, 60'000));
}

void CurlMulti::run_once(Millis timeout) {
    std::array<epoll_event, kEventsPerTurn> events;
    const int count =
        epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), sleep_ms(timeout));
    if (count < 0 && errno != EINTR) checked(count, "epoll_wait");
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = events[static_cast<std::size_t>(i)];
        if (event.data.fd == wakeup_.get()) {
            eventfd_t ignored = 0;
            (void)eventfd_read(wakeup_.get(), &ignored);
            continue;
        }
        int what = 0;
        if ((event.events & EPOLLIN) != 0) what |= CURL_CSELECT_IN;
        if ((event.events & EPOLLOUT) != 0) what |= CURL_CSELECT_OUT;
        if ((event.events & (EPOLLERR | EPOLLHUP)) != 0) what |= CURL_CSELECT_ERR;
        act(event.data.fd, what);
    }
    if (timer_ && *timer_ <= clock_.steady_now()) {
        timer_.reset();  // libcurl sets the next one from within
        act(CURL_SOCKET_TIMEOUT, 0);
    }
}

void CurlMulti::act(curl_socket_t socket, int events) {
    int running = 0;
    check(curl_multi_socket_action(multi_.get(), socket, events, &running));
}

std::optional<CurlMulti::Finished> CurlMulti::next_finished() noexcept {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left))
        if (message->msg == CURLMSG_DONE)
            return Finished{message->easy_handle, message->data.result};
    return std::nullopt;
}

void CurlMulti::wake() noexcept { (void)eventfd_write(wakeup_.get(), 1); }

}  // namespace ainews::net
