#include "daemon/notify_wiring.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "config/secret.h"
#include "daemon/wiring.h"
#include "text/url.h"

namespace ainews::daemon {

net::ClientOptions notify_client_options(const config::Config& config) {
    net::ClientOptions options;
    options.thread_name = "notify-http";
    options.user_agent = fetch_client_options(config).user_agent;
    options.allow_networks = {"0.0.0.0/0", "::/0"};
    options.ca_file = config.fetch.ca_file;
    return options;
}

Expected<notify::Webhook> webhook_of(const config::WebhookConfig& hook) {
    const auto address = config::read_secret(hook, config::process_environment());
    if (!address) return tl::unexpected{address.error()};
    if (!address->warning.empty()) spdlog::warn("{}", address->warning);
    if (!text::is_http_url(address->value))
        return fail(ErrorKind::Refused,
                    fmt::format("notify.webhook {}: what its file or variable holds is no http or "
                                "https URL",
                                hook.name));
    return notify::Webhook{
        hook.name, notify::format_from(hook.format).value_or(notify::Format::Json), address->value};
}

notify::ReportRules report_rules(const config::Config& config) {
    notify::ReportRules rules;
    for (const config::WebhookConfig& hook : config.notify.webhooks)
        rules.listeners.push_back({hook.name, {hook.events.begin(), hook.events.end()}});
    rules.zone = TimeZone{config.daemon.timezone};
    rules.quiet = notify::QuietHours::parse(config.notify.quiet);
    return rules;
}

notify::Courier::Options courier_options(const config::Config& config,
                                         std::vector<notify::Webhook> webhooks) {
    notify::Courier::Options options;
    options.webhooks = std::move(webhooks);
    options.speaker = {config.site.title, config.site.base_url};
    options.zone = TimeZone{config.daemon.timezone};
    options.quiet = notify::QuietHours::parse(config.notify.quiet);
    return options;
}

}  // namespace ainews::daemon
