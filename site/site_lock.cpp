#include "site/site_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace ainews::site {
namespace {

constexpr const char* kLockFile = ".publish.lock";

}  // namespace

SiteLock::SiteLock(const std::filesystem::path& dir) {
    std::error_code ec;
    std::filesystem::create_directories(dir, ec);
    fd_ = open((dir / kLockFile).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    held_ = fd_ >= 0 && flock(fd_, LOCK_EX | LOCK_NB) == 0;
    if (!held_) {
        why_not_ = fd_ >= 0 && errno == EWOULDBLOCK
                       ? "another process is publishing to it"
                       : std::error_code{errno, std::generic_category()}.message();
        return;
    }
    char mark = 0;
    after_a_break_ = pread(fd_, &mark, 1, 0) == 1;
    // Without the mark, which a full disk may refuse, only tidying up is missed.
    [[maybe_unused]] const ssize_t marked = pwrite(fd_, "1", 1, 0);
}

void SiteLock::done() const noexcept { [[maybe_unused]] const int emptied = ftruncate(fd_, 0); }

SiteLock::~SiteLock() {
    if (fd_ >= 0) close(fd_);
}

}  // namespace ainews::site
