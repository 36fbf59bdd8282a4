#include "pipeline/edition_maker.h"

#include <fmt/format.h>

#include <algorithm>

namespace ainews::pipeline {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

/// A process that dies gives its hold up at once; this is for another host's.
constexpr Millis kHold = hours{1};
/// The last moment to take in what was finished since it was made.
constexpr Millis kLastLook = minutes{5};
constexpr Millis kLookAgain = minutes{5};
constexpr Millis kRetryFirst = minutes{10};
constexpr Millis kRetryMax = hours{1};
constexpr int kWeekliesCaughtUp = 2;

std::string_view stage_of(EditionKind kind) { return to_string(kind); }

std::string list_headline(const EditionCalendar& calendar, const EditionPeriod& period,
                          std::size_t items) {
    const std::string when = calendar.japanese_name(period);
    if (period.kind == EditionKind::Hacker)
        return fmt::format("{}の開発者コミュニティの話題{}本", when, items);
    return fmt::format("{}のAIニュース{}本", when, items);
}

std::string list_lead(EditionKind kind) {
    switch (kind) {
        case EditionKind::Hacker:
            return "この24時間に開発者コミュニティで話題になった記事を、得点の多い順に並べた。";
        case EditionKind::Weekly:
            return "この1週間の日報が取り上げた記事を、評価の高い順に並べた。";
        case EditionKind::Daily:
            break;
    }
    return "この24時間に掲載した記事を、評価の高い順に並べた。";
}

bool no_model_answered(const Edition& edition) { return edition.provenance.engine != "llm"; }

bool has_community(const EditionRules& rules) {
    return std::ranges::any_of(
        rules.kinds, [](const auto& source) { return source.second == SourceKind::Community; });
}

EditionMade report_of(const Edition& edition) {
    EditionMade made{
        edition.kind,          edition.name, edition.items.size(), edition.sections.size(),
        edition.deterministic, {},           edition.provenance};
    if (edition.deterministic && !edition.findings.empty()) made.why = edition.findings.back();
    return made;
}

}  // namespace

EditionMaker::EditionMaker(const ItemReader& items, const EditionReader& editions,
                           EditionDesk& desk, LlmStageParts parts, EditionRules rules,
                           EditionCalendar calendar)
    : items_{items},
      editions_{editions},
      desk_{desk},
      parts_{std::move(parts)},
      rules_{std::move(rules)},
      calendar_{std::move(calendar)} {}

EditionMaker::Need EditionMaker::need_of(const EditionPeriod& period,
                                         const std::optional<Edition>& old, TimePoint now) const {
    if (!old) return Need::Make;
    const bool list = old->deterministic && no_model_answered(*old);
    if (list && parts_.client != nullptr && now < period.until + kEditionListKept)
        return Need::Replace;
    if (now >= old->frozen_at - kLastLook && now < old->frozen_at) return Need::Remake;
    return Need::Nothing;
}

std::vector<EditionMade> EditionMaker::tend(std::stop_token stop) {
    std::vector<EditionMade> made;
    const TimePoint now = parts_.clock->now();
    // A weekly is made of dailies: they come first.
    for (const EditionKind kind : {EditionKind::Daily, EditionKind::Hacker, EditionKind::Weekly}) {
        if (!rules_.made.contains(kind)) continue;
        if (kind == EditionKind::Hacker && !has_community(rules_)) continue;
        const int count = kind == EditionKind::Weekly ? kWeekliesCaughtUp : kEditionsCaughtUp;
        const std::string first = first_of(kind, now, count);
        for (const EditionPeriod& period : calendar_.latest(kind, now, count)) {
            if (stop.stop_requested()) return made;
            if (period.name < first) continue;
            const auto look = next_look_.find({kind, period.name});
            if (look != next_look_.end() && parts_.clock->steady_now() < look->second) continue;
            tend_one(period, made, stop);
        }
    }
    return made;
}

/// Nothing is made up for from before the first paper: who starts to have papers made pays for the
/// newest, not for a week of them.
std::string EditionMaker::first_of(EditionKind kind, TimePoint now, int caught_up) const {
    const auto known = editions_.editions(kind, {}, caught_up);
    if (known.empty()) return calendar_.latest(kind, now).name;
    return known.back().name;
}

void EditionMaker::tend_one(const EditionPeriod& period, std::vector<EditionMade>& made,
                            const std::stop_token& stop) {
    const TimePoint now = parts_.clock->now();
    const Key key{period.kind, period.name};
    const auto old = editions_.edition(period.kind, period.name);
    const Need need = need_of(period, old, now);
    Millis pause = kLookAgain;
    if (need == Need::Nothing && old && now >= old->frozen_at) pause = hours{24};
    // Nobody waits for a day that had nothing to show when it was over.
    if (!old && now >= period.until + hours{24}) pause = hours{1};
    if (old && now < old->frozen_at - kLastLook) pause = old->frozen_at - kLastLook - now;
    if (need != Need::Nothing) {
        const Material material = gather(period);
        const bool same = old && old->provenance.input_hash == material.hash;
        const bool wanted = !material.candidates.empty() && (need != Need::Remake || !same);
        if (wanted) {
            auto written = write(period, material, old, false, stop);
            if (written) {
                failures_.erase(key);
                made.push_back(*std::move(written));
                pause = minutes{1};  // to see when it has to be looked at again
            } else if (need == Need::Replace) {
                const int failures = std::min(failures_[key]++, 8);
                pause = std::min(kRetryMax, kRetryFirst * (1 << failures));
            }
        }
    }
    next_look_[key] = parts_.clock->steady_now() + pause;
}

Expected<EditionMade> EditionMaker::make(const EditionPeriod& period, bool force,
                                         std::stop_token stop) {
    if (parts_.clock->now() < period.until)
        return fail(ErrorKind::BadInput,
                    fmt::format("{} {} is not over before {}", to_string(period.kind), period.name,
                                calendar_.zone().format(period.until, "%Y-%m-%d %H:%M")));
    const Material material = gather(period);
    if (material.candidates.empty())
        return fail(ErrorKind::NotFound,
                    fmt::format("nothing belongs to {} {}", to_string(period.kind), period.name));
    const auto old = editions_.edition(period.kind, period.name);
    // The store would refuse it as well, but only after it was paid for.
    if (old && !force && !old->deterministic && parts_.clock->now() >= old->frozen_at)
        return fail(ErrorKind::Conflict,
                    fmt::format("{} {} is frozen", to_string(period.kind), period.name));
    return write(period, material, old, force, stop);
}

EditionMaker::Material EditionMaker::gather(const EditionPeriod& period) const {
    Material material;
    if (period.kind == EditionKind::Weekly) {
        std::vector<Edition> dailies;
        for (const Day& day : calendar_.days_of(period.name))
            if (auto daily = editions_.edition(EditionKind::Daily, day))
                dailies.push_back(std::move(*daily));
        material.candidates = weekly_items(items_, dailies, rules_);
        material.sources = weekly_sources(dailies, material.candidates);
    } else {
        material.candidates = period.kind == EditionKind::Daily
                                  ? daily_items(items_, period, rules_)
                                  : hacker_items(items_, period, rules_);
        material.sources = item_sources(material.candidates);
    }
    material.hash = edition_input_hash(period, material.candidates);
    return material;
}

/// The edition as a model writes it, or as a list with the reason as its last finding. An error is
/// one that ends the attempt: Cancelled.
Expected<Edition> EditionMaker::compose(const EditionPeriod& period, const Material& material,
                                        const std::stop_token& stop) const {
    Edition edition;
    edition.kind = period.kind;
    edition.name = period.name;
    edition.from = period.from;
    edition.until = period.until;
    for (const EditionCandidate& candidate : material.candidates)
        edition.items.push_back(candidate.item);
    edition.provenance.engine = "builtin";
    edition.deterministic = true;
    edition.headline = list_headline(calendar_, period, edition.items.size());
    edition.lead.text = list_lead(period.kind);
    if (parts_.client == nullptr) {
        edition.findings = {"モデルが設定されていない"};
    } else if (material.sources.empty()) {
        edition.findings = {"日本語の要約がまだない"};
    } else {
        auto written = write_digest(parts_, stage_of(period.kind), calendar_.japanese_name(period),
                                    material.sources, stop);
        if (!written && written.error().kind == ErrorKind::Cancelled)
            return tl::unexpected{std::move(written).error()};
        if (!written) {
            edition.findings = {"モデルが答えなかった: " + written.error().message};
        } else {
            edition.provenance =
                llm_provenance(parts_, stage_of(period.kind), written->asked, written->attempts);
            edition.findings = std::move(written->findings);
            edition.deterministic = written->sections.empty();
            if (edition.deterministic) {
                edition.findings.emplace_back("検査に通る節がないため、一覧で代えた");
            } else {
                edition.headline = std::move(written->headline);
                edition.lead = std::move(written->lead);
                edition.sections = std::move(written->sections);
            }
        }
    }
    edition.provenance.input_hash = material.hash;
    return edition;
}

Expected<EditionMade> EditionMaker::write(const EditionPeriod& period, const Material& material,
                                          const std::optional<Edition>& old, bool force,
                                          const std::stop_token& stop) {
    const TimePoint began = parts_.clock->now();
    if (auto held = desk_.begin_edition(period.kind, period.name, began, kHold); !held)
        return tl::unexpected{std::move(held).error()};
    auto edition = compose(period, material, stop);
    std::optional<Error> refused;
    if (!edition) {
        refused = edition.error();
    } else if (edition->deterministic && old) {
        // A list in place of the same list is no news; one in place of prose is a loss.
        const bool same = old->provenance.input_hash == material.hash;
        if (!old->deterministic || (same && no_model_answered(*edition)))
            refused = Error{ErrorKind::Unavailable, edition->findings.back()};
    }
    if (!refused) {
        const TimePoint now = parts_.clock->now();
        edition->made = now;
        edition->frozen_at = now + kEditionOpen;
        if (auto stored = desk_.store_edition(*edition, force, now); stored)
            return report_of(*edition);
        else
            refused = std::move(stored).error();
    }
    (void)desk_.abandon_edition(period.kind, period.name);
    return tl::unexpected{*std::move(refused)};
}

}  // namespace ainews::pipeline
