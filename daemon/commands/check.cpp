#include <fmt/format.h>
#include <unistd.h>

#include <iostream>
#include <latch>
#include <mutex>
#include <nlohmann/json.hpp>

#include "config/secret.h"
#include "core/results_json.h"
#include "daemon/commands/commands.h"
#include "daemon/fence_secret.h"
#include "daemon/model_clients.h"
#include "daemon/model_report.h"
#include "daemon/model_search.h"
#include "daemon/notify_check.h"
#include "daemon/wiring.h"
#include "feeds/parse.h"
#include "net/http_client.h"

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
    if (access(path.c_str(), R_OK | W_OK | X_OK) != 0)
        return {false, what,
                fmt::format("{} is not writable; run as the service's user or change its owner",
                            path.string())};
    return {true, what, path.string()};
}

Finding source_finding(const Source& source, const Expected<HttpResponse>& response) {
    const std::string what = "source " + source.slug;
    if (!response)
        return {false, what, fmt::format("{}: {}", source.url, response.error().message)};
    if (response->status != 200)
        return {false, what, fmt::format("{}: HTTP {}", source.url, response->status)};
    const auto feed = feeds::parse_feed(
        response->body,
        {.base_url = response->url, .content_type = std::string{response->header("content-type")}});
    if (!feed) return {false, what, fmt::format("{}: {}", source.url, feed.error().message)};
    return {true, what, fmt::format("{} entries", feed->entries.size())};
}

/// Asks every source at once; the client keeps to its own limits.
std::vector<Finding> check_sources(const config::Config& config, HttpClient& http) {
    std::vector<Finding> findings(config.sources.size());
    std::latch answered{static_cast<std::ptrdiff_t>(config.sources.size())};
    for (std::size_t i = 0; i < config.sources.size(); ++i) {
        HttpRequest request;
        request.url = config.sources[i].url;
        request.limits = feed_limits(config.fetch);
        http.send(std::move(request), {}, [&, i](Expected<HttpResponse> response) {
            findings[i] = source_finding(config.sources[i], response);
            answered.count_down();
        });
    }
    answered.wait();
    return findings;
}

std::vector<Finding> check_models(const config::Config& config, Context& context) {
    std::vector<Finding> findings;
    net::CurlHttpClient http{model_client_options(config), context.clock()};
    ModelClients models{config,
                        fence_secret(config.daemon.state_dir),
                        http,
                        context.store(),
                        context.store(),
                        context.clock()};
    for (const auto& client : models.endpoints()) {
        const std::string what = "model " + client->name();
        auto report = model_report(*config.find_llm(client->name()), *client);
        if (report)
            findings.push_back({report->offered, what, sentence(*report), *std::move(report)});
        else
            findings.push_back({false, what, report.error().message});
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
    for (NotifyFinding& finding : check_notify(config, context.clock(), on_line && options.notify))
        findings.push_back({finding.ok, std::move(finding.what), std::move(finding.message)});
    if (on_line) {
        net::CurlHttpClient http{fetch_client_options(config), context.clock()};
        for (Finding& finding : check_sources(config, http)) findings.push_back(std::move(finding));
        for (Finding& finding : check_models(config, context))
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
