#include "storage/daemon_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>

#include "storage/store_error.h"

namespace ainews::storage {
namespace {

std::string holder(int fd) {
    std::array<char, 32> text{};
    const auto bytes = pread(fd, text.data(), text.size() - 1, 0);
    std::string pid{text.data(), bytes > 0 ? static_cast<std::size_t>(bytes) : 0};
    while (!pid.empty() && pid.back() == '\n') pid.pop_back();
    return pid.empty() ? "another process" : "process " + pid;
}

}  // namespace

DaemonLock::DaemonLock(const std::filesystem::path& database) {
    const std::string file = database.string() + ".lock";
    fd_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (fd_ < 0)
        throw StoreError{
            StoreError::Kind::NotWritable,
            fmt::format("cannot open {}: {}", file, std::generic_category().message(errno)),
            "check that its directory exists and that this user may write to it"};
    if (flock(fd_, LOCK_EX | LOCK_NB) != 0) {
        const std::string who = holder(fd_);
        ::close(fd_);
        throw StoreError{StoreError::Kind::InUse,
                         fmt::format("a daemon works on {} already ({})", database.string(), who),
                         "stop it first, or use --once and the other commands beside it"};
    }
    const std::string pid = fmt::format("{}\n", getpid());
    if (ftruncate(fd_, 0) != 0 || pwrite(fd_, pid.data(), pid.size(), 0) < 0) {
        // The lock holds all the same; only its message to a second daemon is poorer.
    }
}

DaemonLock::~DaemonLock() {
    // The file stays: removing it would let two processes lock two files of one name.
    if (fd_ >= 0) ::close(fd_);
}

}  // namespace ainews::storage
