#include "daemon/context.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdlib>

#include "config/load.h"
#include "daemon/exit.h"
#include "daemon/log.h"
#include "daemon/wiring.h"
#include "storage/sqlite_store.h"
#include "storage/store_error.h"

namespace ainews::daemon {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSystemConfig = "/etc/ainewsd/ainewsd.toml";
constexpr const char* kLocalConfig = "ainewsd.toml";
/// The daemon tries again by itself what a locked database refused, and has to end soon when asked.
constexpr std::chrono::milliseconds kDaemonLockPatience{4'000};

/// Read before any thread starts.
std::string environment(const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
    return value == nullptr ? std::string{} : std::string{value};
}

/// What was asked for, else the environment's, else ./ainewsd.toml, else the system's; empty:
/// defaults.
fs::path find_config(const std::string& asked) {
    if (!asked.empty()) {
        if (!fs::exists(asked))
            throw Exit{ExitCode::BadConfig, fmt::format("{}: no such file", asked)};
        return asked;
    }
    if (const std::string named = environment("AINEWSD_CONFIG"); !named.empty()) return named;
    for (const char* candidate : {kLocalConfig, kSystemConfig})
        if (fs::exists(candidate)) return candidate;
    return {};
}

/// Where the shipped prompts, sources and templates are: AINEWSD_SHARE, else ../share/ainewsd
/// beside the program's folder, which is right for a build tree and for an installation.
fs::path find_share_dir() {
    if (const std::string named = environment("AINEWSD_SHARE"); !named.empty()) return named;
    std::error_code ec;
    const fs::path program = fs::read_symlink("/proc/self/exe", ec);
    return program.parent_path().parent_path() / "share" / "ainewsd";
}

config::Config load_or_exit(const fs::path& file, const fs::path& share) {
    auto loaded = config::load(file, share);
    if (!loaded) throw Exit{ExitCode::BadConfig, config::describe(loaded.error())};
    return std::move(*loaded);
}

void set_up_logging(const GlobalOptions& options, const config::LogConfig& configured) {
    const std::string& format = options.log_format.empty() ? configured.format : options.log_format;
    set_up_logging(options.log_level.empty() ? configured.level : options.log_level,
                   log_format_from(format).value_or(LogFormat::Auto));
}

std::unique_ptr<Store> open_store(const config::Config& config, Context::Access access,
                                  const StageGraph& graph, const Clock& clock) {
    const fs::path path = config.database_path();
    std::error_code ec;
    fs::create_directories(path.parent_path(), ec);
    const auto mode =
        access == Context::Access::Daemon ? storage::OpenMode::Daemon : storage::OpenMode::Tool;
    try {
        storage::SqliteOptions options{.path = path, .mode = mode};
        if (access == Context::Access::Daemon) options.busy_timeout = kDaemonLockPatience;
        return storage::SqliteStore::open(options, graph, clock);
    } catch (const storage::StoreError& error) {
        throw Exit{ExitCode::Unavailable, error.what()};
    }
}

}  // namespace

RightsPolicy rights_of(const config::Config& config) {
    return RightsPolicy{config.sources, config.site.rights_default};
}

Context::Context(const GlobalOptions& options)
    : share_dir_{find_share_dir()},
      file_{find_config(options.config)},
      config_{load_or_exit(file_, share_dir_)},
      zone_{config_.daemon.timezone},
      graph_{stage_graph(config_)} {
    set_up_logging(options, config_.log);
    for (const std::string& warning : config_.warnings) spdlog::warn("{}", warning);
}

bool Context::has_database() const {
    std::error_code ec;
    // One that cannot be seen is there for all we know; opening it will say what is wrong.
    return fs::exists(config_.database_path(), ec) || ec;
}

void Context::require_database() const {
    if (!has_database())
        throw Exit{ExitCode::Unavailable,
                   fmt::format("there is no database yet at {}; start the daemon or run \"ainewsd "
                               "--once\"",
                               config_.database_path().string())};
}

Store& Context::store(Access access) {
    if (!store_) store_ = open_store(config_, access, graph_, clock_);
    return *store_;
}

tl::expected<config::Config, std::string> Context::read_again() const {
    auto loaded = config::load(file_, share_dir_);
    if (!loaded) return tl::unexpected{config::describe(loaded.error())};
    return std::move(*loaded);
}

void Context::replace(config::Config config) {
    config_ = std::move(config);
    zone_ = TimeZone{config_.daemon.timezone};
}

Period Context::period(const std::string& since, const std::string& until) {
    const TimePoint now = clock_.now();
    const Period period{when(since, "--since", now), when(until, "--until", now)};
    if (period.since && *period.since > now)
        throw Exit{ExitCode::Usage, fmt::format("--since {}: lies in the future", since)};
    if (period.since && period.until && *period.until <= *period.since)
        throw Exit{ExitCode::Usage, fmt::format("--until {} does not lie after --since {}: nothing "
                                                "is between them",
                                                until, since)};
    return period;
}

void Context::require_sources(const std::vector<std::string>& slugs) const {
    for (const std::string& slug : slugs)
        if (std::ranges::find(config_.sources, slug, &Source::slug) == config_.sources.end())
            throw Exit{ExitCode::Usage, fmt::format("--source {}: no such source", slug)};
}

std::optional<TimePoint> Context::when(const std::string& text, const char* option,
                                       TimePoint now) const {
    if (text.empty()) return std::nullopt;
    const auto parsed = parse_when(text, now, zone_.name());
    if (!parsed)
        throw Exit{
            ExitCode::Usage,
            fmt::format("{} {}: not a date (2026-05-01), a time (RFC 3339) or an age (7d, 36h)",
                        option, text)};
    return parsed;
}

}  // namespace ainews::daemon
