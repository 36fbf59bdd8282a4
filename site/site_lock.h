#pragma once

#include <filesystem>

namespace ainews::site {

/// An exclusive lock on the site's directory, held while it lives; the kernel drops it when the
/// process ends, however it ends.
class SiteLock {
public:
    explicit SiteLock(const std::filesystem::path& dir);
    ~SiteLock();
    SiteLock(const SiteLock&) = delete;
    SiteLock& operator=(const SiteLock&) = delete;
    [[nodiscard]] bool held() const noexcept { return held_; }

private:
    int fd_ = -1;
    bool held_ = false;
};

}  // namespace ainews::site
