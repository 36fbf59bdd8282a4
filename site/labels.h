#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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
/// Its place among the stages as work goes through them, for sorting; others come last.
[[nodiscard]] std::size_t stage_rank(std::string_view stage) noexcept;
/// The entries of a map by stage, in the order of the stages.
template <typename ByStage>
[[nodiscard]] std::vector<const typename ByStage::value_type*> in_stage_order(
    const ByStage& by_stage) {
    std::vector<const typename ByStage::value_type*> order;
    for (const auto& entry : by_stage) order.push_back(&entry);
    std::ranges::stable_sort(order, {}, [](const auto* entry) { return stage_rank(entry->first); });
    return order;
}
/// 180,404
[[nodiscard]] std::string grouped(std::int64_t number);
/// A sentence of the editor's with the full stop it may lack; empty stays empty.
[[nodiscard]] std::string ended(std::string_view sentence);
/// "2026年5月1日" of "2026-05-01".
[[nodiscard]] std::string japanese_day(const Day& day);
/// "5月1日" of "2026-05-01".
[[nodiscard]] std::string month_and_day(const Day& day);

}  // namespace ainews::site
