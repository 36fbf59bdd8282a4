#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/calendar.h"
#include "core/editions.h"

namespace ainews::pipeline {

/// The time that one edition covers.
struct EditionPeriod {
    EditionKind kind = EditionKind::Daily;
    std::string name;  ///< 2026-05-01, 2026-W18
    TimePoint from;    ///< items first seen at or after
    TimePoint until;   ///< and before; the edition is made from then on
    bool operator==(const EditionPeriod&) const = default;
};

/// Which edition covers what (design §7): a daily the 24 hours up to `daily_at` of its day, a
/// weekly the dailies of an ISO week, due with Sunday's. Pure; immutable and thread-safe.
class EditionCalendar {
public:
    /// `daily_at`: "18:00", local.
    EditionCalendar(TimeZone zone, std::string_view daily_at);

    /// The edition of that name; BadInput where it is no day or no ISO week.
    [[nodiscard]] Expected<EditionPeriod> period(EditionKind kind, std::string_view name) const;
    /// The newest edition whose time is over at `now`.
    [[nodiscard]] EditionPeriod latest(EditionKind kind, TimePoint now) const;
    /// The `count` newest ones whose time is over, oldest first.
    [[nodiscard]] std::vector<EditionPeriod> latest(EditionKind kind, TimePoint now,
                                                    int count) const;
    /// The edition before it.
    [[nodiscard]] EditionPeriod before(const EditionPeriod& period) const;
    /// Names of the dailies of a weekly, Monday first.
    [[nodiscard]] std::vector<Day> days_of(std::string_view week) const;
    /// "2026年5月1日" or "2026年4月27日〜5月3日": what a reader calls it.
    [[nodiscard]] std::string japanese_name(const EditionPeriod& period) const;

    [[nodiscard]] const TimeZone& zone() const noexcept { return zone_; }

private:
    [[nodiscard]] TimePoint close_of(const Day& day) const;

    TimeZone zone_;
    std::string daily_at_;
    Millis offset_;  ///< from local midnight on a day without a change of clocks
};

}  // namespace ainews::pipeline
