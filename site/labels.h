#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "core/calendar.h"
#include "core/results.h"
#include "core/source.h"

/// The Japanese words of the site.
namespace ainews::site {

inline constexpr int kStarsMax = 5;

/// 報道, ブログ, 研究 ...
[[nodiscard]] std::string_view kind_name(SourceKind kind) noexcept;
/// 最重要 for five stars down to 短信 for one; empty outside 1 to 5.
[[nodiscard]] std::string_view star_word(int stars) noexcept;
/// ★★★★☆
[[nodiscard]] std::string star_glyphs(int stars);
/// 英語 for "en"; empty for a language without a name here.
[[nodiscard]] std::string_view language_name(std::string_view tag) noexcept;
/// 深度, 関連度, 実用性, 革新性
[[nodiscard]] std::string_view axis_name(Axis axis) noexcept;
/// 要約, 評価 ... for the stage of that name; empty for others.
[[nodiscard]] std::string_view stage_name(std::string_view stage) noexcept;
/// "2026年5月1日" of "2026-05-01".
[[nodiscard]] std::string japanese_day(const Day& day);
/// "5月1日" of "2026-05-01".
[[nodiscard]] std::string japanese_month_day(const Day& day);

}  // namespace ainews::site
