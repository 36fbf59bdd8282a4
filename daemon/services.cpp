#include "daemon/services.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>

#include "core/calendar.h"
#include "daemon/context.h"
#include "daemon/exit.h"
#include "daemon/fence_secret.h"
#include "daemon/job_log.h"
#include "daemon/makers.h"
#include "daemon/wiring.h"
#include "net/http_client.h"
#include "pipeline/hold_rules.h"

namespace ainews::daemon {
namespace {

namespace fs = std::filesystem;

/// Nothing is asked of a model while less than this is free: its answer might have nowhere to go.
constexpr std::uint64_t kFreeBytesMin = 64ULL << 20U;
/// Threads for stages without a model: page downloads wait most of the time.
constexpr int kLocalWorkers = 8;
/// Threads for each request that the endpoints take at once: while one waits for its answer,
/// another checks the last one and prepares the next.
constexpr int kWorkersPerRequest = 4;
constexpr int kModelWorkersMin = 2;

/// An error where the disk is too full or the state directory cannot be written.
Expected<void> disk_is_ready(const fs::path& state_dir) {
    struct statvfs info {};
    if (statvfs(state_dir.c_str(), &info) != 0 || access(state_dir.c_str(), W_OK) != 0)
        return fail(ErrorKind::Unavailable,
                    fmt::format("{} cannot be written", state_dir.string()));
    if (static_cast<std::uint64_t>(info.f_bavail) * info.f_frsize < kFreeBytesMin)
        return fail(ErrorKind::Unavailable, fmt::format("less than {} MB free in {}",
                                                        kFreeBytesMin >> 20U, state_dir.string()));
    return {};
}

pipeline::RunnerHooks runner_hooks(const config::Config& config, Savings& savings,
                                   std::function<void(const pipeline::JobEvent&)> on_job) {
    pipeline::RunnerHooks hooks;
    hooks.on_job = [on_job = std::move(on_job)](const pipeline::JobEvent& event) {
        log_job(event);
        if (on_job) on_job(event);
    };
    hooks.on_notice = [](const std::string& line, bool good) {
        good ? spdlog::info("{}", line) : spdlog::warn("{}", line);
    };
    hooks.before_paying = [state_dir = config.daemon.state_dir] {
        return disk_is_ready(state_dir);
    };
    hooks.leave_out = [&savings](std::string_view stage) { return savings.leave_out(stage); };
    const auto rules =
        std::make_shared<const pipeline::HoldRules>(config.sources, config.site.hold_vanished);
    hooks.hold = [rules](std::string_view stage, const pipeline::StageInput& input,
                         pipeline::StageOutput& output) {
        return rules->apply(stage, input, output);
    };
    hooks.next_day = [zone = TimeZone{config.daemon.timezone}](TimePoint now) {
        const TimePoint today = zone.start_of(zone.day_of(now)).value_or(now);
        // No day is longer than 25 hours (the end of summer time), so this lies in the next one.
        return zone.start_of(zone.day_of(today + std::chrono::hours{25}))
            .value_or(now + std::chrono::hours{24});
    };
    return hooks;
}

}  // namespace

Services::Services(const config::Config& config, const fs::path& share_dir, Store& store,
                   Clock& clock, Options options)
    : config_{config}, rights_{std::make_shared<const RightsPolicy>(rights_of(config))} {
    fetch_ = std::make_unique<net::CurlHttpClient>(fetch_client_options(config_), clock);
    model_ = std::make_unique<net::CurlHttpClient>(model_client_options(config_), clock);
    models_ = std::make_unique<ModelClients>(config_, fence_secret(config_.daemon.state_dir),
                                             *model_, store, store, clock);

    pipeline::StageServices parts;
    parts.pages = fetch_.get();
    parts.clock = &clock;
    parts.sources = config_.sources;
    parts.rights = rights_;
    parts.weights = config_.score.weights();
    set_makers(parts, config_, share_dir);
    parts.extract.page_bytes_max = static_cast<std::size_t>(config_.fetch.page_bytes_max.bytes);
    parts.extract.texts = &store;
    parts.llm = [this](std::span<const std::string> names) { return models_->get(names); };
    auto slots = pipeline::make_stages(stage_settings(config_), parts);
    if (!slots) throw Exit{ExitCode::BadConfig, slots.error().message};

    savings_ = std::make_unique<Savings>(budget_policy(config_), store, clock);
    options.runner.local_workers = kLocalWorkers;
    options.runner.model_workers = std::clamp(models_->concurrency() * kWorkersPerRequest,
                                              kModelWorkersMin, config_.daemon.workers);
    runner_ = std::make_unique<pipeline::Runner>(
        store, std::move(*slots), clock, options.runner,
        runner_hooks(config_, *savings_, std::move(options.on_job)));
    feeds::PollerOptions polling = poller_options(config_);
    polling.on_progress = std::move(options.on_poll);
    poller_ = std::make_unique<feeds::Poller>(*fetch_, store, clock, std::move(polling));
    editions_ = make_editions(parts, store);
    publisher_ = std::make_unique<site::Publisher>(
        site_options(config_, share_dir), *rights_,
        site::SiteStore{store, store, store, store, store, store, store});
    reader_pages_ = std::make_shared<site::ReaderPages>(
        site_options(config_, share_dir), *rights_,
        site::ReaderStore{store, store, store, store, store, store, store});
    notices_ = std::make_unique<Notices>(config_, store, clock, std::move(options.on_notice));
}

std::unique_ptr<pipeline::EditionMaker> Services::make_editions(
    const pipeline::StageServices& parts, Store& store) {
    pipeline::LlmStageParts writing;
    writing.client = models_->get({});
    writing.prompts = parts.prompts;
    writing.terms = parts.terms;
    writing.clock = parts.clock;
    pipeline::EditionRules rules{config_.score.weights(), {}, rights_};
    for (const Source& source : config_.sources) rules.kinds.emplace(source.slug, source.kind);
    rules.made.clear();
    for (const std::string& name : config_.daemon.editions)
        if (const auto kind = edition_kind_from(name)) rules.made.insert(*kind);
    return std::make_unique<pipeline::EditionMaker>(
        store, store, store, std::move(writing), std::move(rules),
        pipeline::EditionCalendar{TimeZone{config_.daemon.timezone}, config_.daemon.daily_at});
}

Expected<void> Services::room_on_disk() const { return disk_is_ready(config_.daemon.state_dir); }

Services::~Services() = default;

}  // namespace ainews::daemon
