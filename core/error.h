#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace ainews {

/// What the caller should do about a failure, not where it came from.
enum class ErrorKind {
    Transient,    ///< try again later with backoff: timeout, reset, 5xx
    RateLimited,  ///< try again at `retry_after`: 429, 503 with Retry-After
    Unavailable,  ///< the other side is down or refuses us as a whole: park the work, probe
    Refused,      ///< will not work until the operator changes something: 401, 402, 403, policy
    BadInput,     ///< the input itself is unusable: broken XML, wrong type, empty page
    Rejected,     ///< a model's answer failed a check: re-ask with the finding
    TooLarge,     ///< a named limit was passed
    NotFound,     ///< no such item, source, file
    Gone,         ///< HTTP 410, a tombstone
    Conflict,     ///< somebody else holds it: a lease was lost, a second daemon
    OverBudget,   ///< the operator's money limit was reached
    Cancelled,    ///< `stop` was requested
};

[[nodiscard]] std::string_view to_string(ErrorKind kind) noexcept;

/// An expected failure at a boundary. `message` is one line, without secrets, safe to log and
/// store.
struct Error {
    ErrorKind kind = ErrorKind::Transient;
    std::string message;
    std::optional<std::chrono::milliseconds> retry_after = std::nullopt;

    bool operator==(const Error&) const = default;
};

template <typename T>
using Expected = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail(ErrorKind kind, std::string message) {
    return tl::unexpected{Error{kind, std::move(message)}};
}

}  // namespace ainews
