#pragma once

#include <optional>
#include <string_view>

#include "core/calendar.h"

namespace ainews::notify {

/// A part of each day in which nobody is to be disturbed: from a minute of the day up to another,
/// over midnight where the second is the earlier one. A value.
class QuietHours {
public:
    /// "23:00-07:00"; nullopt where it is nothing like that, or empty at both ends.
    [[nodiscard]] static std::optional<QuietHours> parse(std::string_view text);

    [[nodiscard]] bool holds(TimePoint when, const TimeZone& zone) const;
    /// When quiet that holds at `when` is over, by the clock on the wall: an hour off in the night
    /// in which clocks are changed.
    [[nodiscard]] TimePoint end_after(TimePoint when, const TimeZone& zone) const;

private:
    QuietHours(int from, int until) : from_{from}, until_{until} {}
    int from_;  ///< minutes of the day
    int until_;
};

}  // namespace ainews::notify
