#include "site/server_loop.h"

#include <pthread.h>
#include <spdlog/spdlog.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <stop_token>
#include <thread>
#include <unordered_map>
#include <vector>

#include "core/calendar.h"
#include "site/server_connection.h"

namespace ainews::site {
namespace {

using ConnectionId = std::uint64_t;

constexpr ConnectionId kListenerId = 0;
constexpr ConnectionId kWakeId = 1;
constexpr ConnectionId kFirstId = 2;
constexpr int kEventsMax = 64;
constexpr int kTickMillis = 500;  ///< how late a deadline may be kept
constexpr Millis kDrainTime = std::chrono::seconds{2};
constexpr int kRetrySeconds = 2;
constexpr std::uint32_t kReadable = EPOLLIN;
constexpr std::uint32_t kWritable = EPOLLOUT;
constexpr std::uint32_t kBroken = EPOLLERR | EPOLLHUP;

ServerAnswer refusal(int status) {
    switch (status) {
        case 405:
            return text_answer(status, "only GET and HEAD\n");
        case 408:
            return text_answer(status, "the request took too long\n");
        case 413:
            return text_answer(status, "nothing can be uploaded\n");
        default:
            return text_answer(status, "this request cannot be answered\n");
    }
}

}  // namespace

struct ServerLoop::Impl {
    Impl(const std::string& listen, const ServerLimits& given, const Clock& time, Handler answer)
        : limits{given}, clock{time}, handler{std::move(answer)}, listener{listen_on(listen)} {
        const int epoll_raw = epoll_create1(EPOLL_CLOEXEC);
        const int wake_raw = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        if (epoll_raw >= 0) epoll = std::make_unique<OpenFile>(epoll_raw);
        if (wake_raw >= 0) wake = std::make_unique<OpenFile>(wake_raw);
        if (!epoll || !wake) throw std::runtime_error{"no descriptors left for the server"};
        control(EPOLL_CTL_ADD, listener.socket->descriptor(), kListenerId, kReadable);
        control(EPOLL_CTL_ADD, wake->descriptor(), kWakeId, kReadable);
        for (std::size_t i = 0; i < limits.workers; ++i)
            workers.emplace_back([this](std::stop_token stop) { work(stop); });
        loop = std::jthread{[this](std::stop_token stop) { run(stop); }};
    }
    ~Impl() {
        loop.request_stop();
        wake_up();
        loop.join();
        for (std::jthread& worker : workers) worker.request_stop();
    }

    void control(int what, int descriptor, ConnectionId id, std::uint32_t events) const {
        epoll_event event{};
        event.events = events;
        event.data.u64 = id;
        epoll_ctl(epoll->descriptor(), what, descriptor, &event);
    }
    void wake_up() const {
        const std::uint64_t one = 1;
        // It fails only where a wake-up waits already.
        [[maybe_unused]] const auto written = write(wake->descriptor(), &one, sizeof one);
    }

    void run(const std::stop_token& stop);
    void take(ConnectionId id, std::uint32_t events);
    void accept_all();
    void listen(bool on) {
        listening = on;
        control(EPOLL_CTL_MOD, listener.socket->descriptor(), kListenerId, on ? kReadable : 0U);
    }
    void make_room();
    void go_on(ConnectionId id, ServerConnection& connection);
    void hand_over(ConnectionId id, ServerConnection& connection, ParsedHead parsed);
    void begin_answer(ServerConnection& connection, const ServerAnswer& answer, bool without_body,
                      bool close_after);
    void deliver();
    void close_late();
    void work(const std::stop_token& stop);

    struct Job {
        ConnectionId id = 0;
        ParsedHead parsed;
    };
    struct Done {
        ConnectionId id = 0;
        ServerAnswer answer;
        bool without_body = false;
        bool close_after = false;
    };

    const ServerLimits limits;
    const Clock& clock;
    const Handler handler;
    const TimeZone utc{"UTC"};
    Listener listener;
    std::unique_ptr<OpenFile> epoll;
    std::unique_ptr<OpenFile> wake;
    std::unordered_map<ConnectionId, ServerConnection> connections;  ///< the loop's thread only
    ConnectionId next_id = kFirstId;
    bool listening = true;

    std::mutex mutex;  ///< guards what follows
    std::condition_variable_any job_waits;
    std::deque<Job> jobs;
    std::vector<Done> done;

    std::vector<std::jthread> workers;
    std::jthread loop;
};

void ServerLoop::Impl::run(const std::stop_token& stop) {
    pthread_setname_np(pthread_self(), "site-server");
    std::array<epoll_event, kEventsMax> events{};
    SteadyTime next_look = clock.steady_now();
    while (!stop.stop_requested()) {
        const int count = epoll_wait(epoll->descriptor(), events.data(), kEventsMax, kTickMillis);
        for (int i = 0; i < count; ++i) {
            const epoll_event& event = events.at(static_cast<std::size_t>(i));
            if (event.data.u64 == kListenerId) {
                accept_all();
            } else if (event.data.u64 == kWakeId) {
                std::uint64_t ignored = 0;
                [[maybe_unused]] const auto got =
                    read(wake->descriptor(), &ignored, sizeof ignored);
            } else {
                take(event.data.u64, event.events);
            }
        }
        deliver();
        if (clock.steady_now() < next_look) continue;
        next_look = clock.steady_now() + Millis{kTickMillis};
        if (!listening) listen(true);
        close_late();
    }
    connections.clear();
}

void ServerLoop::Impl::take(ConnectionId id, std::uint32_t events) {
    const auto found = connections.find(id);
    if (found == connections.end()) return;
    ServerConnection& connection = found->second;
    const bool broken = (events & kBroken) != 0;
    if (broken && !connection.wants_to_read()) {
        connections.erase(found);
        return;
    }
    if (connection.wants_to_read() && (events & (kReadable | kBroken)) != 0) {
        const bool begun = connection.has_begun();
        connection.receive();
        if (!begun && connection.has_begun())
            connection.set_deadline(clock.steady_now() + limits.head_time);
    }
    go_on(id, connection);
}

/// Moves the connection as far as it goes without waiting.
void ServerLoop::Impl::go_on(ConnectionId id, ServerConnection& connection) {
    using State = ServerConnection::State;
    while (true) {
        if (connection.wants_to_write()) {
            connection.send();
            if (connection.wants_to_write()) break;
            if (connection.state() == State::Draining)
                connection.set_deadline(clock.steady_now() + kDrainTime);
            else
                connection.set_deadline(clock.steady_now() + (connection.has_begun()
                                                                  ? limits.head_time
                                                                  : limits.idle_time));
        }
        auto parsed = connection.next_request();
        if (!parsed) break;
        hand_over(id, connection, std::move(*parsed));
    }
    if (connection.state() == State::Over) {
        connections.erase(id);  // closing takes it out of the epoll set
        return;
    }
    control(EPOLL_CTL_MOD, connection.descriptor(), id,
            (connection.wants_to_read() ? kReadable : 0U) |
                (connection.wants_to_write() ? kWritable : 0U));
}

void ServerLoop::Impl::hand_over(ConnectionId id, ServerConnection& connection, ParsedHead parsed) {
    if (parsed.refused != 0) return begin_answer(connection, refusal(parsed.refused), false, true);
    {
        const std::lock_guard lock{mutex};
        if (jobs.size() < limits.queue_max) {
            jobs.push_back({id, std::move(parsed)});
            job_waits.notify_one();
            return;
        }
    }
    ServerAnswer busy = text_answer(503, "too many requests at once\n");
    busy.retry_seconds = kRetrySeconds;
    begin_answer(connection, busy, parsed.request.head, true);
}

void ServerLoop::Impl::begin_answer(ServerConnection& connection, const ServerAnswer& answer,
                                    bool without_body, bool close_after) {
    connection.answer(answer, without_body, close_after,
                      utc.format(clock.now(), "%a, %d %b %Y %H:%M:%S GMT"));
    connection.set_deadline(clock.steady_now() + limits.write_time);
}

void ServerLoop::Impl::accept_all() {
    while (true) {
        Accepted accepted = accept_from(listener);
        if (accepted.exhausted) {
            // It would be readable again at once, and again: looked at with the next tick.
            make_room();
            listen(false);
        }
        if (!accepted.socket) return;
        if (connections.size() >= limits.connections_max) make_room();
        if (connections.size() >= limits.connections_max) continue;
        const ConnectionId id = next_id++;
        const int descriptor = accepted.socket->descriptor();
        connections.try_emplace(id, std::move(accepted), clock.steady_now() + limits.idle_time);
        control(EPOLL_CTL_ADD, descriptor, id, kReadable);
    }
}

/// Closes the connection that has let us wait for a request the longest.
void ServerLoop::Impl::make_room() {
    // Of those that began to wait at one moment, the one that came first.
    const auto rank = [](const auto& entry) {
        return std::pair{entry.second.deadline(), entry.first};
    };
    auto latest = connections.end();
    for (auto it = connections.begin(); it != connections.end(); ++it)
        if (it->second.wants_to_read() &&
            (latest == connections.end() || rank(*it) < rank(*latest)))
            latest = it;
    if (latest != connections.end()) connections.erase(latest);
}

void ServerLoop::Impl::deliver() {
    std::vector<Done> ready;
    {
        const std::lock_guard lock{mutex};
        ready.swap(done);
    }
    for (const Done& one : ready) {
        const auto found = connections.find(one.id);
        if (found == connections.end()) continue;
        begin_answer(found->second, one.answer, one.without_body, one.close_after);
        go_on(one.id, found->second);
    }
}

void ServerLoop::Impl::close_late() {
    using State = ServerConnection::State;
    const SteadyTime now = clock.steady_now();
    std::vector<ConnectionId> late;
    for (const auto& [id, connection] : connections)
        if (connection.state() != State::Working && connection.deadline() <= now)
            late.push_back(id);
    for (const ConnectionId id : late) {
        ServerConnection& connection = connections.at(id);
        if (connection.state() != State::Reading || !connection.has_begun()) {
            connections.erase(id);
            continue;
        }
        begin_answer(connection, refusal(408), false, true);
        go_on(id, connection);
    }
}

void ServerLoop::Impl::work(const std::stop_token& stop) {
    pthread_setname_np(pthread_self(), "site-worker");
    while (true) {
        Job job;
        {
            std::unique_lock lock{mutex};
            if (!job_waits.wait(lock, stop, [this] { return !jobs.empty(); })) return;
            job = std::move(jobs.front());
            jobs.pop_front();
        }
        Done result{job.id, {}, job.parsed.request.head, !job.parsed.keep_alive};
        try {
            result.answer = settled(handler(job.parsed.request), job.parsed.request);
        } catch (const std::exception& error) {
            spdlog::error("server: {} failed: {}", job.parsed.request.path, error.what());
            result.answer = text_answer(500, "something went wrong here\n");
        }
        {
            const std::lock_guard lock{mutex};
            done.push_back(std::move(result));
        }
        wake_up();
    }
}

ServerLoop::ServerLoop(const std::string& listen, const ServerLimits& limits, const Clock& clock,
                       Handler handler)
    : impl_{std::make_unique<Impl>(listen, limits, clock, std::move(handler))} {}

ServerLoop::~ServerLoop() = default;

int ServerLoop::port() const noexcept { return impl_->listener.port; }

}  // namespace ainews::site
