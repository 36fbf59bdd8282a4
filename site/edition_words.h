#pragma once

#include <string>

#include "core/calendar.h"
#include "core/editions.h"

/// How pages spell the times of an edition.
namespace ainews::site {

/// "2026年5月1日"; a week with its days: "2026年第18週（4月27日〜5月3日）".
[[nodiscard]] std::string dated(const Edition& edition);
/// What an edition was made from: "4月30日18時から5月1日18時までに集めた記事", or the dailies.
[[nodiscard]] std::string period_words(const Edition& edition, const TimeZone& zone);

}  // namespace ainews::site
