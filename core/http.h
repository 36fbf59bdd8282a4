#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/error.h"

namespace ainews {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

/// Bounds of one exchange; each has a default and is checked by the client.
struct HttpLimits {
    std::size_t body_bytes_max = 16U << 20U;  ///< decoded
    std::size_t header_bytes_max = 100U << 10U;
    int redirects_max = 5;  ///< 0: a redirect is an answer, not followed
    Millis connect{std::chrono::seconds{10}};
    Millis first_byte{std::chrono::seconds{30}};
    Millis total{std::chrono::seconds{30}};
    std::size_t progress_bytes = 1024;                 ///< at least this many bytes a second ...
    Millis progress_window{std::chrono::seconds{10}};  ///< ... over this window; 0: no such rule
};

struct HttpRequest {
    std::string method = "GET";
    std::string url;
    HttpHeaders headers;
    std::string body;
    HttpLimits limits;
    /// Called on the client's thread with each decoded piece of a 2xx body instead of collecting
    /// it; returning false ends the transfer as Cancelled. Empty: the body is collected.
    std::function<bool(std::string_view)> on_data = nullptr;
};

struct HttpResponse {
    int status = 0;
    std::string url;            ///< where the body came from, after redirects
    std::string permanent_url;  ///< the target where every redirect was 301 or 308; else empty
    HttpHeaders headers;        ///< of the last response; names lower-case
    std::string body;
    Millis elapsed{0};

    /// The first header of that lower-case name; empty where there is none.
    [[nodiscard]] std::string_view header(std::string_view name) const noexcept;
};

/// Port: sends requests. Implementations are thread-safe and hold to limits, pacing and the address
/// policy they were built with. Any HTTP status is an answer; an error means that no usable answer
/// came: Unavailable (no connection: nothing was sent), Transient (network, timeout), TooLarge,
/// Refused (address policy, scheme), BadInput (URL), Cancelled.
class HttpClient {
public:
    using Done = std::function<void(Expected<HttpResponse>)>;

    virtual ~HttpClient() = default;
    /// Returns at once; `done` is called exactly once, on the client's thread, and must not block.
    /// A requested `stop` completes the request as Cancelled within 100 ms.
    virtual void send(HttpRequest request, std::stop_token stop, Done done) = 0;
    /// Waits for the answer. Never call it from a `done`.
    [[nodiscard]] Expected<HttpResponse> perform(HttpRequest request, std::stop_token stop);
};

}  // namespace ainews
