#include "daemon/job_log.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace ainews::daemon {
namespace {

spdlog::level::level_enum level_of(const pipeline::JobEvent& event) {
    switch (event.outcome) {
        case pipeline::JobOutcome::Failed:
        case pipeline::JobOutcome::Degraded:
            return spdlog::level::warn;
        case pipeline::JobOutcome::Lost:
            return spdlog::level::info;
        default:
            return spdlog::level::debug;
    }
}

}  // namespace

std::string log_value(std::string_view value) {
    if (!value.empty() && value.find_first_of(" \"=") == std::string_view::npos)
        return std::string{value};
    std::string out{'"'};
    for (const char c : value) {
        if (c == '"' || c == '\\') out.push_back('\\');
        out.push_back(c);
    }
    return out + '"';
}

void log_job(const pipeline::JobEvent& event) {
    const auto level = level_of(event);
    if (!spdlog::should_log(level)) return;
    std::string line =
        fmt::format("job {} item={} source={} stage={} ms={}", to_string(event.outcome), event.item,
                    log_value(event.source), event.stage, event.elapsed.count());
    if (!event.model.empty()) line += fmt::format(" model={}", log_value(event.model));
    if (event.tokens_in + event.tokens_out > 0)
        line += fmt::format(" tokens_in={} tokens_out={}", event.tokens_in, event.tokens_out);
    if (event.cost) line += fmt::format(" usd={:.6f}", usd(*event.cost));
    if (!event.message.empty()) line += fmt::format(" reason={}", log_value(event.message));
    spdlog::log(level, "{}", line);
}

}  // namespace ainews::daemon
