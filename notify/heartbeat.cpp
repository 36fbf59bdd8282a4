#include "notify/heartbeat.h"

#include <fmt/format.h>

#include "text/url.h"

namespace ainews::notify {
namespace {

constexpr std::size_t kAnswerBytesMax = 64U << 10U;
constexpr Millis kConnect = std::chrono::seconds{5};
constexpr Millis kTotal = std::chrono::seconds{10};
constexpr std::string_view kHidden = "(address)";

void hide(std::string& text, std::string_view secret) {
    if (secret.size() < 2) return;
    for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at)) {
        text.replace(at, secret.size(), kHidden);
        at += kHidden.size();
    }
}

}  // namespace

HttpLimits outgoing_limits() {
    HttpLimits limits;
    limits.body_bytes_max = kAnswerBytesMax;
    limits.redirects_max = 0;
    limits.connect = kConnect;
    limits.first_byte = kTotal;
    limits.total = kTotal;
    return limits;
}

std::string without_address(std::string message, std::string_view url) {
    hide(message, url);
    const auto authority = url.find("://");
    if (authority != std::string_view::npos) {
        const auto path = url.find_first_of("/?#", authority + 3);
        if (path != std::string_view::npos) hide(message, url.substr(path));
    }
    hide(message, text::host_of(url));
    return message;
}

Expected<void> send_heartbeat(HttpClient& http, const std::string& url, std::stop_token stop) {
    HttpRequest request;
    request.url = url;
    request.limits = outgoing_limits();
    const auto response = http.perform(std::move(request), std::move(stop));
    if (!response)
        return fail(response.error().kind, without_address(response.error().message, url));
    if (response->status / 100 != 2)
        return fail(ErrorKind::Transient, fmt::format("HTTP {}", response->status));
    return {};
}

}  // namespace ainews::notify
