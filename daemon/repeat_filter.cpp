#include "daemon/repeat_filter.h"

#include <fmt/format.h>

#include <utility>

namespace ainews::daemon {

void RepeatFilter::log(const spdlog::details::log_msg& message) {
    if (message.level != spdlog::level::warn) return inner_->log(message);
    const auto repeated = admit(message);
    if (!repeated) return;
    if (*repeated == 0) return inner_->log(message);
    const std::string text =
        fmt::format("{} repeated={}",
                    std::string_view{message.payload.data(), message.payload.size()}, *repeated);
    spdlog::details::log_msg counted{message};
    counted.payload = text;
    inner_->log(counted);
}

std::optional<std::size_t> RepeatFilter::admit(const spdlog::details::log_msg& message) {
    const std::lock_guard lock{mutex_};
    const auto old = [&](const Told& told) {
        // A clock that was set back makes everything news.
        return message.time < told.last || message.time - told.last >= kRepeatEvery;
    };
    if (told_.size() >= kRememberedMax)
        std::erase_if(told_, [&](const auto& entry) { return old(entry.second); });
    if (told_.size() >= kRememberedMax) told_.clear();
    const auto [found, fresh] =
        told_.try_emplace(std::string{message.payload.data(), message.payload.size()});
    Told& told = found->second;
    if (!fresh && !old(told)) {
        ++told.repeated;
        return std::nullopt;
    }
    told.last = message.time;
    return std::exchange(told.repeated, 0);
}

void RepeatFilter::forget() {
    const std::lock_guard lock{mutex_};
    told_.clear();
}

}  // namespace ainews::daemon
