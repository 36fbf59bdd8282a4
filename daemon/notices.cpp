#include "daemon/notices.h"

#include <spdlog/spdlog.h>

#include "core/calendar.h"
#include "daemon/exit.h"
#include "daemon/job_log.h"
#include "daemon/notice_news.h"
#include "daemon/notify_wiring.h"
#include "net/http_client.h"
#include "notify/heartbeat.h"

namespace ainews::daemon {
namespace {

/// How often sources and budgets are looked at.
constexpr Millis kLookEvery = std::chrono::minutes{1};

}  // namespace

Notices::Notices(const config::Config& config, Store& store, Clock& clock, OnReport on_report)
    : config_{config}, store_{store}, clock_{clock}, on_report_{std::move(on_report)} {
    if (config.notify.webhooks.empty() && config.notify.heartbeat_url.empty()) return;
    http_ = std::make_unique<net::CurlHttpClient>(notify_client_options(config), clock);
    std::vector<notify::Webhook> webhooks;
    for (const config::WebhookConfig& hook : config.notify.webhooks) {
        auto webhook = webhook_of(hook);
        if (!webhook) throw Exit{ExitCode::BadConfig, webhook.error().message};
        webhooks.push_back(*std::move(webhook));
    }
    if (webhooks.empty()) return;
    reporter_ = std::make_unique<notify::Reporter>(store, report_rules(config));
    auto options = courier_options(config, std::move(webhooks));
    options.on_report = [this](const notify::DeliveryReport& report) {
        log(report);
        if (on_report_) on_report_(report);
    };
    courier_ = std::make_unique<notify::Courier>(*http_, store, clock, std::move(options));
}

Notices::~Notices() = default;

void Notices::published(std::int64_t revision) {
    if (reporter_) {
        const TimePoint now = clock_.now();
        for (const notify::DailyNews& daily : daily_news(store_, config_, revision))
            note(reporter_->report_daily(daily, now));
        note(reporter_->report_stories(story_news(store_, config_, now), now));
    }
    if (cycle_open_.exchange(false)) cycle_good_ = true;
}

void Notices::tend(std::stop_token drain, std::stop_token abort) {
    if (!http_) return;
    if (courier_) {
        look_around();
        if (const auto delivered = courier_->deliver(std::move(drain), abort); !delivered)
            note(tl::unexpected{delivered.error()});
    }
    if (cycle_good_.exchange(false) && !config_.notify.heartbeat_url.empty())
        beat(std::move(abort));
}

void Notices::look_around() {
    const SteadyTime tick = clock_.steady_now();
    if (looked_ && tick - *looked_ < kLookEvery) return;
    looked_ = tick;
    const TimePoint now = clock_.now();
    note(reporter_->report_sources(source_news(store_, config_), now));
    note(reporter_->report_budgets(budget_news(store_, config_, now), now));
    const auto swept = store_.sweep_notices(now);
    if (!swept) return note(tl::unexpected{swept.error()});
    if (swept->uncertain > 0)
        spdlog::warn("notices of a sender that was killed are not sent again count={}",
                     swept->uncertain);
    if (swept->expired > 0) spdlog::warn("notices expired unsent count={}", swept->expired);
}

void Notices::beat(std::stop_token abort) {
    const auto answered =
        notify::send_heartbeat(*http_, config_.notify.heartbeat_url, std::move(abort));
    const std::string error = answered ? std::string{} : answered.error().message;
    if (error == heartbeat_error_) return;
    if (error.empty())
        spdlog::info("heartbeat answered again");
    else
        spdlog::warn("heartbeat failed error={}", log_value(error));
    heartbeat_error_ = error;
}

void Notices::note(const Expected<int>& told) {
    const std::string error = told ? std::string{} : told.error().message;
    const std::lock_guard lock{mutex_};
    if (!error.empty() && error != ledger_error_)
        spdlog::warn("notices not written down error={}", log_value(error));
    ledger_error_ = error;
}

void Notices::log(const notify::DeliveryReport& report) {
    using Result = notify::DeliveryReport::Result;
    std::string& last = errors_[report.webhook];
    if (report.result == Result::Delivered)
        spdlog::info("notified webhook={} event={} key={}", report.webhook, report.event,
                     report.key);
    else if (report.result != Result::Delayed || report.error != last)
        spdlog::warn("not notified webhook={} event={} key={} result={} error={} attempts={}{}",
                     report.webhook, report.event, report.key, to_string(report.result),
                     log_value(report.error), report.attempts,
                     report.result == Result::Delayed ? " next=" + to_rfc3339(report.next) : "");
    last = report.error;
}

}  // namespace ainews::daemon
