#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "core/error.h"

namespace ainews::site {

/// Writes a set of files so that a reader never sees half of one and a kill loses no finished
/// batch: temporaries beside their targets, syncfs, rename, syncfs. A file whose bytes did not
/// change is left alone, its time stamp included. Not thread-safe: the publisher holds the site's
/// lock.
class FileBatch {
public:
    explicit FileBatch(std::filesystem::path root) : root_{std::move(root)} {}

    /// `path` is relative to the root and made of our own slugs and numbers only; throws
    /// std::invalid_argument for any other.
    void put(std::string_view path, std::string bytes);
    void remove(std::string_view path);

    struct Written {
        int changed = 0;
        int unchanged = 0;
        int removed = 0;
    };
    /// Transient where the disk refuses; nothing of the batch is visible then.
    [[nodiscard]] Expected<Written> commit();

private:
    std::filesystem::path root_;
    std::map<std::string, std::string, std::less<>> files_;
    std::vector<std::string> removals_;
};

/// Removes what a batch that was killed had written and not yet renamed.
void remove_temporaries(const std::filesystem::path& root);

/// The whole file, or nullopt where it cannot be read.
[[nodiscard]] std::optional<std::string> read_file(const std::filesystem::path& path);

}  // namespace ainews::site
