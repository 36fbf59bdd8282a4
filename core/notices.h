#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/error.h"

namespace ainews {

/// Something the operator is to be told, as written down before anybody is.
struct Notice {
    std::string key;                ///< what it is about: "daily/2026-05-01"; told once for good
    std::vector<std::string> also;  ///< further names of the same thing: known one by one
    std::string event;              ///< daily, top_story, source_failing, source_recovered, budget
    std::string content;  ///< the message in the form of whoever sends it; holds no secret
    TimePoint made;
    TimePoint expires;      ///< who was not told by then need not be
    bool replaces = false;  ///< says all that earlier ones of its event say: those not sent go
    int day_max = 0;        ///< of its event since `day_start`; 0: any number
    TimePoint day_start;
    std::vector<std::string> reports;  ///< troubles it tells of
    std::vector<std::string> closes;   ///< troubles whose end it tells of
};

/// Something that is not as it should be, from its beginning until its end was told.
struct Trouble {
    std::string name;  ///< a source's slug
    TimePoint since;
    bool reported = false;                         ///< a notice told of it
    std::optional<TimePoint> over = std::nullopt;  ///< well again since then
    bool operator==(const Trouble&) const = default;
};

/// A notice on its way to one webhook.
struct Delivery {
    std::int64_t notice = 0;
    std::string webhook;  ///< its name; addresses are secrets and never stored
    std::string key;
    std::string event;
    std::string content;
    int attempts = 0;  ///< this one included
};

/// How a delivery ended.
enum class DeliveryEnd {
    Delivered,
    Refused,    ///< the webhook will not have it
    Uncertain,  ///< nobody knows whether it arrived; it is not sent again
};

/// What became of a webhook's deliveries of the last 90 days.
struct WebhookTally {
    std::string webhook;
    std::int64_t waiting = 0;  ///< one on its way included
    std::int64_t delivered = 0;
    std::int64_t refused = 0;
    std::int64_t uncertain = 0;
    std::int64_t expired = 0;                                ///< those replaced by newer ones too
    std::optional<TimePoint> oldest_waiting = std::nullopt;  ///< when that notice was made
    std::optional<TimePoint> last_delivered = std::nullopt;
    std::string error;  ///< of the oldest that waits; empty: it was not tried yet
};

struct NoticeSweep {
    std::int64_t expired = 0;
    std::int64_t uncertain = 0;  ///< their sender was killed
};

/// Port: what was told to whom. Thread-safe and shared by processes: a notice is written down once,
/// and each delivery is taken on by one sender, who says so before he sends. A delivery whose
/// sender did not live to say how it went is Uncertain: nothing is sent twice.
class NoticeLedger {
public:
    virtual ~NoticeLedger() = default;
    /// Writes the notice down with a delivery for each of the webhooks. False, and nothing changes,
    /// where one of its names is known or the day has had its share.
    virtual Expected<bool> post_notice(const Notice& notice,
                                       std::span<const std::string> webhooks) = 0;
    /// Takes on the webhook's oldest delivery that is due; nullopt where none is.
    [[nodiscard]] virtual Expected<std::optional<Delivery>> take_delivery(std::string_view webhook,
                                                                          TimePoint now,
                                                                          Millis lease) = 0;
    virtual Expected<void> end_delivery(const Delivery& delivery, DeliveryEnd end,
                                        std::string_view error, TimePoint now) = 0;
    /// It certainly did not arrive: nothing goes to this webhook before `until`.
    virtual Expected<void> delay_delivery(const Delivery& delivery, TimePoint until,
                                          std::string_view error) = 0;
    /// Ends what has expired and what a dead sender left; forgets what is older than 90 days.
    virtual Expected<NoticeSweep> sweep_notices(TimePoint now) = 0;
    [[nodiscard]] virtual std::vector<WebhookTally> webhook_tallies() const = 0;

    [[nodiscard]] virtual std::vector<Trouble> troubles() const = 0;
    virtual Expected<void> note_troubles(std::span<const Trouble> changed,
                                         std::span<const std::string> forgotten) = 0;
};

}  // namespace ainews
