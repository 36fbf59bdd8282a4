#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ainews::site {

/// Small inline pictures of counts. They carry no style of their own: the sheet's classes colour
/// them, so that they follow the reader's theme.

/// A line over days with a dot at its end. Decorative: the numbers stand beside it as text.
[[nodiscard]] std::string sparkline(const std::vector<std::int64_t>& values);

struct Bar {
    std::string label;
    std::int64_t value = 0;
    double mean = 0;
    bool high = false;  ///< far above the mean
};
/// Horizontal bars with their mean behind them. `title` says the same in words.
[[nodiscard]] std::string bar_chart(const std::vector<Bar>& bars, const std::string& title);

/// Upright bars, one a day, the number above each; `days` names them, and the last, every third
/// before it and no other stand below.
[[nodiscard]] std::string day_chart(const std::vector<std::int64_t>& values,
                                    const std::vector<std::string>& days, const std::string& title);

}  // namespace ainews::site
