#include "pipeline/child_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <system_error>

namespace ainews::pipeline {
namespace {

struct Pipe {
    Descriptor read;
    Descriptor write;
};

[[noreturn]] void throw_errno(const char* what) {
    throw std::system_error{errno, std::generic_category(), what};
}

Pipe make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw_errno("pipe2");
    return {Descriptor{ends[0]}, Descriptor{ends[1]}};
}

Pipe make_socket_pair() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        throw_errno("socketpair");
    return {Descriptor{ends[0]}, Descriptor{ends[1]}};
}

/// glibc 2.36 declares pidfd_open(2) without C linkage, which C++ cannot link.
int pidfd_of(pid_t pid) { return static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)); }

void set_nonblocking(const Descriptor& descriptor) {
    ::fcntl(descriptor.get(), F_SETFL, ::fcntl(descriptor.get(), F_GETFL) | O_NONBLOCK);
}

std::vector<char*> pointers(const std::vector<std::string>& strings) {
    std::vector<char*> out;
    out.reserve(strings.size() + 1);
    for (const std::string& string : strings) out.push_back(const_cast<char*>(string.c_str()));
    out.push_back(nullptr);
    return out;
}

void limit(int resource, rlim_t value) {
    const rlimit limits{value, value};
    ::setrlimit(static_cast<__rlimit_resource>(resource), &limits);
}

/// What the child needs, ready before fork: between fork and exec nothing may allocate.
struct Plan {
    std::vector<char*> argv;
    std::vector<char*> environment;
    const char* working_dir;
    rlim_t memory;
    rlim_t cpu;
    int in;
    int out;
    int err;
    int report;
};

/// In the child. Only async-signal-safe calls; on failure errno goes up the report pipe.
[[noreturn]] void become(const Plan& plan) {
    ::setpgid(0, 0);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::signal(SIGPIPE, SIG_DFL);
    ::signal(SIGXFSZ, SIG_DFL);
    limit(RLIMIT_CORE, 0);
    if (plan.memory > 0) limit(RLIMIT_AS, plan.memory);
    if (plan.cpu > 0) limit(RLIMIT_CPU, plan.cpu);
    const bool wired = ::dup2(plan.in, STDIN_FILENO) >= 0 && ::dup2(plan.out, STDOUT_FILENO) >= 0 &&
                       ::dup2(plan.err, STDERR_FILENO) >= 0;
    // All else of ours is opened close-on-exec; this holds even where a library forgot.
    ::close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
    if (wired && (*plan.working_dir == '\0' || ::chdir(plan.working_dir) == 0))
        ::execvpe(plan.argv[0], plan.argv.data(), plan.environment.data());
    const int error = errno;
    (void)!::write(plan.report, &error, sizeof error);
    ::_exit(127);
}

}  // namespace

void Descriptor::close() noexcept {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

Expected<ChildProcess> ChildProcess::start(const ChildOptions& options) {
    if (options.argv.empty() || options.argv.front().empty())
        return fail(ErrorKind::Refused, "no program is named");
    Pipe in = make_socket_pair();
    Pipe out = make_pipe();
    Pipe err = make_pipe();
    Pipe report = make_pipe();
    // A descriptor of ours below 3 would be overwritten by the wiring: there is none in a daemon.
    const Plan plan{.argv = pointers(options.argv),
                    .environment = pointers(options.environment),
                    .working_dir = options.working_dir.c_str(),
                    .memory = options.memory_bytes_max,
                    .cpu = static_cast<rlim_t>(options.cpu_seconds_max),
                    .in = in.read.get(),
                    .out = out.write.get(),
                    .err = err.write.get(),
                    .report = report.write.get()};
    const pid_t pid = ::fork();
    if (pid < 0) throw_errno("fork");
    if (pid == 0) become(plan);
    ::setpgid(pid, pid);  // whichever of us comes first
    ChildProcess child{pid};
    child.exit_ = Descriptor{pidfd_of(pid)};
    if (!child.exit_.is_open()) throw_errno("pidfd_open");
    report.write.close();
    int error = 0;
    ssize_t got = 0;
    do got = ::read(report.read.get(), &error, sizeof error);
    while (got < 0 && errno == EINTR);
    if (got == static_cast<ssize_t>(sizeof error))
        return fail(ErrorKind::Refused, fmt::format("{}: {}", options.argv.front(),
                                                    std::generic_category().message(error)));
    child.in = std::move(in.write);
    child.out = std::move(out.read);
    child.err = std::move(err.read);
    for (const Descriptor* end : {&child.in, &child.out, &child.err}) set_nonblocking(*end);
    return child;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : in{std::move(other.in)},
      out{std::move(other.out)},
      err{std::move(other.err)},
      pid_{std::exchange(other.pid_, -1)},
      exit_{std::move(other.exit_)} {}

ChildProcess::~ChildProcess() {
    if (pid_ < 0) return;
    kill_group();
    (void)reap();
}

void ChildProcess::kill_group() const noexcept {
    if (pid_ > 0) ::kill(-pid_, SIGKILL);
}

int ChildProcess::reap() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return status;
}

}  // namespace ainews::pipeline
