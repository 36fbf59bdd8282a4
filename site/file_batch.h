#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"

namespace ainews::site {

/// Writes a set of files so that a reader never sees half of one and a kill loses no finished
/// batch: temporaries beside their targets, syncfs, rename, syncfs. A file whose bytes did not
/// change is left alone, its time stamp included. Several threads may put and remove different
/// files at a time; commit is for one thread alone. The publisher holds the site's lock.
class FileBatch {
public:
    explicit FileBatch(std::filesystem::path root) : root_{std::move(root)} {}

    /// Writes the temporary, so that nothing is held in memory. `path` is relative to the root and
    /// made of our own slugs and numbers only; throws std::invalid_argument for any other.
    void put(std::string_view path, std::string_view bytes);
    void remove(std::string_view path);

    struct Written {
        int changed = 0;
        int unchanged = 0;
        int removed = 0;
    };
    /// Transient where the disk refuses, or refused a temporary; nothing of the batch is visible
    /// then. The batch is empty afterwards.
    [[nodiscard]] Expected<Written> commit();

private:
    enum class Step { Same, Written, Remove };
    [[nodiscard]] std::filesystem::path temporary_of(const std::string& path) const;
    [[nodiscard]] Expected<Written> make_visible(const std::map<std::string, Step>& steps);
    /// What is known of the path now; a temporary that is not wanted any more goes.
    void note(std::string path, Step step);

    std::filesystem::path root_;
    std::mutex mutex_;  ///< guards what follows
    std::map<std::string, Step> steps_;
    std::optional<Error> failure_ = std::nullopt;
};

/// Removes what a batch that was killed had written and not yet renamed.
void remove_temporaries(const std::filesystem::path& root);

/// The whole file, or nullopt where it cannot be read.
[[nodiscard]] std::optional<std::string> read_file(const std::filesystem::path& path);

}  // namespace ainews::site
