#include "notify/courier.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/http_headers.h"
#include "notify/heartbeat.h"

namespace ainews::notify {
namespace {

/// Discord takes 5 messages in 2 s from a webhook, Slack one a second.
constexpr Millis kPace = std::chrono::seconds{1};
/// Longer than any attempt may take: who holds a delivery for longer is dead.
constexpr Millis kLease = std::chrono::minutes{5};
constexpr Millis kFirstPause = std::chrono::seconds{30};
constexpr Millis kLongestPause = std::chrono::hours{1};
constexpr Millis kUntilMended = std::chrono::hours{1};

Verdict delayed(std::string error, std::optional<Millis> wait = std::nullopt) {
    return {DeliveryReport::Result::Delayed, std::move(error), wait};
}

Verdict verdict_of_status(const HttpResponse& response, TimePoint now) {
    const int status = response.status;
    if (status / 100 == 2) return {};
    std::string error = fmt::format("HTTP {}", status);
    const auto wait = parse_retry_after(response.header("retry-after"), now);
    if (status == 408 || status == 425 || status == 429 || status / 100 == 5)
        return delayed(std::move(error), wait);
    if (status == 400 || status == 413 || status == 422)
        return {DeliveryReport::Result::Refused, error + ": it does not take this message"};
    if (status / 100 == 3)
        return delayed(error + ": it leads elsewhere; give the address it leads to", kUntilMended);
    return delayed(error + ": the address is wrong or was revoked", kUntilMended);
}

}  // namespace

std::string_view to_string(DeliveryReport::Result result) noexcept {
    switch (result) {
        case DeliveryReport::Result::Delivered:
            return "delivered";
        case DeliveryReport::Result::Delayed:
            return "delayed";
        case DeliveryReport::Result::Refused:
            return "refused";
        case DeliveryReport::Result::Uncertain:
            break;
    }
    return "uncertain";
}

Verdict verdict_of(const Expected<HttpResponse>& response, const std::string& url, TimePoint now) {
    if (response) return verdict_of_status(*response, now);
    const std::string error = without_address(response.error().message, url);
    switch (response.error().kind) {
        case ErrorKind::Unavailable:  // the client's word that nothing was sent
            return delayed(error);
        case ErrorKind::Refused:
        case ErrorKind::BadInput:
            return delayed(error, kUntilMended);
        default:
            return {DeliveryReport::Result::Uncertain, error};
    }
}

Verdict send_message(HttpClient& http, const Webhook& webhook, const Message& message,
                     const Speaker& speaker, std::string_view id, TimePoint now,
                     std::stop_token stop) {
    HttpRequest request;
    request.method = "POST";
    request.url = webhook.url;
    // The field's value is a quoted string (draft-ietf-httpapi-idempotency-key-header §2.1).
    request.headers = {{"Content-Type", "application/json; charset=utf-8"},
                       {"Idempotency-Key", fmt::format("\"{}\"", id)}};
    request.body = body_of(message, webhook.format, speaker, id);
    request.limits = outgoing_limits();
    return verdict_of(http.perform(std::move(request), std::move(stop)), webhook.url, now);
}

Millis backoff(int attempts) noexcept {
    Millis pause = kFirstPause;
    for (int i = 1; i < attempts && pause < kLongestPause; ++i) pause *= 2;
    return std::min(pause, kLongestPause);
}

Courier::Courier(HttpClient& http, NoticeLedger& ledger, Clock& clock, Options options)
    : http_{http}, ledger_{ledger}, clock_{clock}, options_{std::move(options)} {}

Expected<void> Courier::deliver(std::stop_token drain, std::stop_token abort) {
    if (options_.quiet && options_.quiet->holds(clock_.now(), options_.zone)) return {};
    for (bool more = true; more && !drain.stop_requested();) {
        more = false;
        for (const Webhook& webhook : options_.webhooks) {
            if (drain.stop_requested()) return {};
            auto taken = ledger_.take_delivery(webhook.name, clock_.now(), kLease);
            if (!taken) return tl::unexpected{taken.error()};
            if (!*taken) continue;
            more = true;
            if (const auto sent = deliver_one(webhook, **taken, abort); !sent) return sent;
        }
        if (more) (void)clock_.wait_for(kPace, drain);
    }
    return {};
}

Expected<void> Courier::deliver_one(const Webhook& webhook, const Delivery& delivery,
                                    const std::stop_token& abort) {
    DeliveryReport report{webhook.name, delivery.event, delivery.key};
    report.attempts = delivery.attempts;
    const auto message = message_from(delivery.content);
    const Verdict verdict =
        message ? send_message(http_, webhook, *message, options_.speaker,
                               delivery_id(options_.speaker, delivery.key), clock_.now(), abort)
                : Verdict{DeliveryReport::Result::Refused, message.error().message};
    report.result = verdict.result;
    report.error = verdict.error;
    const TimePoint now = clock_.now();
    report.next = now + verdict.wait.value_or(backoff(delivery.attempts));
    Expected<void> noted;
    if (verdict.result == DeliveryReport::Result::Delayed) {
        noted = ledger_.delay_delivery(delivery, report.next, verdict.error);
    } else {
        const auto end =
            verdict.result == DeliveryReport::Result::Delivered ? DeliveryEnd::Delivered
            : verdict.result == DeliveryReport::Result::Refused ? DeliveryEnd::Refused
                                                                : DeliveryEnd::Uncertain;
        noted = ledger_.end_delivery(delivery, end, verdict.error, now);
    }
    if (options_.on_report) options_.on_report(report);
    return noted;
}

}  // namespace ainews::notify
