#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "site/api_json.h"
#include "site/server_message.h"

namespace ainews::site {

inline constexpr int kApiLimitDefault = 20;
inline constexpr int kApiLimitMax = 100;
/// A search is not followed further than this many results.
inline constexpr int kApiSearchDepthMax = 1000;

/// An address of the API with the parameters it knows; others are refused, so that a slip of the
/// pen does not look like an answer.
struct ApiRoute {
    std::string_view path;  ///< as in docs/openapi.json: "/api/v1/items/{id}"
    std::vector<std::string_view> parameters;
};
[[nodiscard]] std::span<const ApiRoute> api_routes();

/// Answers below /api/, also for addresses that are none of its own; nullopt elsewhere.
[[nodiscard]] std::optional<ServerAnswer> api_answer(const ServerRequest& request,
                                                     const ApiContext& context);

}  // namespace ainews::site
