#include "daemon/notify_check.h"

#include <fmt/format.h>

#include "core/calendar.h"
#include "daemon/notify_wiring.h"
#include "net/http_client.h"
#include "notify/heartbeat.h"
#include "notify/messages.h"
#include "text/url.h"

namespace ainews::daemon {
namespace {

constexpr std::string_view kSlackHost = "hooks.slack.com";
constexpr std::string_view kDiscordHost = "discord.com";
constexpr std::string_view kDiscordPath = "/api/webhooks/";

/// Known services by their name; another host may be a secret of the operator's own network.
std::string place_of(const std::string& url) {
    const std::string host = text::host_of(url);
    if (host == kSlackHost || host == kDiscordHost) return host;
    return "a host of your own choice";
}

/// What looks wrong about an address in that format, and what to do; empty where nothing does.
std::string doubt(const notify::Webhook& webhook) {
    const std::string host = text::host_of(webhook.url);
    if (host == kSlackHost && webhook.format != notify::Format::Slack)
        return "Slack takes format = \"slack\" only";
    if (host == kDiscordHost && webhook.format != notify::Format::Discord)
        return "Discord takes format = \"discord\" only";
    if (host == kDiscordHost && webhook.url.find(kDiscordPath) == std::string::npos)
        return "a Discord webhook's address has /api/webhooks/ in it: copy it from the channel's "
               "settings";
    return {};
}

std::string promise(const config::Config& config, const config::WebhookConfig& hook,
                    const notify::Webhook& webhook) {
    const std::string events =
        hook.events.empty() ? "every event" : fmt::format("{}", fmt::join(hook.events, ", "));
    return fmt::format("sends {} as {} to {}{}{}", events, hook.format, place_of(webhook.url),
                       config.notify.quiet.empty() ? "" : ", not in " + config.notify.quiet,
                       webhook.url.starts_with("http://")
                           ? "; over plain http, which anybody on the way can read"
                           : "");
}

NotifyFinding webhook_finding(const config::Config& config, const config::WebhookConfig& hook,
                              const Expected<notify::Webhook>& webhook) {
    const std::string what = "webhook " + hook.name;
    if (!webhook) return {false, what, webhook.error().message};
    if (std::string problem = doubt(*webhook); !problem.empty())
        return {false, what, std::move(problem)};
    return {true, what, promise(config, hook, *webhook)};
}

std::string words_of(const notify::Verdict& verdict) {
    using Result = notify::DeliveryReport::Result;
    if (verdict.result == Result::Delivered) return "a test message was taken";
    return fmt::format("the test message was not taken: {}", verdict.error);
}

}  // namespace

std::vector<NotifyFinding> check_notify(const config::Config& config, Clock& clock, bool really) {
    std::vector<NotifyFinding> findings;
    if (config.notify.webhooks.empty() && config.notify.heartbeat_url.empty()) return findings;
    net::CurlHttpClient http{notify_client_options(config), clock};
    const notify::Speaker speaker{config.site.title, config.site.base_url};
    for (const config::WebhookConfig& hook : config.notify.webhooks) {
        const auto webhook = webhook_of(hook);
        NotifyFinding finding = webhook_finding(config, hook, webhook);
        if (finding.ok && really) {
            const TimePoint now = clock.now();
            const auto verdict = notify::send_message(
                http, *webhook, notify::test_message(now), speaker,
                notify::delivery_id(speaker, "test/" + to_rfc3339(now)), now, {});
            finding.ok = verdict.result == notify::DeliveryReport::Result::Delivered;
            finding.message = words_of(verdict);
        }
        findings.push_back(std::move(finding));
    }
    if (config.notify.heartbeat_url.empty()) return findings;
    NotifyFinding heartbeat{true, "heartbeat", "called after each good cycle"};
    if (really) {
        const auto answered = notify::send_heartbeat(http, config.notify.heartbeat_url, {});
        heartbeat.ok = answered.has_value();
        heartbeat.message = answered ? "it answered" : answered.error().message;
    }
    findings.push_back(std::move(heartbeat));
    return findings;
}

}  // namespace ainews::daemon
