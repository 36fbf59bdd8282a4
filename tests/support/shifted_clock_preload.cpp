// Loaded before the C library (LD_PRELOAD) by tests: moves the wall clock of one program by the
// milliseconds that a file holds, while it runs. Steady time is untouched, as when an operator or
// NTP sets the clock. Built without the project's flags: it has to fit a program of any build.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

namespace {

constexpr std::int64_t kMillis = 1'000;
constexpr std::int64_t kNanosPerMilli = 1'000'000;
constexpr std::int64_t kNanos = 1'000'000'000;

const std::int64_t* shift = nullptr;

__attribute__((constructor)) void map_file() {
    const char* file = std::getenv("SHIFTED_CLOCK_FILE");
    if (file == nullptr) return;
    const int descriptor = open(file, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return;
    void* mapped = mmap(nullptr, sizeof *shift, PROT_READ, MAP_SHARED, descriptor, 0);
    close(descriptor);
    if (mapped != MAP_FAILED) shift = static_cast<const std::int64_t*>(mapped);
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* time) noexcept {
    const long result = syscall(SYS_clock_gettime, clock, time);
    if (result != 0 || shift == nullptr) return static_cast<int>(result);
    if (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE) return 0;
    const std::int64_t moved = __atomic_load_n(shift, __ATOMIC_RELAXED);
    const std::int64_t nanos = time->tv_nsec + moved % kMillis * kNanosPerMilli + kNanos;
    time->tv_sec += moved / kMillis + nanos / kNanos - 1;
    time->tv_nsec = nanos % kNanos;
    return 0;
}

int gettimeofday(timeval* time, void*) noexcept {
    timespec now{};
    if (clock_gettime(CLOCK_REALTIME, &now) != 0) return -1;
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / kMillis;
    return 0;
}

time_t time(time_t* into) noexcept {
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    if (into != nullptr) *into = now.tv_sec;
    return now.tv_sec;
}
}
