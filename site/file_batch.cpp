#include "site/file_batch.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

namespace ainews::site {
namespace {

namespace fs = std::filesystem;

/// Ends in a name that no page has, so that a web server never serves it and a restart can tell it.
constexpr std::string_view kTemporarySuffix = ".part~";

/// A path from outside would be a way out of the directory, so this holds in release builds too.
bool is_safe(std::string_view path) {
    return !path.empty() && path.front() != '/' && path.find("..") == std::string_view::npos &&
           std::ranges::all_of(path, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '_' || c == '.' || c == '/';
           });
}

void require_safe(std::string_view path) {
    if (!is_safe(path))
        throw std::invalid_argument{fmt::format("not a path of the site: {}", path)};
}

Error disk_error(const char* what, const fs::path& path) {
    return {ErrorKind::Transient,
            fmt::format("{} {}: {}", what, path.string(), std::generic_category().message(errno))};
}

Expected<void> write_whole(const fs::path& path, std::string_view bytes) {
    constexpr int kFlags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;
    int fd = open(path.c_str(), kFlags, 0644);
    if (fd < 0 && errno == ENOENT) {
        std::error_code ec;
        fs::create_directories(path.parent_path(), ec);
        fd = open(path.c_str(), kFlags, 0644);
    }
    if (fd < 0) return tl::unexpected{disk_error("cannot create", path)};
    while (!bytes.empty()) {
        const ssize_t count = write(fd, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) {
            const Error error = disk_error("cannot write", path);
            close(fd);
            return tl::unexpected{error};
        }
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    if (close(fd) != 0) return tl::unexpected{disk_error("cannot close", path)};
    return {};
}

/// The whole of an open file, of that size when it was opened.
std::optional<std::string> read_open(int fd, std::size_t size) {
    std::string bytes(size, '\0');
    std::size_t have = 0;
    while (have < size) {
        const ssize_t count = read(fd, bytes.data() + have, size - have);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return std::nullopt;
        if (count == 0) break;  // it has become shorter
        have += static_cast<std::size_t>(count);
    }
    bytes.resize(have);
    return bytes;
}

bool holds(const fs::path& path, std::string_view bytes) {
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    struct stat status {};
    const bool same_size = fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
                           static_cast<std::size_t>(status.st_size) == bytes.size();
    const bool same = same_size && read_open(fd, bytes.size()) == bytes;
    close(fd);
    return same;
}

Expected<void> sync_filesystem(const fs::path& root) {
    const int fd = open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return tl::unexpected{disk_error("cannot open", root)};
    const int rc = syncfs(fd);
    close(fd);
    if (rc != 0) return tl::unexpected{disk_error("cannot sync", root)};
    return {};
}

}  // namespace

fs::path FileBatch::temporary_of(const std::string& path) const {
    fs::path temporary = root_ / path;
    temporary += kTemporarySuffix;
    return temporary;
}

void FileBatch::note(std::string path, Step step) {
    const std::lock_guard lock{mutex_};
    const auto [known, fresh] = steps_.try_emplace(std::move(path), step);
    if (fresh) return;
    std::error_code ec;
    if (known->second == Step::Written && step != Step::Written)
        fs::remove(temporary_of(known->first), ec);
    known->second = step;
}

void FileBatch::put(std::string_view path, std::string_view bytes) {
    require_safe(path);
    std::string name{path};
    if (holds(root_ / name, bytes)) return note(std::move(name), Step::Same);
    if (const auto done = write_whole(temporary_of(name), bytes); !done) {
        const std::lock_guard lock{mutex_};
        if (!failure_) failure_ = done.error();
        return;
    }
    note(std::move(name), Step::Written);
}

void FileBatch::remove(std::string_view path) {
    require_safe(path);
    note(std::string{path}, Step::Remove);
}

Expected<FileBatch::Written> FileBatch::commit() {
    const auto steps = std::exchange(steps_, {});
    if (const auto failure = std::exchange(failure_, std::nullopt)) {
        std::error_code ec;
        for (const auto& [path, step] : steps)
            if (step == Step::Written) fs::remove(temporary_of(path), ec);
        return tl::unexpected{*failure};
    }
    return make_visible(steps);
}

Expected<FileBatch::Written> FileBatch::make_visible(const std::map<std::string, Step>& steps) {
    Written written;
    const bool touched =
        std::ranges::any_of(steps, [](const auto& entry) { return entry.second != Step::Same; });
    std::error_code ec;
    fs::create_directories(root_, ec);
    if (touched)
        if (auto synced = sync_filesystem(root_); !synced) return tl::unexpected{synced.error()};
    for (const auto& [path, step] : steps) {
        const fs::path target = root_ / path;
        if (step == Step::Same) ++written.unchanged;
        if (step == Step::Written) {
            if (rename(temporary_of(path).c_str(), target.c_str()) != 0)
                return tl::unexpected{disk_error("cannot rename", temporary_of(path))};
            ++written.changed;
        }
        if (step == Step::Remove && fs::remove(target, ec)) {
            ++written.removed;
            // An empty folder would be a listing or a 403 instead of a 404; one with something in
            // it stays.
            if (const fs::path folder = target.parent_path(); folder != root_)
                fs::remove(folder, ec);
        }
    }
    if (touched)
        if (auto synced = sync_filesystem(root_); !synced) return tl::unexpected{synced.error()};
    return written;
}

void remove_temporaries(const fs::path& root) {
    std::error_code ec;
    std::vector<fs::path> left;
    for (const auto& entry : fs::recursive_directory_iterator(root, ec))
        if (entry.path().string().ends_with(kTemporarySuffix)) left.push_back(entry.path());
    for (const fs::path& path : left) fs::remove(path, ec);
}

std::optional<std::string> read_file(const fs::path& path) {
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return std::nullopt;
    struct stat status {};
    std::optional<std::string> bytes;
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
        bytes = read_open(fd, static_cast<std::size_t>(status.st_size));
    close(fd);
    return bytes;
}

}  // namespace ainews::site
