// Dates as feeds and pages spell them: never a crash, and what is read can be written and read
// again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/calendar.h"
#include "text/date.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto date = ainews::text::parse_date({reinterpret_cast<const char*>(data), size});
    if (!date) return 0;
    const auto seconds = std::chrono::floor<std::chrono::seconds>(*date);
    const auto year =
        std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(seconds)}.year();
    if (year < std::chrono::year{1} || year > std::chrono::year{9998}) return 0;
    const auto again = ainews::from_rfc3339(ainews::to_rfc3339(*date));
    if (!again || *again != seconds) std::abort();
    return 0;
}
