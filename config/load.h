#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "config/config.h"

namespace ainews::config {

/// One thing that is wrong. Never holds a secret's value.
struct ConfigError {
    std::string file;
    int line = 0;     ///< 1-based; 0: the file as a whole
    std::string key;  ///< "fetch.concurrency", "source[3].url"; may be empty
    std::string message;

    /// "ainewsd.toml:12: fetch.concurency: unknown key; did you mean "concurrency"?"
    [[nodiscard]] std::string str() const;
    bool operator==(const ConfigError&) const = default;
};

using Loaded = tl::expected<Config, std::vector<ConfigError>>;

/// Reads the main file and its sources file and checks them whole: all errors at once, in the order
/// of the files. An empty path gives the defaults and the shipped sources. `share_dir` is where the
/// shipped files are (config/default in the tree); its sources.toml serves where no other is named
/// or found.
[[nodiscard]] Loaded load(const std::filesystem::path& main_file,
                          const std::filesystem::path& share_dir = {});

/// A text to be read in place of what its file holds, or will hold.
struct FileDraft {
    std::filesystem::path file;
    std::string text;
};

/// What `load` will say once the draft's file holds its text: asked before it is written.
[[nodiscard]] Loaded load_with_draft(const std::filesystem::path& main_file,
                                     const std::filesystem::path& share_dir,
                                     const FileDraft& draft);

/// The same for text that stands in no file; relative paths are against `directory`. Reads no
/// sources file.
[[nodiscard]] Loaded load_from_string(std::string_view toml,
                                      const std::filesystem::path& directory = {});

/// All errors, one a line.
[[nodiscard]] std::string describe(const std::vector<ConfigError>& errors);

/// Keys whose change a reload cannot bring into force, as "store.url"; empty where it brings all.
[[nodiscard]] std::vector<std::string> needs_restart(const Config& running, const Config& loaded);

/// Gives those keys in `loaded` the values that are in force, so that all parts of a running daemon
/// go on with the same ones.
void keep_at_start(const Config& running, Config& loaded);

}  // namespace ainews::config
