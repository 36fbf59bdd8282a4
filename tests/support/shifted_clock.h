#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace ainews::testing {

/// The wall clock of another program, which a test sets while that runs. Its steady time goes on as
/// ever.
class ShiftedClock {
public:
    /// Keeps the shift in a new file of `directory`; throws std::system_error.
    explicit ShiftedClock(const std::filesystem::path& directory);
    ~ShiftedClock();
    ShiftedClock(const ShiftedClock&) = delete;
    ShiftedClock& operator=(const ShiftedClock&) = delete;

    /// From now on the program's wall clock is ahead of the real one by so much.
    void set(std::chrono::milliseconds ahead);
    /// What the program has to be started with.
    [[nodiscard]] std::map<std::string, std::string> environment() const;

private:
    std::filesystem::path file_;
    std::int64_t* shift_ = nullptr;
};

}  // namespace ainews::testing
