#pragma once

#include <vector>

#include "core/calendar.h"
#include "core/notices.h"
#include "notify/message.h"
#include "notify/news.h"

/// The words of each event. Pure.
namespace ainews::notify {

/// Sources that one message names; of more it says how many.
inline constexpr std::size_t kNamedMax = 20;

/// A source and since when it fails; `over`: until when it did.
struct SourceLine {
    SourceNews source;
    TimePoint since;
    TimePoint over;
};

[[nodiscard]] Message daily_message(const DailyNews& daily, TimePoint now);
[[nodiscard]] Message story_message(const StoryNews& story, TimePoint now);
/// `fresh`: not told of before; `still`: told of before.
[[nodiscard]] Message failing_message(const std::vector<SourceLine>& fresh,
                                      const std::vector<SourceLine>& still, const TimeZone& zone,
                                      TimePoint now);
[[nodiscard]] Message recovered_message(const std::vector<SourceLine>& sources,
                                        const TimeZone& zone, TimePoint now);
[[nodiscard]] Message budget_message(const BudgetNews& budget, TimePoint now);
[[nodiscard]] Message test_message(TimePoint now);

}  // namespace ainews::notify
