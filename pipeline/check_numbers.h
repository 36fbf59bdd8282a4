#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"

namespace ainews::pipeline {

/// A number as written in a text, with every value it may stand for ("5" of "5–10 billion": 5 and
/// 5e9).
struct FoundNumber {
    std::string text;
    std::vector<double> values;
    bool date_part = false;  ///< followed by 年, 月 or 日
    bool hour = false;       ///< followed by 時
    bool scaled = false;     ///< digits and a scale: the first values are without it
    std::size_t start = 0;   ///< in code points: [start, end)
    std::size_t end = 0;
};

/// Equal but for what arithmetic in binary loses.
[[nodiscard]] bool same_value(double a, double b) noexcept;

/// Numbers of a text in any of the languages we read: digits of any width with separators, 万 億 兆
/// 千, million to trillion, bn, K M B T, number words, Chinese numerals, months.
[[nodiscard]] std::vector<FoundNumber> find_numbers(std::string_view text);

/// Numbers of the Japanese text that the source does not have, as they stand there, in order.
/// Values are compared, not spellings: 1.2 million is 120万, 3 p.m. is 15時. One is never doubted
/// ("a year" is 1年). `published` grounds dates that a source gives as a weekday or "yesterday".
[[nodiscard]] std::vector<std::string> ungrounded_numbers(
    std::string_view japanese, std::string_view source,
    std::optional<TimePoint> published = std::nullopt);

/// Numbers in digits of the source that the Japanese text has in no notation, as they stand there.
/// Numbers inside names ("GPT-5", "4.1.2") and years may be left to the words around them.
[[nodiscard]] std::vector<std::string> lost_numbers(std::string_view japanese,
                                                    std::string_view source);

}  // namespace ainews::pipeline
