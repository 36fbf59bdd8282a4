#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/http.h"

namespace ainews::net {

/// Takes one response in, header line by header line and body piece by piece, within limits.
/// Each function returns false when the transfer is to be ended; `failure` says why.
class ResponseReader {
public:
    using Sink = std::function<bool(std::string_view)>;

    /// Both are referred to and must outlive the reader. An empty sink: the body is collected.
    ResponseReader(const HttpLimits& limits, const Sink& sink) : limits_{limits}, sink_{sink} {}

    /// One line with its end, as libcurl hands them out: status lines (also of 1xx), fields, the
    /// empty line, trailers. Names become lower-case; bytes that are no field content are blanked.
    [[nodiscard]] bool header_line(std::string_view line);
    /// A decoded piece. Bodies other than of a 2xx are collected even where there is a sink.
    [[nodiscard]] bool body(std::string_view piece);

    /// The body of a redirect that will be followed is worth nothing: it is dropped, and the
    /// transfer is ended once it grows beyond kIgnoredBodyBytesMax.
    void ignore_body() noexcept { ignoring_ = true; }
    /// The announced length is too much: fails before the first byte of the body.
    void refuse_body();

    [[nodiscard]] int status() const noexcept { return status_; }
    [[nodiscard]] bool headers_complete() const noexcept { return headers_complete_; }
    [[nodiscard]] std::size_t header_bytes() const noexcept { return header_bytes_; }
    [[nodiscard]] bool gave_up_on_ignored_body() const noexcept { return gave_up_; }
    [[nodiscard]] const std::optional<Error>& failure() const noexcept { return failure_; }
    [[nodiscard]] std::string_view header(std::string_view name) const noexcept;
    /// Status, headers and body; leaves the reader empty.
    [[nodiscard]] HttpResponse take() noexcept;

    static constexpr std::size_t kIgnoredBodyBytesMax = 64U << 10U;

private:
    bool status_line(std::string_view line);
    void field(std::string_view line);
    bool stop(ErrorKind kind, std::string message);

    const HttpLimits& limits_;
    const Sink& sink_;
    int status_ = 0;
    HttpHeaders headers_;
    std::string body_;
    std::size_t header_bytes_ = 0;
    std::size_t body_bytes_ = 0;
    bool headers_complete_ = false;
    bool ignoring_ = false;
    bool gave_up_ = false;
    std::optional<Error> failure_;
};

}  // namespace ainews::net
