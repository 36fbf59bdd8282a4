#include "net/loop.h"

#include <pthread.h>

#include <algorithm>
#include <array>
#include <csignal>

namespace ainews::net {
namespace {

constexpr Millis kSleepMax = std::chrono::minutes{1};
constexpr std::size_t kThreadNameBytes = 15;

/// Signals are main's. SIGPIPE too: OpenSSL writes without MSG_NOSIGNAL, and blocked here a write
/// to a closed connection is a plain error whatever the process does with the signal.
void block_signals() noexcept {
    sigset_t all;
    sigfillset(&all);
    for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP})
        sigdelset(&all, fault);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

Error cancelled() { return {ErrorKind::Cancelled, "cancelled"}; }

}  // namespace

CurlHttpClient::Loop::Loop(ClientOptions options, Clock& clock)
    : options_{std::move(options)},
      policy_{options_.allow_networks},
      clock_{clock},
      queue_{{options_.max_in_flight, options_.per_host_in_flight, options_.per_host_gap}},
      multi_{clock, static_cast<long>(options_.idle_connections)},
      thread_{[this](const std::stop_token& stop) { run(stop); }} {}

CurlHttpClient::Loop::~Loop() {
    thread_.request_stop();
    multi_.wake();
    thread_.join();
}

void CurlHttpClient::Loop::post(HttpRequest request, std::stop_token stop, Done done) {
    bool first = false;
    {
        const std::lock_guard lock{mutex_};
        first = letters_.empty() && cancelled_ids_.empty();
        letters_.push_back({std::move(request), std::move(stop), std::move(done)});
    }
    if (first) multi_.wake();
}

void CurlHttpClient::Loop::post_cancel(Id id) noexcept {
    {
        const std::lock_guard lock{mutex_};
        cancelled_ids_.push_back(id);
    }
    multi_.wake();
}

void CurlHttpClient::Loop::run(const std::stop_token& stop) {
    const auto name = options_.thread_name.substr(0, kThreadNameBytes);
    pthread_setname_np(pthread_self(), name.c_str());
    block_signals();
    while (!stop.stop_requested()) {
        read_mail();
        start_ready();
        multi_.run_once(time_to_sleep());
        collect_finished();
        check_deadlines();
    }
    cancel_everything();
}

void CurlHttpClient::Loop::read_mail() {
    std::vector<Letter> letters;
    std::vector<Id> ids;
    {
        const std::lock_guard lock{mutex_};
        letters.swap(letters_);
        ids.swap(cancelled_ids_);
    }
    for (Letter& letter : letters) adopt(std::move(letter));
    for (const Id id : ids)
        if (const auto found = exchanges_.find(id); found != exchanges_.end())
            abort(found, cancelled());
}

void CurlHttpClient::Loop::adopt(Letter letter) {
    if (letter.stop.stop_requested()) return letter.done(tl::unexpected{cancelled()});
    auto transfer = Transfer::create(std::move(letter.request), options_, policy_, clock_);
    if (!transfer) return letter.done(tl::unexpected{std::move(transfer.error())});
    const Id id = next_id_++;
    Exchange& exchange = exchanges_[id];
    exchange.transfer = *std::move(transfer);
    exchange.done = std::move(letter.done);
    exchange.on_stop.emplace(std::move(letter.stop), Cancel{this, id});
    queue_.push(exchange.transfer->host(), id, clock_.steady_now());
}

void CurlHttpClient::Loop::start_ready() {
    const auto now = clock_.steady_now();
    while (const auto id = queue_.take(now)) start_hop(*id, exchanges_.at(*id));
}

void CurlHttpClient::Loop::start_hop(Id id, Exchange& exchange) {
    if (spare_handles_.empty()) spare_handles_.push_back(std::make_unique<CurlEasy>());
    exchange.easy = std::move(spare_handles_.back());
    spare_handles_.pop_back();
    exchange.transfer->start(*exchange.easy);
    if (!options_.keep_idle && !queue_.has_waiting(exchange.transfer->host()))
        exchange.easy->set(CURLOPT_FORBID_REUSE, 1L);
    in_flight_.emplace(exchange.easy->get(), id);
    multi_.add(exchange.easy->get());
    deadlines_.emplace(clock_.steady_now(), id);  // due at once: it then says when to look again
}

void CurlHttpClient::Loop::collect_finished() {
    while (const auto finished = multi_.next_finished()) {
        const auto id = in_flight_.find(finished->easy);
        if (id != in_flight_.end()) end_hop(exchanges_.find(id->second), finished->code);
    }
}

void CurlHttpClient::Loop::end_hop(Exchanges::iterator found, CURLcode code) {
    Exchange& exchange = found->second;
    take_off_wire(exchange);
    if (exchange.transfer->finish(code))
        queue_.push(exchange.transfer->host(), found->first, clock_.steady_now());
    else
        complete(found, exchange.transfer->take_outcome());
}

void CurlHttpClient::Loop::take_off_wire(Exchange& exchange) {
    multi_.remove(exchange.easy->get());
    in_flight_.erase(exchange.easy->get());
    exchange.easy->reset();  // it points into the transfer, which may be gone before its next use
    spare_handles_.push_back(std::move(exchange.easy));
    queue_.release(exchange.transfer->host(), clock_.steady_now());
}

void CurlHttpClient::Loop::check_deadlines() {
    const auto now = clock_.steady_now();
    while (!deadlines_.empty() && deadlines_.top().first <= now) {
        const Id id = deadlines_.top().second;
        deadlines_.pop();
        const auto found = exchanges_.find(id);
        if (found == exchanges_.end() || !found->second.easy) continue;
        const auto next = found->second.transfer->check_progress(now);
        if (!next)
            abort(found, next.error());
        else if (*next)
            deadlines_.emplace(**next, id);
    }
}

void CurlHttpClient::Loop::abort(Exchanges::iterator found, Error error) {
    Exchange& exchange = found->second;
    if (exchange.easy)
        take_off_wire(exchange);
    else
        queue_.remove(exchange.transfer->host(), found->first);
    complete(found, tl::unexpected{std::move(error)});
}

void CurlHttpClient::Loop::complete(Exchanges::iterator found, Expected<HttpResponse> outcome) {
    // Erased first: the stop callback is gone by then, and `done` may send the next request.
    const auto node = exchanges_.extract(found);
    node.mapped().on_stop.reset();
    node.mapped().done(std::move(outcome));
}

void CurlHttpClient::Loop::cancel_everything() {
    while (!exchanges_.empty()) abort(exchanges_.begin(), cancelled());
    for (;;) {  // a `done` may have sent more
        std::vector<Letter> letters;
        {
            const std::lock_guard lock{mutex_};
            letters.swap(letters_);
        }
        if (letters.empty()) return;
        for (Letter& letter : letters) letter.done(tl::unexpected{cancelled()});
    }
}

Millis CurlHttpClient::Loop::time_to_sleep() const {
    const auto now = clock_.steady_now();
    auto until = now + kSleepMax;
    if (!deadlines_.empty()) until = std::min(until, deadlines_.top().first);
    if (const auto start = queue_.next_start(now)) until = std::min(until, *start);
    return std::max(until - now, Millis{0});
}

}  // namespace ainews::net
