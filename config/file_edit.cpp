#include "config/file_edit.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace ainews::config {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kNewFileMode = 0644;
constexpr mode_t kModeBits = 07777;

std::string reason(int error) { return std::generic_category().message(error); }

Error failed(const fs::path& path, int error) {
    const bool refused = error == EACCES || error == EPERM || error == EROFS;
    return {refused ? ErrorKind::Refused : ErrorKind::Unavailable,
            fmt::format("{}: {}{}", path.string(), reason(error),
                        refused ? "; run the command as a user who may write there (sudo)" : "")};
}

/// A descriptor that is closed, and a name that is removed unless it was taken into use.
class Draft {
public:
    explicit Draft(const fs::path& file)
        : name_{(file.parent_path() / ".ainewsd-XXXXXX").string()} {
        descriptor_ = mkostemp(name_.data(), O_CLOEXEC);
        error_ = descriptor_ < 0 ? errno : 0;
    }
    ~Draft() {
        if (descriptor_ >= 0) ::close(descriptor_);
        if (descriptor_ >= 0 && !used_) ::unlink(name_.c_str());
    }
    Draft(const Draft&) = delete;
    Draft& operator=(const Draft&) = delete;

    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
    [[nodiscard]] int error() const noexcept { return error_; }
    /// 0, or the error's number.
    [[nodiscard]] int write(std::string_view text) const {
        while (!text.empty()) {
            const ssize_t n = ::write(descriptor_, text.data(), text.size());
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) return errno;
            text.remove_prefix(static_cast<std::size_t>(n));
        }
        return ::fsync(descriptor_) == 0 ? 0 : errno;
    }
    [[nodiscard]] int use_as(const fs::path& file) {
        if (::rename(name_.c_str(), file.c_str()) != 0) return errno;
        used_ = true;
        return 0;
    }

private:
    std::string name_;
    int descriptor_ = -1;
    int error_ = 0;
    bool used_ = false;
};

/// Gives the draft what the file has; false where only its owner or root could.
bool dress(const Draft& draft, const struct stat* old) {
    if (old == nullptr) return ::fchmod(draft.descriptor(), kNewFileMode) == 0;
    struct stat mine {};
    if (::fstat(draft.descriptor(), &mine) != 0) return false;
    if ((mine.st_uid != old->st_uid || mine.st_gid != old->st_gid) &&
        ::fchown(draft.descriptor(),
                 mine.st_uid == old->st_uid ? static_cast<uid_t>(-1) : old->st_uid,
                 old->st_gid) != 0)
        return false;
    return ::fchmod(draft.descriptor(), old->st_mode & kModeBits) == 0;
}

void sync_directory(const fs::path& directory) {
    const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    (void)::fsync(descriptor);
    ::close(descriptor);
}

}  // namespace

EditLock::EditLock(const fs::path& file)
    : directory_{
          ::open(real_file(file).parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)} {
    if (directory_ < 0) return;
    while (::flock(directory_, LOCK_EX) != 0 && errno == EINTR) {
    }
}

EditLock::~EditLock() {
    if (directory_ >= 0) ::close(directory_);
}

fs::path real_file(const fs::path& file) {
    std::error_code ec;
    fs::path real = fs::weakly_canonical(fs::absolute(file), ec);
    return ec ? fs::absolute(file) : real;
}

Expected<void> replace_file(const fs::path& file, std::string_view text) {
    const fs::path real = real_file(file);
    struct stat old {};
    const bool exists = ::stat(real.c_str(), &old) == 0;
    // A file that may not be written is not replaced either, though its directory would allow it.
    if (exists && ::access(real.c_str(), W_OK) != 0) return tl::unexpected{failed(real, errno)};
    Draft draft{real};
    if (draft.error() != 0) return tl::unexpected{failed(real.parent_path(), draft.error())};
    if (!dress(draft, exists ? &old : nullptr))
        return fail(ErrorKind::Refused,
                    fmt::format("{}: its owner cannot be kept; run the command as its owner or as "
                                "root (sudo)",
                                real.string()));
    if (const int error = draft.write(text); error != 0) return tl::unexpected{failed(real, error)};
    if (const int error = draft.use_as(real); error != 0)
        return tl::unexpected{failed(real, error)};
    sync_directory(real.parent_path());
    return {};
}

}  // namespace ainews::config
