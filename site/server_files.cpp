#include "site/server_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "site/page.h"

namespace ainews::site {
namespace {

constexpr int kGzipSmall = 6;
constexpr std::size_t kSegmentsMax = 16;
constexpr std::string_view kIndex = "index.html";
constexpr std::string_view kForever = "public, max-age=31536000, immutable";

using Opened = std::shared_ptr<const OpenFile>;

Opened open_at(int parent, const std::string& name, int flags) {
    const int raw =
        openat(parent, name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | flags);
    return raw < 0 ? nullptr : std::make_shared<const OpenFile>(raw);
}

/// The operator names the root, so it may be a link (to the release that is out, to another disk);
/// it is followed at each look, because it may be led elsewhere. What lies below may not.
Opened open_root(const std::filesystem::path& dir) {
    const int raw = open(dir.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    return raw < 0 ? nullptr : std::make_shared<const OpenFile>(raw);
}

std::string read_all(const OpenFile& file, std::int64_t bytes) {
    std::string out(static_cast<std::size_t>(bytes), '\0');
    std::size_t at = 0;
    while (at < out.size()) {
        const auto got =
            pread(file.descriptor(), out.data() + at, out.size() - at, static_cast<off_t>(at));
        if (got <= 0) break;
        at += static_cast<std::size_t>(got);
    }
    out.resize(at);
    return out;
}

}  // namespace

/// What an address leads to.
struct SiteFiles::Found {
    Opened file;             ///< null: nothing
    bool add_slash = false;  ///< it is a folder that was asked for as a file
    std::int64_t bytes = 0;
    std::string etag;
};

std::string media_type(std::string_view path) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 16> kTypes{
        {{"/rss.xml", "application/rss+xml; charset=utf-8"},
         {"/atom.xml", "application/atom+xml; charset=utf-8"},
         {"/feed.json", "application/feed+json; charset=utf-8"},
         {".html", "text/html; charset=utf-8"},
         {".css", "text/css; charset=utf-8"},
         {".js", "text/javascript; charset=utf-8"},
         {".json", "application/json; charset=utf-8"},
         {".xml", "application/xml; charset=utf-8"},
         {".txt", "text/plain; charset=utf-8"},
         {".svg", "image/svg+xml"},
         {".png", "image/png"},
         {".ico", "image/x-icon"},
         {".jpg", "image/jpeg"},
         {".jpeg", "image/jpeg"},
         {".webp", "image/webp"},
         {".webmanifest", "application/manifest+json"}}};
    for (const auto& [ending, type] : kTypes)
        if (path.ends_with(ending)) return std::string{type};
    return "application/octet-stream";
}

SiteFiles::Found SiteFiles::find(const std::filesystem::path& dir, std::string_view path) {
    Found found;
    Opened at = open_root(dir);
    path.remove_prefix(1);
    for (std::size_t depth = 0; at && !path.empty(); ++depth) {
        const std::size_t end = path.find('/');
        const std::string name{path.substr(0, end)};
        // Dot files are the publisher's own notes; "." and ".." begin with one, too.
        if (name.empty() || name.starts_with('.') || depth == kSegmentsMax) return found;
        path.remove_prefix(end == std::string_view::npos ? path.size() : end + 1);
        at = open_at(at->descriptor(), name, end == std::string_view::npos ? 0 : O_DIRECTORY);
        if (!at || end != std::string_view::npos) continue;
        struct stat info {};
        if (fstat(at->descriptor(), &info) != 0) return found;
        found.add_slash = S_ISDIR(info.st_mode);
        if (found.add_slash) return found;
        found.file = std::move(at);
    }
    if (!found.file && at) found.file = open_at(at->descriptor(), std::string{kIndex}, 0);
    struct stat info {};
    if (!found.file || fstat(found.file->descriptor(), &info) != 0 || !S_ISREG(info.st_mode)) {
        found.file = nullptr;
        return found;
    }
    found.bytes = info.st_size;
    // Files are replaced whole by rename, so these three name the bytes.
    found.etag = fmt::format("{:x}-{:x}-{:x}.{:x}", info.st_ino, info.st_size, info.st_mtim.tv_sec,
                             info.st_mtim.tv_nsec);
    return found;
}

SiteFiles::Kept SiteFiles::kept(const std::string& path, const Found& found,
                                const std::string& type) {
    {
        const std::lock_guard lock{mutex_};
        if (const auto known = by_path_.find(path); known != by_path_.end()) {
            files_.splice(files_.begin(), files_, known->second);
            if (files_.front().etag == found.etag) return files_.front();
        }
    }
    Kept file{path, found.etag,
              std::make_shared<const std::string>(read_all(*found.file, found.bytes)), nullptr};
    if (is_text_type(type)) {
        std::string small = gzipped(*file.plain, kGzipSmall);
        if (!small.empty() && small.size() < file.plain->size())
            file.small = std::make_shared<const std::string>(std::move(small));
    }
    const std::lock_guard lock{mutex_};
    if (const auto known = by_path_.find(path); known != by_path_.end()) {
        bytes_ -= known->second->bytes();
        files_.erase(known->second);
        by_path_.erase(known);
    }
    files_.push_front(file);
    by_path_.emplace(path, files_.begin());
    bytes_ += file.bytes();
    while (bytes_ > kFileCacheBytesMax) {
        bytes_ -= files_.back().bytes();
        by_path_.erase(files_.back().path);
        files_.pop_back();
    }
    return file;
}

ServerAnswer SiteFiles::content(const std::string& path, const Found& found, bool gzip) {
    ServerAnswer answer;
    answer.type = media_type(path.ends_with('/') ? path + std::string{kIndex} : path);
    if (path.starts_with("/assets/")) answer.cache = kForever;
    if (found.bytes > kKeptFileBytesMax) {
        answer.etag = fmt::format("\"{}\"", found.etag);
        answer.file = found.file;
        answer.file_bytes = found.bytes;
        return answer;
    }
    const Kept file = kept(path, found, answer.type);
    answer.gzipped = gzip && file.small != nullptr;
    answer.body = answer.gzipped ? file.small : file.plain;
    answer.etag = fmt::format("\"{}{}\"", file.etag, answer.gzipped ? "-g" : "");
    return answer;
}

ServerAnswer SiteFiles::not_found() {
    const Found page = find(dir_, "/404.html");
    ServerAnswer answer = page.file && page.bytes <= kKeptFileBytesMax
                              ? content("/404.html", page, false)
                              : text_answer(404, "not found\n");
    answer.status = 404;
    answer.etag.clear();
    return answer;
}

ServerAnswer SiteFiles::answer(const ServerRequest& request) {
    const Found found = find(dir_, request.path);
    // Relative, so that it stays right behind a proxy that serves the site under a prefix.
    if (found.add_slash)
        return redirect_answer(percent_encoded(request.path.substr(request.path.rfind('/') + 1)) +
                               "/");
    if (!found.file) return not_found();
    return content(request.path, found, request.gzip);
}

}  // namespace ainews::site
