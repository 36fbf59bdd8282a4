#pragma once

#include <filesystem>

#include "config/config.h"
#include "core/http.h"
#include "core/stage_graph.h"
#include "feeds/poller.h"
#include "net/client_options.h"
#include "pipeline/budget.h"
#include "pipeline/llm_endpoint.h"
#include "site/publisher.h"

/// From the configuration's words to each folder's own options. Pure but for reading secrets.
namespace ainews::daemon {

[[nodiscard]] StageGraph stage_graph(const config::Config& config);
[[nodiscard]] site::SiteOptions site_options(const config::Config& config,
                                             const std::filesystem::path& share_dir);
/// Of the client that fetches feeds and pages.
[[nodiscard]] net::ClientOptions fetch_client_options(const config::Config& config);
/// Of the client that asks models: the operator named their addresses, so any network may be
/// contacted.
[[nodiscard]] net::ClientOptions model_client_options(const config::Config& config);
[[nodiscard]] HttpLimits feed_limits(const config::FetchConfig& fetch);
[[nodiscard]] feeds::PollerOptions poller_options(const config::Config& config);
/// What the endpoint's model costs: the table's rows, else its own prices.
[[nodiscard]] pipeline::PriceList price_list(const config::Config& config,
                                             const config::LlmConfig& llm);
[[nodiscard]] pipeline::BudgetPolicy budget_policy(const config::Config& config);
/// Reads the endpoint's key. Throws Exit (78) naming the file or variable that is missing.
[[nodiscard]] pipeline::LlmEndpoint llm_endpoint(const config::Config& config,
                                                 const config::LlmConfig& llm,
                                                 const std::string& fence_secret);

}  // namespace ainews::daemon
