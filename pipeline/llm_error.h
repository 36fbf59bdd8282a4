#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "pipeline/secret.h"

namespace ainews::pipeline {

/// What an endpoint said went wrong, whichever of the many shapes it used.
struct ApiError {
    int status = 0;       ///< of HTTP, or the one in a body that came with 200
    std::string message;  ///< as received: not yet safe to log
    std::string code;
    std::string type;
    std::string param;
    std::optional<Millis> retry_after = std::nullopt;  ///< from the body (Google's RetryInfo)
};

/// The error in an answer's body: an object, an array, a bare string, FastAPI's `detail`; nullopt
/// where the body is no error.
[[nodiscard]] std::optional<ApiError> api_error_of(const nlohmann::json& body);

/// The error of an answer with a status of failure; a body that is no JSON becomes the message.
[[nodiscard]] ApiError api_error_of(int status, std::string_view body);

/// What to do about it.
enum class Remedy {
    DropParameter,  ///< the same again without `parameter`
    Retry,          ///< the same again after a pause: 408, 409, 5xx
    Wait,           ///< the same again when the endpoint allows it: 429
    Shrink,         ///< the prompt does not fit: never the same again
    Decline,  ///< this text is not wanted here (moderation), or the request can't be understood
    Refuse,   ///< nothing will work until the operator acts: key, money, model's name
};

struct Diagnosis {
    Remedy remedy = Remedy::Retry;
    std::string parameter;  ///< one of `sent`
};

/// `sent` names the parameters in the request that could be left out.
[[nodiscard]] Diagnosis diagnose(const ApiError& error,
                                 const std::set<std::string, std::less<>>& sent);

/// One line of at most 300 bytes that is safe to log and store: without the key or anything like
/// one.
[[nodiscard]] std::string safe_message(std::string_view message, const Secret& key);

}  // namespace ainews::pipeline
