// Header values as a server may send them: what is read from them is bounded, and what the reader
// keeps is fit for a log line and within its limits. Lines end with LF; an empty one ends the
// headers.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/http_headers.h"
#include "net/response_reader.h"

namespace {

using namespace ainews;

constexpr std::size_t kHeaderBytesMax = 1000;
constexpr std::size_t kBodyBytesMax = 100;

void require(bool holds) {
    if (!holds) std::abort();
}

void check_value(std::string_view value) {
    const TimePoint now = std::chrono::sys_days{std::chrono::year{2026} / 5 / 1};
    if (const auto delay = parse_retry_after(value, now))
        require(*delay >= Millis{0} && *delay <= kRetryAfterMax);
    if (const auto fresh = parse_max_age(value))
        require(*fresh >= Millis{0} && *fresh <= kMaxAgeMax);
    if (const auto date = parse_http_date(value)) {
        const TimePoint year_0 = std::chrono::sys_days{std::chrono::year{0} / 1 / 1};
        const TimePoint year_10000 = std::chrono::sys_days{std::chrono::year{10000} / 1 / 2};
        require(*date >= year_0 && *date <= year_10000);
    }
}

bool is_printable(std::string_view text) {
    return std::ranges::none_of(text, [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
    });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input{reinterpret_cast<const char*>(data), size};
    check_value(input);
    const HttpLimits limits{.body_bytes_max = kBodyBytesMax, .header_bytes_max = kHeaderBytesMax};
    const net::ResponseReader::Sink no_sink;
    net::ResponseReader reader{limits, no_sink};
    while (!input.empty() && !reader.headers_complete()) {
        const auto end = std::min(input.find('\n'), input.size() - 1) + 1;
        if (!reader.header_line(input.substr(0, end))) break;
        input.remove_prefix(end);
    }
    if (!reader.failure()) (void)reader.body(input);
    const bool failed = reader.failure().has_value();
    const auto response = reader.take();
    require(failed || reader.header_bytes() <= kHeaderBytesMax);
    require(response.body.size() <= kBodyBytesMax);
    for (const auto& [name, value] : response.headers) {
        require(is_printable(value));
        check_value(value);
    }
    return 0;
}
