#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "pipeline/llm_error.h"
#include "pipeline/llm_reply.h"
#include "pipeline/llm_wire.h"

namespace ainews::pipeline {

/// Puts a streamed answer together from the bytes of a 2xx body (server-sent events, WHATWG HTML
/// §9.2). Comments, keep-alives and unknown events pass by; a server that ignores `stream` and
/// sends one JSON body is understood too. Memory is bounded by kAnswerBytesMax. Used by one thread
/// at a time.
class StreamReader {
public:
    /// `wire` outlives this.
    explicit StreamReader(const LlmWire& wire) : wire_{&wire} {}

    /// False: stop reading, the answer is too large or an error came.
    [[nodiscard]] bool feed(std::string_view bytes);
    /// Call once after the last byte.
    void finish();

    /// Pieces of content or reasoning so far: what a progress timer watches.
    [[nodiscard]] std::size_t pieces() const noexcept { return pieces_; }
    /// The error that came instead of the answer, or in its middle.
    [[nodiscard]] const std::optional<ApiError>& error() const noexcept { return error_; }
    [[nodiscard]] bool is_too_large() const noexcept { return too_large_; }
    /// Whether the end was seen: a finish reason, or the closing event. Without it the answer was
    /// cut off.
    [[nodiscard]] bool is_complete() const noexcept { return complete_; }
    /// Whether anything of an answer was seen.
    [[nodiscard]] bool is_answer() const noexcept { return answer_; }
    [[nodiscard]] const ModelReply& reply() const noexcept { return reply_; }

private:
    enum class Shape { Unknown, Events, Json };

    void take_line(std::string_view line);
    void dispatch();
    [[nodiscard]] bool take_event(std::string_view data);

    const LlmWire* wire_;
    Shape shape_ = Shape::Unknown;
    std::string pending_;  ///< an unfinished line, or the whole of a JSON body
    std::string data_;     ///< the event's data lines so far
    ModelReply reply_;
    std::optional<ApiError> error_ = std::nullopt;
    std::size_t pieces_ = 0;
    std::size_t answer_bytes_ = 0;
    bool too_large_ = false;
    bool complete_ = false;
    bool answer_ = false;
};

}  // namespace ainews::pipeline
