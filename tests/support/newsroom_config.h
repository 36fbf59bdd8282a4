#pragma once

#include <filesystem>
#include <string>

#include "tests/support/newsroom_library.h"

namespace ainews::newsroom {

struct ConfigOptions {
    std::filesystem::path directory;  ///< made if missing; state lives there too
    int port = 0;
    bool llm = true;  ///< false: no model is configured
    std::string interval = "1h";
    std::string secret;  ///< written to newsroom.key, owner only; empty: no key
    int concurrency = 8;
    bool serve = true;  ///< false: the daemon's own server is off
};

/// Writes `ainewsd.toml`, `sources.toml` and, with a secret, `newsroom.key` into the directory: all
/// that ainewsd needs to read the newsroom. Throws std::filesystem::filesystem_error or
/// std::runtime_error.
void write_config(const Library& library, const ConfigOptions& options);

}  // namespace ainews::newsroom
