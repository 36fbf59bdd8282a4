#include "site/file_batch.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <system_error>
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
    const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
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

Expected<void> sync_filesystem(const fs::path& root) {
    const int fd = open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return tl::unexpected{disk_error("cannot open", root)};
    const int rc = syncfs(fd);
    close(fd);
    if (rc != 0) return tl::unexpected{disk_error("cannot sync", root)};
    return {};
}

}  // namespace

void FileBatch::put(std::string_view path, std::string bytes) {
    require_safe(path);
    std::erase(removals_, path);
    files_.insert_or_assign(std::string{path}, std::move(bytes));
}

void FileBatch::remove(std::string_view path) {
    require_safe(path);
    files_.erase(std::string{path});
    removals_.emplace_back(path);
}

Expected<FileBatch::Written> FileBatch::commit() {
    Written written;
    std::vector<std::pair<fs::path, fs::path>> renames;
    std::error_code ec;
    fs::create_directories(root_, ec);
    for (const auto& [name, bytes] : files_) {
        const fs::path target = root_ / name;
        if (read_file(target) == bytes) {
            ++written.unchanged;
            continue;
        }
        fs::create_directories(target.parent_path(), ec);
        fs::path temporary = target;
        temporary += kTemporarySuffix;
        if (auto done = write_whole(temporary, bytes); !done) return tl::unexpected{done.error()};
        renames.emplace_back(std::move(temporary), target);
    }
    const bool touched = !renames.empty() || !removals_.empty();
    if (!touched) return written;
    if (auto synced = sync_filesystem(root_); !synced) return tl::unexpected{synced.error()};
    for (const auto& [from, to] : renames)
        if (rename(from.c_str(), to.c_str()) != 0)
            return tl::unexpected{disk_error("cannot rename", from)};
    for (const std::string& name : removals_) {
        if (!fs::remove(root_ / name, ec)) continue;
        ++written.removed;
        // An empty folder would be a listing or a 403 instead of a 404; one with something in it
        // stays.
        if (const fs::path folder = (root_ / name).parent_path(); folder != root_)
            fs::remove(folder, ec);
    }
    if (auto synced = sync_filesystem(root_); !synced) return tl::unexpected{synced.error()};
    written.changed = static_cast<int>(renames.size());
    files_.clear();
    removals_.clear();
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
    std::ifstream in{path, std::ios::binary};
    if (!in) return std::nullopt;
    std::ostringstream out;
    out << in.rdbuf();
    return in.bad() ? std::nullopt : std::optional{std::move(out).str()};
}

}  // namespace ainews::site
