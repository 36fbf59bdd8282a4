#include "site/server_connection.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace ainews::site {
namespace {

constexpr std::size_t kReadBytes = 4096;
constexpr std::size_t kFileChunkBytes = 64U << 10U;
constexpr std::size_t kDrainBytesMax = 256U << 10U;
constexpr std::string_view kHeadEnd = "\r\n\r\n";

}  // namespace

void ServerConnection::receive() {
    std::array<char, kReadBytes> buffer{};
    const long got = receive_some(descriptor(), buffer.data(), buffer.size());
    if (got < 0) {
        state_ = State::Over;
        return;
    }
    if (state_ == State::Draining) {
        drained_ += static_cast<std::size_t>(got);
        if (drained_ > kDrainBytesMax) state_ = State::Over;
        return;
    }
    in_.append(buffer.data(), static_cast<std::size_t>(got));
    begun_ = begun_ || got > 0;
}

/// Those before a request say nothing (RFC 9112 §2.2).
void ServerConnection::skip_empty_lines() {
    while (in_.starts_with("\r\n")) in_.erase(0, 2);
}

std::optional<ParsedHead> ServerConnection::next_request() {
    if (state_ != State::Reading) return std::nullopt;
    skip_empty_lines();
    const std::size_t end = in_.find(kHeadEnd);
    if (end == std::string::npos && in_.size() <= kHeadBytesMax) return std::nullopt;
    state_ = State::Working;
    if (end == std::string::npos || end + kHeadEnd.size() > kHeadBytesMax) {
        in_.clear();
        return ParsedHead{.refused = 431, .request = {}, .keep_alive = false};
    }
    ParsedHead parsed = parse_head(std::string_view{in_}.substr(0, end + kHeadEnd.size()));
    parsed.request.local = parsed.request.local && from_here_;
    in_.erase(0, end + kHeadEnd.size());
    skip_empty_lines();
    begun_ = !in_.empty();
    return parsed;
}

void ServerConnection::answer(const ServerAnswer& answer, bool without_body, bool close_after,
                              std::string_view date) {
    state_ = State::Writing;
    close_after_ = close_after;
    sent_ = 0;
    head_ = response_head(answer, date, !close_after);
    if (!without_body) {
        body_ = answer.body;
        file_ = answer.file;
        file_left_ = answer.file_bytes;
        file_at_ = 0;
    }
    // One packet for a small answer.
    if (body_ && body_->size() <= kReadBytes) {
        head_ += *body_;
        body_ = nullptr;
    }
}

bool ServerConnection::send_bytes(const std::string& bytes) {
    while (sent_ < bytes.size()) {
        const long sent = send_some(descriptor(), bytes.data() + sent_, bytes.size() - sent_);
        if (sent < 0) state_ = State::Over;
        if (sent <= 0) return false;
        sent_ += static_cast<std::size_t>(sent);
    }
    sent_ = 0;
    return true;
}

bool ServerConnection::send_file() {
    while (file_left_ > 0 || !chunk_.empty()) {
        if (chunk_.empty()) {
            chunk_.resize(std::min(kFileChunkBytes, static_cast<std::size_t>(file_left_)));
            const auto got = pread(file_->descriptor(), chunk_.data(), chunk_.size(), file_at_);
            if (got <= 0) {  // shorter than it was: the length is promised already
                state_ = State::Over;
                return false;
            }
            chunk_.resize(static_cast<std::size_t>(got));
            file_at_ += got;
            file_left_ -= got;
        }
        if (!send_bytes(chunk_)) return false;
        chunk_.clear();
    }
    return true;
}

void ServerConnection::send() {
    if (!head_.empty()) {
        if (!send_bytes(head_)) return;
        head_.clear();
    }
    if (body_) {
        if (!send_bytes(*body_)) return;
        body_ = nullptr;
    }
    if (file_) {
        if (!send_file()) return;
        file_ = nullptr;
        chunk_.shrink_to_fit();
    }
    if (!close_after_) {
        state_ = State::Reading;
        return;
    }
    state_ = shutdown(descriptor(), SHUT_WR) == 0 ? State::Draining : State::Over;
}

}  // namespace ainews::site
