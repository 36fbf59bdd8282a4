#pragma once

#include <stdexcept>
#include <string>

namespace ainews::storage {

/// The database cannot be used at all: what `main` catches to say so and exit. `what()` is one line
/// with the file, what is wrong and what the operator can do about it.
class StoreError : public std::runtime_error {
public:
    enum class Kind {
        Corrupt,      ///< not a database, or damaged: never replaced by an empty one
        Newer,        ///< written by a later version of the program
        NotWritable,  ///< missing directory, permissions, read-only file system
        InUse,        ///< another daemon holds it
        NoBackup,     ///< what was to be restored is missing, damaged or no backup
        Failed,       ///< full disk, I/O error, locked for longer than the time allowed
    };

    StoreError(Kind kind, const std::string& message, const std::string& hint)
        : std::runtime_error{hint.empty() ? message : message + "; " + hint},
          kind_{kind},
          hint_{hint} {}

    [[nodiscard]] Kind kind() const noexcept { return kind_; }
    /// What to do about it; may be empty.
    [[nodiscard]] const std::string& hint() const noexcept { return hint_; }

private:
    Kind kind_;
    std::string hint_;
};

}  // namespace ainews::storage
