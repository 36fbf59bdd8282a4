#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <iostream>
#include <latch>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>

#include "config/secret.h"
#include "core/json_text.h"
#include "core/results_json.h"
#include "daemon/check_advice.h"
#include "daemon/commands/commands.h"
#include "daemon/fence_secret.h"
#include "daemon/model_clients.h"
#include "daemon/model_report.h"
#include "daemon/model_search.h"
#include "daemon/notify_check.h"
#include "daemon/temporary_directory.h"
#include "daemon/wiring.h"
#include "net/http_client.h"
#include "storage/sqlite_store.h"

namespace ainews::daemon {
namespace {

namespace fs = std::filesystem;

/// One line of the report.
struct Finding {
    bool ok = true;
    std::string what;
    std::string message;  ///< what is wrong and what to do, or what was found
    std::optional<ModelReport> model = std::nullopt;
};

Finding directory_finding(const char* what, const fs::path& path) {
    std::error_code ec;
    fs::create_directories(path, ec);
    if (std::error_code unknown; !fs::exists(path, unknown))
        return {false, what,
                fmt::format("{0} does not exist and cannot be made ({1}); make it for the "
                            "service's user, say: sudo install -d -o USER -g GROUP {0}",
                            path.string(), ec.message())};
    if (access(path.c_str(), R_OK | W_OK | X_OK) != 0)
        return {false, what,
                fmt::format("{} is not writable; run as the service's user or change its owner",
                            path.string())};
    return {true, what, path.string()};
}

/// Below this the store soon has no room for a day's work.
constexpr std::uintmax_t kFreeBytesMin = 512U << 20U;

Finding space_finding(const fs::path& path) {
    std::error_code ec;
    const fs::space_info space = fs::space(path, ec);
    if (ec) return {true, "free space", fmt::format("not known: {}", ec.message())};
    const std::uintmax_t mebibytes = space.available >> 20U;
    if (space.available < kFreeBytesMin)
        return {false, "free space",
                fmt::format("{} MiB at {}; make room, or nothing is polled once it is full",
                            mebibytes, path.string())};
    return {true, "free space", fmt::format("{} MiB", mebibytes)};
}

/// Files that root makes now, the service could not open later.
std::optional<Finding> user_finding(const fs::path& state_dir) {
    struct stat status {};
    if (geteuid() != 0 || ::stat(state_dir.c_str(), &status) != 0 || status.st_uid == 0)
        return std::nullopt;
    return Finding{true, "user",
                   fmt::format("root, while {} belongs to another user; run it as that user: sudo "
                               "-u '#{}' ainewsd check",
                               state_dir.string(), status.st_uid)};
}

/// Asks every source at once; the client keeps to its own limits.
std::vector<Finding> check_sources(const config::Config& config, HttpClient& http, TimePoint now) {
    std::vector<Finding> findings(config.sources.size());
    std::latch answered{static_cast<std::ptrdiff_t>(config.sources.size())};
    for (std::size_t i = 0; i < config.sources.size(); ++i) {
        HttpRequest request;
        request.url = config.sources[i].url;
        request.limits = feed_limits(config.fetch);
        http.send(std::move(request), {}, [&, i](Expected<HttpResponse> response) {
            SourceVerdict verdict = judge_source(config.sources[i], response, now);
            findings[i] = {verdict.ok, "source " + config.sources[i].slug,
                           std::move(verdict.message)};
            answered.count_down();
        });
    }
    answered.wait();
    return findings;
}

/// Endpoints whose key is where the configuration says, and what is to be said of the others.
std::vector<Finding> take_out_models_without_key(std::vector<config::LlmConfig>& llms) {
    std::vector<Finding> findings;
    std::erase_if(llms, [&](const config::LlmConfig& llm) {
        const auto key = config::read_secret(llm, config::process_environment());
        if (!key) findings.push_back({false, "model " + llm.name, key.error().message});
        return !key.has_value();
    });
    return findings;
}

std::vector<Finding> check_models(const config::Config& config, Context& context) {
    std::vector<Finding> findings;
    // Before the first start nothing is made that the service's user could not open later.
    std::optional<TemporaryDirectory> apart;
    std::unique_ptr<Store> temporary;
    if (!context.has_database()) {
        apart.emplace(fs::temp_directory_path(), "ainewsd-check");
        temporary = storage::SqliteStore::open(
            {.path = apart->path() / "check.db", .mode = storage::OpenMode::Tool}, context.graph(),
            context.clock());
    }
    Store& store = temporary ? *temporary : context.store();
    net::CurlHttpClient http{model_client_options(config), context.clock()};
    ModelClients models{config, fence_secret(apart ? apart->path() : config.daemon.state_dir),
                        http,   store,
                        store,  context.clock()};
    for (const auto& client : models.endpoints()) {
        const std::string what = "model " + client->name();
        auto report = model_report(*config.find_llm(client->name()), *client);
        if (report)
            findings.push_back({report->offered, what, sentence(*report), *std::move(report)});
        else
            findings.push_back(
                {false, what,
                 report.error().message +
                     model_advice(report.error(), config.find_llm(client->name())->base_url)});
    }
    return findings;
}

void print(const std::vector<Finding>& findings) {
    for (const Finding& finding : findings)
        std::cout << fmt::format("{:<7} {}: {}\n", finding.ok ? "ok" : "PROBLEM", finding.what,
                                 finding.message);
}

void print_json(const std::vector<Finding>& findings) {
    nlohmann::json out = nlohmann::json::array();
    for (const Finding& finding : findings) {
        nlohmann::json line{
            {"ok", finding.ok}, {"what", finding.what}, {"message", finding.message}};
        if (finding.model) line["model"] = nlohmann::json::parse(to_json(*finding.model));
        out.push_back(std::move(line));
    }
    std::cout << dump(out) << '\n';
}

}  // namespace

ExitCode run_check(const Check& options, Context& context) {
    const config::Config& config = context.config();
    std::vector<Finding> findings;
    findings.push_back({true, "configuration",
                        context.config_file().empty()
                            ? std::string{"the defaults: no file was found"}
                            : context.config_file().string()});
    for (const std::string& warning : config.warnings)
        findings.push_back({true, "configuration", warning});
    findings.push_back(directory_finding("state directory", config.daemon.state_dir));
    findings.push_back(directory_finding("site directory", config.site.dir));
    const bool on_line = findings.back().ok && !options.offline;
    findings.push_back(space_finding(config.daemon.state_dir));
    if (auto user = user_finding(config.daemon.state_dir)) findings.push_back(*std::move(user));
    if (config.site.base_url == config::SiteConfig{}.base_url)
        findings.push_back({true, "site address",
                            config.site.base_url +
                                ": set [site] base_url to where readers will find it, or links in "
                                "feeds lead nowhere"});
    for (NotifyFinding& finding : check_notify(config, context.clock(), on_line && options.notify))
        findings.push_back({finding.ok, std::move(finding.what), std::move(finding.message)});
    config::Config with_keys = config;
    for (Finding& finding : take_out_models_without_key(with_keys.llms))
        findings.push_back(std::move(finding));
    if (on_line) {
        net::CurlHttpClient http{fetch_client_options(config), context.clock()};
        for (Finding& finding : check_sources(config, http, context.clock().now()))
            findings.push_back(std::move(finding));
        for (Finding& finding : check_models(with_keys, context))
            findings.push_back(std::move(finding));
    }
    options.json ? print_json(findings) : print(findings);
    if (!options.offline && !options.json)
        print_model_suggestions(std::cout, config, context.clock());
    const bool all_ok =
        std::ranges::all_of(findings, [](const Finding& finding) { return finding.ok; });
    return all_ok ? ExitCode::Ok : ExitCode::Unavailable;
}

}  // namespace ainews::daemon
