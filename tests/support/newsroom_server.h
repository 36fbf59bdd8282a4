#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/error.h"
#include "tests/support/newsroom_library.h"
#include "tests/support/newsroom_stats.h"

namespace ainews::newsroom {

struct ServerOptions {
    std::filesystem::path data = default_data_directory();
    int port = 0;                        ///< 0: any free one, the same on every host
    TimePoint now;                       ///< articles are dated relative to it
    std::chrono::milliseconds delay{0};  ///< of each model answer
    std::string secret;  ///< the key that must come with each call; empty: none is asked for
};

/// The sample newsroom on loopback: each outlet on an address of its own (127.0.0.2 and up), the
/// model endpoint on 127.0.0.1, all on one port. Beside the outlets it serves GET /_stats and POST
/// /_control
/// ({"faults":["429@summarize=2"],"clear":true,"delay_ms":50,"reset_stats":true}).
/// Runs threads of its own; every member function may be called from any thread.
class NewsroomServer {
public:
    /// Loads the data, binds and serves; throws std::runtime_error where it cannot.
    explicit NewsroomServer(ServerOptions options);
    /// Stops and joins.
    ~NewsroomServer();
    NewsroomServer(const NewsroomServer&) = delete;
    NewsroomServer& operator=(const NewsroomServer&) = delete;

    [[nodiscard]] int port() const noexcept;
    /// "http://127.0.0.1:PORT"; the model endpoint is base_url() + "/v1".
    [[nodiscard]] std::string base_url() const;
    [[nodiscard]] const Library& library() const noexcept;

    [[nodiscard]] Stats stats() const;
    /// Blocks until the counts satisfy `wanted`; false if they did not within `timeout`.
    bool wait_for(const std::function<bool(const Stats&)>& wanted,
                  std::chrono::milliseconds timeout) const;
    void reset_stats();
    /// Plants a fault (see newsroom_faults.h); throws std::invalid_argument where it is not one.
    void set_fault(std::string_view fault);
    void clear_faults();
    void set_delay(std::chrono::milliseconds delay);
    /// Ends waiting answers, closes and joins. Idempotent.
    void stop();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace ainews::newsroom
