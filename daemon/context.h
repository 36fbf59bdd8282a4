#pragma once

#include <filesystem>
#include <memory>

#include "config/config.h"
#include "core/calendar.h"
#include "core/clock.h"
#include "core/rights.h"
#include "core/stage_graph.h"
#include "core/store.h"
#include "daemon/command_line.h"

namespace ainews::daemon {

/// From `since` on, up to but without `until`.
struct Period {
    std::optional<TimePoint> since;
    std::optional<TimePoint> until;
};

/// What every command starts from: the configuration, the clock, the time zone, and the store once
/// it is asked for. Built in main(), before threads.
class Context {
public:
    /// Finds and reads the configuration and sets up logging. Throws Exit (78) with every error at
    /// once.
    explicit Context(const GlobalOptions& options);

    [[nodiscard]] const config::Config& config() const noexcept { return config_; }
    [[nodiscard]] const std::filesystem::path& config_file() const noexcept { return file_; }
    [[nodiscard]] const std::filesystem::path& share_dir() const noexcept { return share_dir_; }
    [[nodiscard]] Clock& clock() noexcept { return clock_; }
    [[nodiscard]] const TimeZone& zone() const noexcept { return zone_; }
    [[nodiscard]] const StageGraph& graph() const noexcept { return graph_; }

    /// False before the first cycle ever. What only reads must not make one: it would belong to
    /// whoever asked, not to the service's user.
    [[nodiscard]] bool has_database() const;
    /// Throws Exit (69) where there is none.
    void require_database() const;

    enum class Access { Daemon, Tool };
    /// Opens the store at the first call. Throws Exit: 69 where a second daemon holds it, it is
    /// newer than this program, or cannot be opened.
    [[nodiscard]] Store& store(Access access = Access::Tool);

    /// Reads the file again, for a reload or `check`. The errors are worded and one a line.
    [[nodiscard]] tl::expected<config::Config, std::string> read_again() const;
    /// Puts a configuration that was read again into force.
    void replace(config::Config config);

    /// What `--since` and `--until` bound: "7d", a date or a time each; empty: open on that side.
    /// Throws Exit (64) where one is none of these, or nothing can lie between them.
    [[nodiscard]] Period period(const std::string& since, const std::string& until);

    /// Throws Exit (64) where one of the slugs that `--source` named is not configured.
    void require_sources(const std::vector<std::string>& slugs) const;

private:
    [[nodiscard]] std::optional<TimePoint> when(const std::string& text, const char* option,
                                                TimePoint now) const;

    std::filesystem::path share_dir_;
    std::filesystem::path file_;
    config::Config config_;
    SystemClock clock_;
    TimeZone zone_;
    StageGraph graph_;
    std::unique_ptr<Store> store_;
};

[[nodiscard]] RightsPolicy rights_of(const config::Config& config);

}  // namespace ainews::daemon
