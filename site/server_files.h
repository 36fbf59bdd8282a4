#pragma once

#include <cstdint>
#include <filesystem>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "site/server_message.h"

namespace ainews::site {

/// The published directory as a web server shows it: index.html of a folder, 404.html for what is
/// not there, nothing whose name begins with a dot, nothing through a symbolic link below it (it
/// may be one itself), nothing outside, no listings. Thread-safe. Small files are kept in memory,
/// plain and compressed, up to kFileCacheBytesMax.
class SiteFiles {
public:
    static constexpr std::size_t kFileCacheBytesMax = 16U << 20U;
    static constexpr std::int64_t kKeptFileBytesMax = 512 << 10;  ///< larger ones are streamed

    explicit SiteFiles(std::filesystem::path dir) : dir_{std::move(dir)} {}

    [[nodiscard]] ServerAnswer answer(const ServerRequest& request);

private:
    struct Kept {
        std::string path;
        std::string etag;
        std::shared_ptr<const std::string> plain;
        std::shared_ptr<const std::string> small;  ///< compressed; null where that does not help
        [[nodiscard]] std::size_t bytes() const noexcept {
            return plain->size() + (small ? small->size() : 0);
        }
    };
    struct Found;

    [[nodiscard]] static Found find(const std::filesystem::path& dir, std::string_view path);
    [[nodiscard]] ServerAnswer not_found();
    [[nodiscard]] ServerAnswer content(const std::string& path, const Found& found, bool gzip);
    [[nodiscard]] Kept kept(const std::string& path, const Found& found, const std::string& type);

    const std::filesystem::path dir_;
    std::mutex mutex_;       ///< guards what follows
    std::list<Kept> files_;  ///< the last used first
    std::unordered_map<std::string, std::list<Kept>::iterator> by_path_;
    std::size_t bytes_ = 0;
};

/// The media type of a published file, by its name.
[[nodiscard]] std::string media_type(std::string_view path);

}  // namespace ainews::site
