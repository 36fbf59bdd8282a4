#include "core/duration_text.h"

#include <fmt/format.h>

namespace ainews {

std::string duration_text(Millis duration) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(duration).count();
    const auto hours = seconds / 3600;
    const auto minutes = seconds / 60 % 60;
    std::string out;
    if (hours > 0) out += fmt::format("{}h", hours);
    if (minutes > 0) out += fmt::format("{}m", minutes);
    if (seconds % 60 > 0) out += fmt::format("{}s", seconds % 60);
    if (const auto rest = duration.count() % 1000; rest > 0) out += fmt::format("{}ms", rest);
    return out.empty() ? "0s" : out;
}

}  // namespace ainews
