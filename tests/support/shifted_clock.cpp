#include "tests/support/shifted_clock.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace ainews::testing {
namespace {

[[noreturn]] void throw_errno(const std::filesystem::path& file) {
    throw std::system_error{errno, std::generic_category(), file.string()};
}

}  // namespace

ShiftedClock::ShiftedClock(const std::filesystem::path& directory)
    : file_{directory / "clock.shift"} {
    const int descriptor = open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0) throw_errno(file_);
    const bool sized = ftruncate(descriptor, sizeof *shift_) == 0;
    void* mapped = mmap(nullptr, sizeof *shift_, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    close(descriptor);
    if (!sized || mapped == MAP_FAILED) throw_errno(file_);
    shift_ = static_cast<std::int64_t*>(mapped);
}

ShiftedClock::~ShiftedClock() { munmap(shift_, sizeof *shift_); }

void ShiftedClock::set(std::chrono::milliseconds ahead) {
    __atomic_store_n(shift_, static_cast<std::int64_t>(ahead.count()), __ATOMIC_RELAXED);
}

std::map<std::string, std::string> ShiftedClock::environment() const {
    return {{"LD_PRELOAD", SHIFTED_CLOCK_LIBRARY}, {"SHIFTED_CLOCK_FILE", file_.string()}};
}

}  // namespace ainews::testing
