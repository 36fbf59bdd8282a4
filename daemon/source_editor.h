#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/config.h"
#include "core/source.h"

namespace ainews::daemon {

/// Adds sources to the configuration's files and takes them out. Nothing is written unless the
/// configuration is valid afterwards and holds exactly what is wanted; two commands at once wait
/// for each other. Every problem ends in Exit, with what to do.
class SourceEditor {
public:
    /// What happened, or would have.
    struct Done {
        std::filesystem::path file;  ///< that was changed
        std::string note;            ///< one line the operator should read; may be empty
    };

    /// `main_file` empty: there is none, so nothing can be changed.
    SourceEditor(std::filesystem::path main_file, std::filesystem::path share_dir)
        : main_file_{std::move(main_file)}, share_dir_{std::move(share_dir)} {}

    /// At the end of the sources file; where there is none, of the main file if it holds sources,
    /// else of a copy of the shipped list beside it.
    [[nodiscard]] Done add(const std::vector<Source>& sources, bool dry_run) const;
    /// From whichever file holds it.
    [[nodiscard]] Done remove(const std::string& slug, bool dry_run) const;

private:
    struct Target {
        std::filesystem::path file;
        std::string text;
        std::string note;
    };
    [[nodiscard]] config::Config load() const;
    [[nodiscard]] Target target_of(const config::Config& config) const;
    void write(const Target& target, std::string text, const std::vector<Source>& wanted,
               bool dry_run) const;

    std::filesystem::path main_file_;
    std::filesystem::path share_dir_;
};

}  // namespace ainews::daemon
