#include "daemon/fence_secret.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/random.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>

#include "core/sha256.h"
#include "daemon/exit.h"

namespace ainews::daemon {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSecretLength = 64;  // hexadecimal digits

std::string read_secret(const fs::path& file) {
    std::ifstream in{file};
    std::string text;
    in >> text;
    return text.size() == kSecretLength ? text : std::string{};
}

std::string random_secret() {
    std::array<char, 32> bytes{};
    if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
        throw std::system_error{errno, std::generic_category(), "getrandom"};
    return sha256_hex({bytes.data(), bytes.size()});
}

}  // namespace

std::string fence_secret(const fs::path& state_dir) {
    const fs::path file = state_dir / "fence.key";
    if (std::string known = read_secret(file); !known.empty()) return known;
    const std::string secret = random_secret();
    // Two processes may start at once: the file appears whole, and the first to make it wins.
    const fs::path temporary = state_dir / fmt::format("fence.key.{}", getpid());
    const int fd = open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const bool written =
        fd >= 0 && write(fd, secret.data(), secret.size()) == static_cast<ssize_t>(secret.size()) &&
        fsync(fd) == 0;
    if (fd >= 0) close(fd);
    const bool linked = written && (link(temporary.c_str(), file.c_str()) == 0 || errno == EEXIST);
    std::error_code ec;
    fs::remove(temporary, ec);
    if (std::string known = read_secret(file); linked && !known.empty()) return known;
    if (linked)  // and so it was there before
        throw Exit{ExitCode::Unavailable,
                   fmt::format("{}: is damaged or may not be read; take it back from a backup, or "
                               "remove it and a new one is made",
                               file.string())};
    throw Exit{ExitCode::Unavailable, fmt::format("{}: cannot be written; is {} writable?",
                                                  file.string(), state_dir.string())};
}

}  // namespace ainews::daemon
