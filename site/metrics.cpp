#include "site/metrics.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <limits>
#include <string_view>

namespace ainews::site {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<std::pair<std::string, std::string>>;

double seconds(TimePoint when) {
    return static_cast<double>(when.time_since_epoch().count()) / 1000;
}

ClientMetric labelled(const Labels& labels) {
    ClientMetric metric;
    for (const auto& [name, value] : labels) {
        ClientMetric::Label label;
        label.name = name;
        label.value = value;
        metric.label.push_back(std::move(label));
    }
    return metric;
}

/// Families in the order they are added.
class Families {
public:
    MetricFamily& add(const char* name, const char* help, MetricType type) {
        MetricFamily family;
        family.name = name;
        family.help = help;
        family.type = type;
        families_.push_back(std::move(family));
        return families_.back();
    }
    void gauge(const char* name, const char* help, double value) {
        put(add(name, help, MetricType::Gauge), {}, value);
    }
    void counter(const char* name, const char* help, double value) {
        put(add(name, help, MetricType::Counter), {}, value);
    }
    static void put(MetricFamily& family, const Labels& labels, double value) {
        ClientMetric metric = labelled(labels);
        if (family.type == MetricType::Counter)
            metric.counter.value = value;
        else
            metric.gauge.value = value;
        family.metric.push_back(std::move(metric));
    }
    [[nodiscard]] std::string text() const {
        return prometheus::TextSerializer{}.Serialize(families_);
    }

private:
    std::vector<MetricFamily> families_;
};

void add_polls(Families& out, const OpsReport& report) {
    const OpsMeters& meters = report.meters;
    out.counter("ainewsd_cycles_total", "Poll cycles since the start.",
                static_cast<double>(meters.cycles));
    MetricFamily& polls =
        out.add("ainewsd_polls_total", "Polls of sources since the start.", MetricType::Counter);
    Families::put(polls, {{"result", "unchanged"}}, static_cast<double>(meters.unchanged));
    Families::put(polls, {{"result", "failed"}}, static_cast<double>(meters.failed));
    Families::put(polls, {{"result", "fetched"}},
                  static_cast<double>(meters.polled - meters.unchanged - meters.failed));
    out.counter("ainewsd_new_items_total", "Items found since the start.",
                static_cast<double>(meters.new_items));
    MetricFamily& publishes =
        out.add("ainewsd_publishes_total", "Times the site was written since the start.",
                MetricType::Counter);
    Families::put(publishes, {{"result", "done"}}, static_cast<double>(meters.publishes));
    Families::put(publishes, {{"result", "failed"}}, static_cast<double>(meters.publishes_failed));
    if (report.cycle)
        out.gauge("ainewsd_last_cycle_timestamp_seconds", "When the last cycle ended.",
                  seconds(report.cycle->finished.value_or(report.cycle->started)));
}

void add_queue(Families& out, const OpsReport& report) {
    MetricFamily& items = out.add("ainewsd_items", "Items by state.", MetricType::Gauge);
    for (const auto& [state, count] : report.items)
        Families::put(items, {{"state", std::string{to_string(state)}}},
                      static_cast<double>(count));
    MetricFamily& queue = out.add("ainewsd_jobs", "Jobs by stage and state.", MetricType::Gauge);
    for (const auto& [stage, states] : report.queue)
        for (const auto& [state, count] : states)
            Families::put(queue, {{"stage", stage}, {"state", std::string{to_string(state)}}},
                          static_cast<double>(count));
    out.gauge(
        "ainewsd_oldest_unfinished_seconds",
        "How long ago the oldest unfinished item was first seen.",
        report.oldest_unfinished ? seconds(report.at) - seconds(*report.oldest_unfinished) : 0);
    out.gauge("ainewsd_held_items", "Items that wait for the editor.",
              static_cast<double>(report.held));
}

void add_ratings(Families& out, const OpsReport& report) {
    MetricFamily& levels = out.add(
        "ainewsd_ratings", "Ratings of the last seven days by axis and level.", MetricType::Gauge);
    for (const OpsRating& rating : report.ratings)
        for (std::size_t i = 0; i < rating.levels.size(); ++i)
            Families::put(
                levels,
                {{"axis", std::string{to_string(rating.axis)}}, {"level", std::to_string(i + 1)}},
                static_cast<double>(rating.levels.at(i)));
    const auto drift = [&](const char* name, const char* help, double OpsRating::*value) {
        MetricFamily& family = out.add(name, help, MetricType::Gauge);
        for (const OpsRating& rating : report.ratings)
            Families::put(family, {{"axis", std::string{to_string(rating.axis)}}}, rating.*value);
    };
    drift("ainewsd_rating_shift", "Mean rating of the last seven days less that of the 28 before.",
          &OpsRating::shift);
    drift("ainewsd_rating_psi", "Population stability index of the same; above 0.2: a drift.",
          &OpsRating::psi);
}

void add_stages(Families& out, const OpsReport& report) {
    MetricFamily& jobs =
        out.add("ainewsd_stage_jobs_total", "Jobs ended since the start.", MetricType::Counter);
    for (const auto& [stage, meter] : report.meters.stages)
        for (const auto& [outcome, count] : meter.outcomes)
            Families::put(jobs, {{"stage", stage}, {"outcome", outcome}},
                          static_cast<double>(count));
    MetricFamily& latency =
        out.add("ainewsd_stage_seconds", "What a job of a stage takes.", MetricType::Histogram);
    for (const auto& [stage, meter] : report.meters.stages) {
        ClientMetric metric = labelled({{"stage", stage}});
        metric.histogram.sample_count = static_cast<std::uint64_t>(meter.jobs);
        metric.histogram.sample_sum = meter.seconds;
        std::uint64_t below = 0;
        for (std::size_t i = 0; i < meter.buckets.size(); ++i) {
            below += static_cast<std::uint64_t>(meter.buckets.at(i));
            ClientMetric::Bucket bucket;
            bucket.cumulative_count = below;
            bucket.upper_bound = i < kLatencyBounds.size()
                                     ? kLatencyBounds.at(i)
                                     : std::numeric_limits<double>::infinity();
            metric.histogram.bucket.push_back(bucket);
        }
        latency.metric.push_back(std::move(metric));
    }
}

void add_models(Families& out, const OpsReport& report) {
    const auto family = [&](const char* name, const char* help, auto value) {
        MetricFamily& rows = out.add(name, help, MetricType::Counter);
        for (const OpsModel& model : report.models)
            Families::put(rows, {{"llm", model.name}}, value(model));
    };
    family("ainewsd_llm_calls_total", "Calls in the ledger.",
           [](const OpsModel& model) { return static_cast<double>(model.totals.calls); });
    family("ainewsd_llm_tokens_in_total", "Prompt tokens in the ledger.",
           [](const OpsModel& model) { return static_cast<double>(model.totals.tokens_in); });
    family("ainewsd_llm_tokens_out_total", "Answer tokens in the ledger.",
           [](const OpsModel& model) { return static_cast<double>(model.totals.tokens_out); });
    family("ainewsd_llm_cost_usd_total", "Money in the ledger.",
           [](const OpsModel& model) { return usd(model.totals.cost); });
    MetricFamily& up = out.add("ainewsd_llm_up", "1 while the model answers.", MetricType::Gauge);
    for (const OpsModel& model : report.models)
        Families::put(up, {{"llm", model.name}}, model.state == "ok" ? 1 : 0);
    MetricFamily& spent =
        out.add("ainewsd_spent_usd", "Money sent today and this month.", MetricType::Gauge);
    Families::put(spent, {{"period", "day"}}, usd(report.day_spent));
    Families::put(spent, {{"period", "month"}}, usd(report.month_spent));
    MetricFamily& limit =
        out.add("ainewsd_budget_usd", "The limits in force; absent: none.", MetricType::Gauge);
    if (report.day_limit) Families::put(limit, {{"period", "day"}}, usd(*report.day_limit));
    if (report.month_limit) Families::put(limit, {{"period", "month"}}, usd(*report.month_limit));
}

void add_sources(Families& out, const OpsReport& report) {
    MetricFamily& up = out.add("ainewsd_source_up", "1 for a source whose last poll went well.",
                               MetricType::Gauge);
    for (const OpsSource& source : report.sources)
        Families::put(up, {{"source", source.slug}}, source.state.state == SourceState::Ok ? 1 : 0);
    MetricFamily& failures =
        out.add("ainewsd_source_failures", "Failures of a source in a row.", MetricType::Gauge);
    for (const OpsSource& source : report.sources)
        Families::put(failures, {{"source", source.slug}}, source.state.failures);
    MetricFamily& last = out.add("ainewsd_source_last_ok_timestamp_seconds",
                                 "When a source last answered; absent: never.", MetricType::Gauge);
    for (const OpsSource& source : report.sources)
        if (source.state.last_ok)
            Families::put(last, {{"source", source.slug}}, seconds(*source.state.last_ok));
}

void add_notices(Families& out, const OpsReport& report) {
    MetricFamily& attempts =
        out.add("ainewsd_notifications_total", "Attempts to tell a webhook since the start.",
                MetricType::Counter);
    for (const auto& [what, count] : report.meters.notices)
        Families::put(attempts, {{"webhook", what.first}, {"result", what.second}},
                      static_cast<double>(count));
    MetricFamily& waiting = out.add("ainewsd_notifications_waiting",
                                    "Notices that a webhook was not told yet.", MetricType::Gauge);
    for (const WebhookTally& tally : report.webhooks)
        Families::put(waiting, {{"webhook", tally.webhook}}, static_cast<double>(tally.waiting));
}

}  // namespace

double quantile(const StageMeter& meter, double share) {
    const double wanted = share * static_cast<double>(meter.jobs);
    double below = 0;
    double lower = 0;
    for (std::size_t i = 0; i < kLatencyBounds.size(); ++i) {
        const auto here = static_cast<double>(meter.buckets.at(i));
        const double upper = kLatencyBounds.at(i);
        if (here > 0 && below + here >= wanted)
            return lower + (upper - lower) * (wanted - below) / here;
        below += here;
        lower = upper;
    }
    return lower;
}

std::string metrics_text(const OpsReport& report) {
    Families out;
    MetricFamily& build = out.add("ainewsd_build_info", "The version.", MetricType::Gauge);
    Families::put(build, {{"version", report.version}}, 1);
    out.gauge("ainewsd_start_timestamp_seconds", "When the daemon started.",
              seconds(report.started));
    add_polls(out, report);
    add_queue(out, report);
    add_ratings(out, report);
    add_stages(out, report);
    add_models(out, report);
    add_sources(out, report);
    add_notices(out, report);
    return out.text();
}

}  // namespace ainews::site
