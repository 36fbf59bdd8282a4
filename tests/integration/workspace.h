#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "tests/integration/daemon_process.h"
#include "tests/support/newsroom_config.h"
#include "tests/support/newsroom_server.h"
#include "tests/support/temp_dir.h"

namespace ainews::testing {

/// Longest that any single run may take; generous, because sanitizers and busy machines are slow.
inline constexpr std::chrono::milliseconds kRunTimeout{180'000};

/// The key that the newsroom asks for; it must show up nowhere but in the Authorization header.
inline constexpr std::string_view kPlantedKey = "sk-planted-9d1f47c2e6";

/// The newsroom at a fixed moment.
[[nodiscard]] newsroom::ServerOptions newsroom_options(std::chrono::milliseconds delay = {});

/// A directory with a configuration for the newsroom, in which ainewsd is run.
class Workspace {
public:
    explicit Workspace(const newsroom::NewsroomServer& server, bool llm = true,
                       std::string interval = "1h");

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return directory_.path(); }
    [[nodiscard]] std::filesystem::path config_file() const { return path() / "ainewsd.toml"; }
    /// Writes the configuration again, as for a newsroom at the same place.
    void configure(bool llm, const std::string& interval = "1h");

    /// "--config FILE" and `arguments`.
    [[nodiscard]] std::vector<std::string> arguments(std::vector<std::string> arguments) const;
    /// Runs to the end and expects `code`; the log is shown where it ends otherwise.
    std::string run(std::vector<std::string> arguments, int code = 0);
    /// `--once` with further arguments; returns the log.
    std::string once(int code = 0, std::vector<std::string> further = {});
    /// `items export`, one object a line.
    [[nodiscard]] std::vector<nlohmann::json> items();
    /// The export without what no two runs share: ids, times, attempts, tokens, cost, the port; by
    /// URL.
    [[nodiscard]] std::string comparable_export();
    /// A day passes: in the database, where nobody has to wait for it.
    void let_a_day_pass() const;
    /// Calls that the ledger has open: those in flight when the program was killed.
    [[nodiscard]] int open_calls() const;

private:
    const newsroom::NewsroomServer& server_;
    TempDir directory_;
};

[[nodiscard]] std::string read_file(const std::filesystem::path& path);

/// The last line of a program's output that is a JSON object; null where none is.
[[nodiscard]] nlohmann::json last_object(const std::string& output);

}  // namespace ainews::testing
