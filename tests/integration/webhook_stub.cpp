#include "tests/integration/webhook_stub.h"

#include <httplib.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace ainews::testing {

class WebhookStub::Impl {
public:
    Impl() {
        server_.Post(std::string{"/hook/"} + kSecret,
                     [this](const httplib::Request& request, httplib::Response& response) {
                         take(request, response);
                     });
        server_.Get("/ping", [this](const httplib::Request&, httplib::Response&) {
            const std::lock_guard lock{mutex_};
            ++beats_;
            changed_.notify_all();
        });
        port_ = server_.bind_to_any_port("127.0.0.1");
        thread_ = std::jthread{[this] { server_.listen_after_bind(); }};
        while (!server_.is_running()) std::this_thread::yield();
    }
    ~Impl() {
        hold(false);
        server_.stop();
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    void hold(bool held) {
        const std::lock_guard lock{mutex_};
        held_ = held;
        changed_.notify_all();
    }

    int port_ = 0;
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::vector<Post> posts_;
    std::deque<int> statuses_;
    int beats_ = 0;

private:
    void take(const httplib::Request& request, httplib::Response& response) {
        std::unique_lock lock{mutex_};
        posts_.push_back({request.body, request.get_header_value("Idempotency-Key")});
        changed_.notify_all();
        changed_.wait(lock, [this] { return !held_; });
        response.status = 200;
        if (statuses_.empty()) return;
        response.status = statuses_.front();
        statuses_.pop_front();
        response.set_header("Retry-After", "1");
    }

    bool held_ = false;
    httplib::Server server_;
    std::jthread thread_;
};

WebhookStub::WebhookStub() : impl_{std::make_unique<Impl>()} {}
WebhookStub::~WebhookStub() = default;

std::string WebhookStub::url() const {
    return "http://127.0.0.1:" + std::to_string(impl_->port_) + "/hook/" + kSecret;
}

std::string WebhookStub::heartbeat() const {
    return "http://127.0.0.1:" + std::to_string(impl_->port_) + "/ping";
}

void WebhookStub::answer_next(std::vector<int> statuses) {
    const std::lock_guard lock{impl_->mutex_};
    impl_->statuses_.assign(statuses.begin(), statuses.end());
}

void WebhookStub::hold() { impl_->hold(true); }
void WebhookStub::release() { impl_->hold(false); }

std::vector<WebhookStub::Post> WebhookStub::posts() const {
    const std::lock_guard lock{impl_->mutex_};
    return impl_->posts_;
}

int WebhookStub::beats() const {
    const std::lock_guard lock{impl_->mutex_};
    return impl_->beats_;
}

bool WebhookStub::wait_for(const std::function<bool()>& wanted,
                           std::chrono::milliseconds timeout) const {
    // In slices: what changes between a look and the wait for the next change must not be missed.
    constexpr std::chrono::milliseconds kSlice{50};
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    while (!wanted()) {
        if (std::chrono::steady_clock::now() >= deadline) return false;
        std::unique_lock lock{impl_->mutex_};
        impl_->changed_.wait_for(lock, kSlice);
    }
    return true;
}

}  // namespace ainews::testing
