#pragma once

#include <vector>

#include "config/config.h"
#include "net/client_options.h"
#include "notify/courier.h"
#include "notify/reporter.h"

/// From `[notify]` to the options of notify/. Pure but for reading secrets.
namespace ainews::daemon {

/// Of a client of its own, under the model's policy: the operator named the addresses, which may be
/// on a host of his own network, and no feed can add one. It follows no redirect and shares no
/// connection with the clients that read the world.
[[nodiscard]] net::ClientOptions notify_client_options(const config::Config& config);
/// The webhook with its address. Refused, without the address, where it is missing or no URL.
[[nodiscard]] Expected<notify::Webhook> webhook_of(const config::WebhookConfig& hook);
[[nodiscard]] notify::ReportRules report_rules(const config::Config& config);
[[nodiscard]] notify::Courier::Options courier_options(const config::Config& config,
                                                       std::vector<notify::Webhook> webhooks);

}  // namespace ainews::daemon
