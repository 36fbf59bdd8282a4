#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace ainews::testing {

/// How long a child that was told to end is waited for before it is killed.
inline constexpr std::chrono::milliseconds kReapTimeout{20'000};

/// As exec wants them, ended by a null pointer; valid as long as `strings` is.
[[nodiscard]] inline std::vector<char*> pointers(std::vector<std::string>& strings) {
    std::vector<char*> out;
    for (auto& text : strings) out.push_back(text.data());
    out.push_back(nullptr);
    return out;
}

}  // namespace ainews::testing
