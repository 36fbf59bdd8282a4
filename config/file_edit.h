#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/error.h"

namespace ainews::config {

/// Keeps other commands from editing files of a directory while this one does: held from reading to
/// replacing, so that neither loses the other's change. Waits for whoever holds it.
class EditLock {
public:
    /// On the directory that `file` really lies in. Without one, nothing is locked: replacing will
    /// say what is wrong.
    explicit EditLock(const std::filesystem::path& file);
    ~EditLock();
    EditLock(const EditLock&) = delete;
    EditLock& operator=(const EditLock&) = delete;

private:
    int directory_ = -1;
};

/// The file that is really meant: where a symbolic link leads, so that it stays one.
[[nodiscard]] std::filesystem::path real_file(const std::filesystem::path& file);

/// Replaces the file's text at one moment, durably: whoever reads it sees the old text or the new,
/// after a crash too. Owner, group and mode stay; a new file is 0644. Refused, with what to do,
/// where this user may not; Unavailable where the disk is full or fails. Nothing is changed then.
[[nodiscard]] Expected<void> replace_file(const std::filesystem::path& file, std::string_view text);

}  // namespace ainews::config
