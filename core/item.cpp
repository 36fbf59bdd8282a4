#include "core/item.h"

#include <array>

namespace ainews {
namespace {

constexpr std::array<std::string_view, 5> kJobStates{"pending", "running", "waiting", "done",
                                                     "failed"};
constexpr std::array<std::string_view, 6> kItemStates{"pending", "running", "waiting",
                                                      "done",    "skipped", "failed"};
constexpr std::array<std::string_view, 4> kPublishStates{"public", "held", "hidden", "withdrawn"};

/// The enumerators of each of these types count from 0 in the order of its names.
template <typename Enum, std::size_t N>
std::optional<Enum> by_name(const std::array<std::string_view, N>& names,
                            std::string_view text) noexcept {
    for (std::size_t i = 0; i < N; ++i)
        if (names[i] == text) return static_cast<Enum>(i);
    return std::nullopt;
}

}  // namespace

std::string_view to_string(JobState state) noexcept {
    return kJobStates[static_cast<std::size_t>(state)];
}
std::string_view to_string(ItemState state) noexcept {
    return kItemStates[static_cast<std::size_t>(state)];
}
std::string_view to_string(PublishState state) noexcept {
    return kPublishStates[static_cast<std::size_t>(state)];
}
std::optional<JobState> job_state_from(std::string_view text) noexcept {
    return by_name<JobState>(kJobStates, text);
}
std::optional<ItemState> item_state_from(std::string_view text) noexcept {
    return by_name<ItemState>(kItemStates, text);
}
std::optional<PublishState> publish_state_from(std::string_view text) noexcept {
    return by_name<PublishState>(kPublishStates, text);
}

}  // namespace ainews
