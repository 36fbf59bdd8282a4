#pragma once

#include <filesystem>

namespace ainews::storage {

/// Has the disk keep a file's content, or a directory's names. Does nothing for what cannot be
/// opened.
void sync_to_disk(const std::filesystem::path& path) noexcept;

/// The directory that a file lies in; "." where the path names none.
[[nodiscard]] std::filesystem::path directory_of(const std::filesystem::path& file);

}  // namespace ainews::storage
