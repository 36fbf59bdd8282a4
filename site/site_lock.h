#pragma once

#include <chrono>
#include <filesystem>
#include <stop_token>
#include <string>

namespace ainews::site {

/// An exclusive lock on the site's directory, held while it lives; the kernel drops it when the
/// process ends, however it ends. The file tells the next holder whether the last one came to its
/// end.
class SiteLock {
public:
    /// Waits its turn for so long.
    static constexpr std::chrono::seconds kTurnMax{60};

    /// Blocks until it holds the lock, `stop` is requested or `turn_max` is over.
    explicit SiteLock(const std::filesystem::path& dir, const std::stop_token& stop = {},
                      std::chrono::milliseconds turn_max = kTurnMax);
    ~SiteLock();
    SiteLock(const SiteLock&) = delete;
    SiteLock& operator=(const SiteLock&) = delete;
    [[nodiscard]] bool held() const noexcept { return held_; }
    /// Why it is not held: another process publishes, or what the system says against writing.
    [[nodiscard]] const std::string& why_not() const noexcept { return why_not_; }
    /// True where the holder before this one never said done().
    [[nodiscard]] bool after_a_break() const noexcept { return after_a_break_; }
    void done() const noexcept;

private:
    [[nodiscard]] bool take(const std::stop_token& stop, std::chrono::milliseconds turn_max) const;

    int fd_ = -1;
    bool held_ = false;
    std::string why_not_;
    bool after_a_break_ = false;
};

}  // namespace ainews::site
