#include "daemon/wiring.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "config/secret.h"
#include "daemon/exit.h"
#include "pipeline/registry.h"
#include "text/url.h"

namespace ainews::daemon {
namespace {

constexpr auto kModelDnsCache = std::chrono::minutes{1};
constexpr std::size_t kModelIdleConnections = 128;

std::optional<MicroUsd> micro(const std::optional<double>& usd) {
    return usd ? std::optional{pipeline::micro_usd(*usd)} : std::nullopt;
}

pipeline::LlmApi api_of(const config::LlmConfig& llm) {
    const bool anthropic = llm.api.empty() ? text::host_of(llm.base_url) == "api.anthropic.com"
                                           : llm.api == "anthropic";
    return anthropic ? pipeline::LlmApi::Anthropic : pipeline::LlmApi::OpenAi;
}

/// Anthropic's own examples leave the version out.
std::string base_url_of(const config::LlmConfig& llm) {
    std::string url = llm.base_url;
    while (url.ends_with('/')) url.pop_back();
    if (api_of(llm) == pipeline::LlmApi::Anthropic && !url.ends_with("/v1")) url += "/v1";
    return url;
}

std::string user_agent(const config::FetchConfig& fetch) {
    if (!fetch.user_agent.empty()) return fetch.user_agent;
    const std::string product = "ainewsd/" AINEWS_VERSION;
    return fetch.contact.empty() ? product : fmt::format("{} (+{})", product, fetch.contact);
}

}  // namespace

StageGraph stage_graph(const config::Config& config) {
    std::vector<std::string> names;
    for (const config::StageConfig& stage : config.stages)
        if (stage.engine != "off") names.push_back(stage.name);
    return pipeline::default_graph(names);
}

site::SiteOptions site_options(const config::Config& config,
                               const std::filesystem::path& share_dir) {
    site::SiteOptions options;
    options.dir = config.site.dir;
    // Files of the same name beside the configuration override the shipped ones one by one.
    if (!config.directory.empty()) options.templates.push_back(config.directory);
    options.templates.push_back(share_dir);
    options.base_url = config.site.base_url;
    options.title = config.site.title;
    options.contact = config.site.contact;
    options.time_zone = TimeZone{config.daemon.timezone};
    options.weights = config.score.weights();
    options.rights_default = config.site.rights_default;
    for (const Source& source : config.sources) {
        options.source_names.emplace(source.slug, source.name);
        options.source_kinds.emplace(source.slug, source.kind);
        options.source_languages.emplace(source.slug, source.language);
        options.source_terms.emplace(
            source.slug,
            fmt::format("{} {} {}", source.rights ? to_string(*source.rights) : "default",
                        source.rights_basis, fmt::join(source.rights_hosts, " ")));
    }
    return options;
}

net::ClientOptions fetch_client_options(const config::Config& config) {
    net::ClientOptions options;
    options.thread_name = "fetch";
    options.keep_idle = false;  // the next poll is an hour away
    options.user_agent = user_agent(config.fetch);
    options.max_in_flight = static_cast<std::size_t>(config.fetch.concurrency);
    options.per_host_in_flight = static_cast<std::size_t>(config.fetch.per_host);
    options.per_host_gap = config.fetch.host_interval;
    options.allow_networks = config.fetch.allow_networks;
    options.ca_file = config.fetch.ca_file;
    options.proxy = config.fetch.proxy;
    return options;
}

net::ClientOptions model_client_options(const config::Config& config) {
    std::size_t in_flight = 1;
    for (const config::LlmConfig& llm : config.llms)
        in_flight += static_cast<std::size_t>(llm.concurrency);
    net::ClientOptions options;
    options.thread_name = "model";
    options.max_in_flight = in_flight;
    options.per_host_in_flight = in_flight;  // each endpoint keeps to its own concurrency
    options.allow_networks = {"0.0.0.0/0", "::/0"};
    options.ca_file = config.fetch.ca_file;
    options.dns_cache = kModelDnsCache;
    options.idle_connections = kModelIdleConnections;
    return options;
}

HttpLimits feed_limits(const config::FetchConfig& fetch) {
    HttpLimits limits;
    limits.body_bytes_max = static_cast<std::size_t>(fetch.feed_bytes_max.bytes);
    limits.redirects_max = fetch.redirects_max;
    limits.connect = fetch.connect_timeout;
    limits.first_byte = fetch.first_byte_timeout;
    limits.total = fetch.total_timeout;
    return limits;
}

feeds::PollerOptions poller_options(const config::Config& config) {
    feeds::PollerOptions options;
    options.interval = config.daemon.interval;
    options.limits = feed_limits(config.fetch);
    options.first_poll_max = config.fetch.first_poll_max;
    options.new_items_max = config.fetch.new_items_max;
    return options;
}

pipeline::PriceList price_list(const config::Config& config, const config::LlmConfig& llm) {
    pipeline::PriceList list;
    list.plain = {micro(llm.price_in), micro(llm.price_out), micro(llm.price_cached_in),
                  micro(llm.price_cache_write)};
    const TimeZone zone{config.daemon.timezone};
    for (const config::PriceConfig* row : config.prices_of(llm))
        list.dated.push_back(
            {zone.start_of(row->from).value_or(TimePoint{}),
             {micro(row->in), micro(row->out), micro(row->cached_in), micro(row->cache_write)}});
    return list;
}

pipeline::BudgetPolicy budget_policy(const config::Config& config) {
    return {.call = micro(config.budget.call_usd),
            .item = micro(config.budget.item_usd),
            .day = micro(config.budget.day_usd),
            .month = micro(config.budget.month_usd),
            .zone = TimeZone{config.daemon.timezone},
            .editions_share = config.daemon.editions.empty() ? 0 : config.budget.editions_share};
}

pipeline::LlmEndpoint llm_endpoint(const config::Config& config, const config::LlmConfig& llm,
                                   const std::string& fence_secret) {
    const auto key = config::read_secret(llm, config::process_environment());
    if (!key) throw Exit{ExitCode::BadConfig, key.error().message};
    if (!key->warning.empty()) spdlog::warn("{}", key->warning);
    pipeline::LlmEndpoint endpoint;
    endpoint.name = llm.name;
    endpoint.api = api_of(llm);
    endpoint.base_url = base_url_of(llm);
    endpoint.model = llm.model;
    endpoint.api_key = pipeline::Secret{key->value};
    endpoint.fence_secret = pipeline::Secret{fence_secret};
    endpoint.prices = price_list(config, llm);
    endpoint.concurrency = llm.concurrency;
    endpoint.requests_per_minute = llm.requests_per_minute;
    endpoint.tokens_per_minute = llm.tokens_per_minute;
    endpoint.context_tokens = llm.context_tokens.value_or(0);
    endpoint.find_context = true;
    endpoint.reasoning_tokens = llm.reasoning_tokens.value_or(0);
    endpoint.temperature = llm.temperature;
    endpoint.seed = llm.seed;
    endpoint.reasoning_effort = llm.reasoning_effort;
    endpoint.timeouts = {llm.connect_timeout, llm.first_token_timeout, llm.progress_timeout,
                         llm.timeout};
    return endpoint;
}

}  // namespace ainews::daemon
