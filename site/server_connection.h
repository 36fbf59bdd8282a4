#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/clock.h"
#include "site/server_message.h"
#include "site/server_parse.h"
#include "site/server_socket.h"

namespace ainews::site {

/// One client: what it sent and what it is still to get. The loop's thread only.
class ServerConnection {
public:
    enum class State {
        Reading,   ///< a head
        Working,   ///< its request is with a worker
        Writing,   ///< the answer
        Draining,  ///< the answer is out and the rest of the request is thrown away, so that the
                   ///< client's unread bytes do not tear the answer down with a reset
        Over,
    };

    ServerConnection(Accepted accepted, SteadyTime deadline)
        : socket_{std::move(accepted.socket)},
          from_here_{accepted.from_here},
          deadline_{deadline} {}

    [[nodiscard]] int descriptor() const noexcept { return socket_->descriptor(); }
    [[nodiscard]] State state() const noexcept { return state_; }
    [[nodiscard]] SteadyTime deadline() const noexcept { return deadline_; }
    void set_deadline(SteadyTime deadline) noexcept { deadline_ = deadline; }
    /// Something came since the last request, if only empty lines.
    [[nodiscard]] bool has_begun() const noexcept { return begun_; }
    [[nodiscard]] bool wants_to_write() const noexcept { return state_ == State::Writing; }
    [[nodiscard]] bool wants_to_read() const noexcept {
        return state_ == State::Reading || state_ == State::Draining;
    }

    /// Takes what the client sent.
    void receive();
    /// The next request that is complete or to be refused: its connection is Working then.
    [[nodiscard]] std::optional<ParsedHead> next_request();
    /// Begins to send; `close_after`: no further request is read.
    void answer(const ServerAnswer& answer, bool without_body, bool close_after,
                std::string_view date);
    /// Sends what the client takes. After the whole answer it is Reading, Draining or Over.
    void send();

private:
    void skip_empty_lines();
    [[nodiscard]] bool send_bytes(const std::string& bytes);
    [[nodiscard]] bool send_file();

    std::shared_ptr<const OpenFile> socket_;
    bool from_here_;
    SteadyTime deadline_;
    State state_ = State::Reading;
    std::string in_;
    bool begun_ = false;  ///< empty lines count too, so that nobody lives on them
    std::size_t drained_ = 0;

    bool close_after_ = false;
    std::string head_;
    std::shared_ptr<const std::string> body_;
    std::shared_ptr<const OpenFile> file_;
    std::int64_t file_left_ = 0;
    std::int64_t file_at_ = 0;
    std::string chunk_;     ///< read from the file, on its way out
    std::size_t sent_ = 0;  ///< of the part that is being sent
};

}  // namespace ainews::site
