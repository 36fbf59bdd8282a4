#pragma once

#include <filesystem>
#include <string_view>

namespace ainews::daemon {

/// A directory of its own in another one; gone with all that is in it afterwards.
class TemporaryDirectory {
public:
    /// Named "NAME-XXXXXX"; makes `parent` where there is none. Throws Exit (69).
    TemporaryDirectory(const std::filesystem::path& parent, std::string_view name);
    ~TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace ainews::daemon
