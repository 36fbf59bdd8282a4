#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"

namespace ainews {

/// "2026-05-01T03:16:00Z" (RFC 3339, UTC, whole seconds).
[[nodiscard]] std::string to_rfc3339(TimePoint when);
/// Any RFC 3339 date-time, with offset and fraction; nullopt if it is not one.
[[nodiscard]] std::optional<TimePoint> from_rfc3339(std::string_view text);

/// A calendar day in some time zone, ISO 8601: "2026-05-01". Sorts as text.
using Day = std::string;

/// An IANA time zone. Immutable and thread-safe.
class TimeZone {
public:
    /// Throws std::invalid_argument naming the zone if the system's database does not have it.
    explicit TimeZone(std::string_view name);
    ~TimeZone();
    TimeZone(const TimeZone&);
    TimeZone& operator=(const TimeZone&);

    [[nodiscard]] const std::string& name() const noexcept;
    [[nodiscard]] Day day_of(TimePoint when) const;
    /// The instant at which `day` begins here; nullopt if `day` is no date.
    [[nodiscard]] std::optional<TimePoint> start_of(std::string_view day) const;
    /// Local civil time: "2026年5月1日 03:16".
    [[nodiscard]] std::string japanese_minute(TimePoint when) const;
    /// The month "2026-05" that `when` falls into.
    [[nodiscard]] std::string month_of(TimePoint when) const;
    /// Local wall time as strftime would print it.
    [[nodiscard]] std::string format(TimePoint when, const char* strftime_format) const;

private:
    std::string name_;
    const void* zone_;  ///< date::time_zone, owned by the zone database
};

/// "48h", "7d", "30m", "90s", "1h30m"; nullopt if it is not a duration.
[[nodiscard]] std::optional<Millis> parse_duration(std::string_view text);

}  // namespace ainews
