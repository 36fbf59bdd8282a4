#include "site/site_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <system_error>

namespace ainews::site {
namespace {

constexpr const char* kLockFile = ".publish.lock";
/// Between two looks at a lock that another process holds: flock cannot be waited for with a stop
/// token.
constexpr std::chrono::milliseconds kLookEvery{20};

}  // namespace

SiteLock::SiteLock(const std::filesystem::path& dir, const std::stop_token& stop,
                   std::chrono::milliseconds turn_max) {
    std::error_code ec;
    std::filesystem::create_directories(dir, ec);
    fd_ = open((dir / kLockFile).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    held_ = fd_ >= 0 && take(stop, turn_max);
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

bool SiteLock::take(const std::stop_token& stop, std::chrono::milliseconds turn_max) const {
    std::mutex mutex;
    std::unique_lock lock{mutex};
    std::condition_variable_any never;
    for (auto left = turn_max; flock(fd_, LOCK_EX | LOCK_NB) != 0; left -= kLookEvery) {
        if (errno != EWOULDBLOCK) return false;
        if (left.count() <= 0 || stop.stop_requested()) {
            errno = EWOULDBLOCK;
            return false;
        }
        never.wait_for(lock, stop, kLookEvery, [] { return false; });
    }
    return true;
}

void SiteLock::done() const noexcept { [[maybe_unused]] const int emptied = ftruncate(fd_, 0); }

SiteLock::~SiteLock() {
    if (fd_ >= 0) close(fd_);
}

}  // namespace ainews::site
