#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ainews::pipeline {

/// Numbers of the Japanese text whose value the source has only with another unit: 6% for 6
/// percentage points, 40ドル for 40 cents, 3倍 for a third. A unit may also stand elsewhere in the
/// source's sentence ("from 190 minutes to 12"), a currency anywhere. One line each.
[[nodiscard]] std::vector<std::string> mistaken_units(std::string_view japanese,
                                                      std::string_view source);

/// Dates whose day or month the source has only with another month or day (10月5日 for May 10).
[[nodiscard]] std::vector<std::string> mistaken_dates(std::string_view japanese,
                                                      std::string_view source);

}  // namespace ainews::pipeline
