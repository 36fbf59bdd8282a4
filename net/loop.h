#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <queue>
#include <stop_token>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "net/address_policy.h"
#include "net/curl_multi.h"
#include "net/host_queue.h"
#include "net/http_client.h"
#include "net/transfer.h"

namespace ainews::net {

/// The one thread of a client. Other threads reach it through the mailbox only; everything below
/// the mailbox belongs to the thread.
class CurlHttpClient::Loop {
public:
    Loop(ClientOptions options, Clock& clock);
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    void post(HttpRequest request, std::stop_token stop, Done done);

private:
    using Id = HostQueue::Id;

    struct Letter {
        HttpRequest request;
        std::stop_token stop;
        Done done;
    };
    struct Cancel {
        Loop* loop;
        Id id;
        void operator()() const noexcept { loop->post_cancel(id); }
    };
    struct Exchange {
        std::unique_ptr<Transfer> transfer;
        Done done;
        std::unique_ptr<CurlEasy> easy;  ///< while a hop is in flight
        std::optional<std::stop_callback<Cancel>> on_stop;
    };
    using Exchanges = std::unordered_map<Id, Exchange>;
    using Deadline = std::pair<SteadyTime, Id>;

    void post_cancel(Id id) noexcept;

    void run(const std::stop_token& stop);
    void read_mail();
    void adopt(Letter letter);
    void start_ready();
    void start_hop(Id id, Exchange& exchange);
    void collect_finished();
    void end_hop(Exchanges::iterator found, CURLcode code);
    void check_deadlines();
    void abort(Exchanges::iterator found, Error error);
    void take_off_wire(Exchange& exchange);
    void complete(Exchanges::iterator found, Expected<HttpResponse> outcome);
    void cancel_everything();
    [[nodiscard]] Millis time_to_sleep() const;

    const CurlGlobal global_;
    const ClientOptions options_;
    const AddressPolicy policy_;
    Clock& clock_;

    std::mutex mutex_;
    std::vector<Letter> letters_;    ///< guarded by mutex_
    std::vector<Id> cancelled_ids_;  ///< guarded by mutex_

    Id next_id_ = 1;
    HostQueue queue_;
    Exchanges exchanges_;
    std::unordered_map<CURL*, Id> in_flight_;
    std::vector<std::unique_ptr<CurlEasy>> spare_handles_;
    std::priority_queue<Deadline, std::vector<Deadline>, std::greater<>> deadlines_;
    CurlMulti multi_;  ///< after the handles' owners: it is gone before them

    std::jthread thread_;  ///< last: it uses everything above
};

}  // namespace ainews::net
