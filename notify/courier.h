#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/calendar.h"
#include "core/http.h"
#include "core/notices.h"
#include "notify/format.h"
#include "notify/quiet_hours.h"

namespace ainews::notify {

/// Where messages go. The address is a secret: it is in no error, log or row.
struct Webhook {
    std::string name;
    Format format = Format::Json;
    std::string url;
};

/// What one attempt came to, for the log and the meters.
struct DeliveryReport {
    enum class Result { Delivered, Delayed, Refused, Uncertain };
    std::string webhook;
    std::string event;
    std::string key;
    Result result = Result::Delivered;
    std::string error;
    int attempts = 0;
    TimePoint next;  ///< where it is delayed
};
[[nodiscard]] std::string_view to_string(DeliveryReport::Result result) noexcept;

/// An attempt's outcome: whether it arrived, did not, never will, or nobody knows.
struct Verdict {
    DeliveryReport::Result result = DeliveryReport::Result::Delivered;
    std::string error;
    std::optional<Millis> wait =
        std::nullopt;  ///< as the receiver asks, or until an operator acted
};
/// Of a POST to `url`. 2xx: delivered. 408, 425, 429, 5xx, or no connection: delayed. 400, 413,
/// 422: refused, the next message may pass. Other statuses: the address is wrong or was revoked;
/// tried every hour, until somebody mends it. Anything after the request went out: uncertain.
[[nodiscard]] Verdict verdict_of(const Expected<HttpResponse>& response, const std::string& url,
                                 TimePoint now);
/// The pause after that many attempts: 30 s, doubled up to an hour.
[[nodiscard]] Millis backoff(int attempts) noexcept;

/// Posts one message and says what came of it, past any ledger.
[[nodiscard]] Verdict send_message(HttpClient& http, const Webhook& webhook, const Message& message,
                                   const Speaker& speaker, std::string_view id, TimePoint now,
                                   std::stop_token stop);

/// Sends what the ledger holds, each at most once: it is marked as on its way before it is sent,
/// and what nobody knows the end of is not sent again (Slack and Discord could not tell a second
/// copy from a new message). Used by one thread at a time.
class Courier {
public:
    struct Options {
        std::vector<Webhook> webhooks;
        Speaker speaker;
        TimeZone zone{"Asia/Tokyo"};
        std::optional<QuietHours> quiet = std::nullopt;
        std::function<void(const DeliveryReport&)> on_report;
    };
    /// Everything referred to outlives it.
    Courier(HttpClient& http, NoticeLedger& ledger, Clock& clock, Options options);

    /// Delivers what is due, oldest first, a message a second to each webhook at most; nothing in
    /// quiet hours. Begins nothing new after `drain`; `abort` ends what is on its way. An error of
    /// the ledger.
    Expected<void> deliver(std::stop_token drain, std::stop_token abort);

private:
    Expected<void> deliver_one(const Webhook& webhook, const Delivery& delivery,
                               const std::stop_token& abort);

    HttpClient& http_;
    NoticeLedger& ledger_;
    Clock& clock_;
    const Options options_;
};

}  // namespace ainews::notify
