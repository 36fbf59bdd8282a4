#include "tests/net/isolation.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <system_error>

namespace ainews::testing {
namespace {

void check(int result, const char* what) {
    if (result < 0) throw std::system_error{errno, std::generic_category(), what};
}

void run(const char* command) {
    if (std::system(command) != 0) throw std::runtime_error{command};
}

void write_file(const char* path, const std::string& text) {
    std::ofstream file{path};
    file << text;
    if (!file.flush()) throw std::system_error{errno, std::generic_category(), path};
}

/// Within a user namespace the caller is its root, which may make the other two.
void become_root_of_a_user_namespace() {
    const auto user = std::to_string(getuid());
    const auto group = std::to_string(getgid());
    check(unshare(CLONE_NEWUSER), "unshare(CLONE_NEWUSER)");
    write_file("/proc/self/setgroups", "deny");
    write_file("/proc/self/uid_map", "0 " + user + " 1");
    write_file("/proc/self/gid_map", "0 " + group + " 1");
}

/// A file of ours in place of one of the system's, for this process only.
void replace_file(const char* path, const std::string& text) {
    char name[] = "/tmp/ainews-isolation-XXXXXX";
    const int fd = mkostemp(name, O_CLOEXEC);
    check(fd, "mkostemp");
    close(fd);
    write_file(name, text);
    (void)umount2(path, MNT_DETACH);  // the one before, if any: nothing mounts over a deleted file
    const int result = mount(name, path, nullptr, MS_BIND, nullptr);
    unlink(name);
    check(result, path);
}

}  // namespace

void enter_isolation() {
    if (geteuid() != 0) become_root_of_a_user_namespace();
    check(unshare(CLONE_NEWNET | CLONE_NEWNS), "unshare(CLONE_NEWNET | CLONE_NEWNS)");
    check(mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr), "mount");
    run("ip link set lo up && ip route add local 0.0.0.0/0 dev lo");
}

void set_hosts(const std::string& lines) {
    // A new file each time: one name server cache looks at the time stamp.
    replace_file("/etc/hosts", "127.0.0.1 localhost\n" + lines);
}

void use_local_resolver() {
    replace_file("/etc/resolv.conf", "nameserver 127.0.0.1\noptions timeout:30 attempts:1\n");
}

}  // namespace ainews::testing
