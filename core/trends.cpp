#include "core/trends.h"

#include <cmath>

namespace ainews {

double trend_score(std::int64_t count, double mean) noexcept {
    return (static_cast<double>(count) - mean) / std::sqrt(mean + 1.0);
}

}  // namespace ainews
