#include "net/retry_after.h"

#include "core/http_headers.h"

namespace ainews::net {

std::optional<TimePoint> retry_after(const HttpResponse& response, TimePoint now) {
    const auto delay = parse_retry_after(response.header("retry-after"), now);
    if (!delay) return std::nullopt;
    return now + *delay;
}

}  // namespace ainews::net
