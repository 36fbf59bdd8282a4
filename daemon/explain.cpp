#include "daemon/explain.h"

#include <fmt/format.h>

#include "core/results_json.h"
#include "core/stage_result.h"

namespace ainews::daemon {
namespace {

std::string minute(TimePoint when, const TimeZone& zone) {
    return zone.format(when, "%Y-%m-%d %H:%M:%S");
}

/// "5×40 + 5×30 + 3×20 + 2×10 = 430 → ★4"
std::string arithmetic(const Score& score, const ScoreWeights& weights) {
    std::string sum;
    for (const Axis axis : kAxes) {
        const auto scored = score.axes.find(axis);
        const auto weight = weights.percent.find(axis);
        if (scored == score.axes.end() || weight == weights.percent.end()) continue;
        sum +=
            fmt::format("{}{}×{}", sum.empty() ? "" : " + ", scored->second.level, weight->second);
    }
    const int total = score_total(score, weights);
    return fmt::format("{} = {} → ★{}", sum, total, score_stars(total));
}

void explain_stage(std::ostream& out, const std::string& name, const StageRecord& stage,
                   const TimeZone& zone) {
    out << fmt::format("  {:<10} {}{}", name, to_string(stage.state),
                       stage.provisional ? " (provisional)" : "");
    if (!stage.provenance.engine.empty())
        out << fmt::format("  engine {}", stage.provenance.engine);
    if (!stage.provenance.model.empty()) out << fmt::format("  model {}", stage.provenance.model);
    if (!stage.provenance.prompt_version.empty())
        out << fmt::format("  prompt {}", stage.provenance.prompt_version);
    if (stage.attempts > 0) out << fmt::format("  {} rejected answers", stage.attempts);
    if (stage.provenance.tokens_in > 0)
        out << fmt::format("  tokens {}+{}", stage.provenance.tokens_in,
                           stage.provenance.tokens_out);
    if (stage.provenance.cost) out << fmt::format("  ${:.6f}", usd(*stage.provenance.cost));
    if (stage.finished) out << fmt::format("  finished {}", minute(*stage.finished, zone));
    if (stage.not_before) out << fmt::format("  not before {}", minute(*stage.not_before, zone));
    out << '\n';
    for (const std::string& finding : stage.findings) out << "             · " << finding << '\n';
    if (!stage.error.empty()) out << "             ! " << stage.error << '\n';
}

void explain_sightings(std::ostream& out, const Item& item, const TimeZone& zone) {
    out << "Sightings\n";
    for (const Sighting& sighting : item.sightings) {
        out << fmt::format("  {}  {}  {}", minute(sighting.seen, zone), sighting.source,
                           sighting.url);
        if (sighting.points)
            out << fmt::format("  {} points, {} comments", *sighting.points,
                               sighting.comments.value_or(0));
        out << '\n';
    }
}

void explain_editions(std::ostream& out,
                      const std::vector<std::pair<EditionKind, std::string>>& editions) {
    std::string names;
    for (const auto& [kind, name] : editions)
        names += fmt::format("{}{} {}", names.empty() ? "" : ", ", to_string(kind), name);
    if (!names.empty()) out << fmt::format("  editions {}\n", names);
}

/// What the editor did to it and what readers were told.
void explain_desk(std::ostream& out, const Item& item, const TimeZone& zone) {
    if (item.first_published)
        out << fmt::format("  first published {}\n", minute(*item.first_published, zone));
    if (item.publish != PublishState::Public)
        out << fmt::format(
            "  {}{}{}{}{}\n", to_string(item.publish),
            item.publish_changed ? " since " + minute(*item.publish_changed, zone) : "",
            item.publish_reason.empty() ? "" : ": ", item.publish_reason,
            item.publish_note.empty() ? "" : " (readers: " + item.publish_note + ")");
    if (item.pinned) out << "  pinned\n";
    if (!item.corrections.empty()) out << "Corrections\n";
    for (const Correction& correction : item.corrections)
        out << fmt::format("  {}  {:<10} {}\n", minute(correction.at, zone), correction.field,
                           correction.note);
    if (!item.hand_texts.empty()) out << "Set by hand\n";
    for (const HandText& hand : item.hand_texts)
        out << fmt::format("  {}  {:<10} {}{}\n", minute(hand.at, zone), hand.field, hand.text,
                           hand.applies ? "" : "  (does not apply: what it replaced is gone)");
}

void explain_rating(std::ostream& out, const Item& item, const ScoreWeights& weights) {
    const auto score = stage_result(item, stage_names::kScore, score_from_json);
    if (!score) return;
    out << "Rating\n  " << arithmetic(*score, weights) << '\n';
    for (const auto& [axis, scored] : score->axes)
        out << fmt::format("  {:<13}{}  {}\n", to_string(axis), scored.level, scored.reason);
}

}  // namespace

void show_item(std::ostream& out, const Item& item, const ScoreWeights& weights,
               const TimeZone& zone) {
    const auto summary = stage_result(item, stage_names::kSummarize, summary_from_json);
    const auto translation = stage_result(item, stage_names::kTranslate, translation_from_json);
    const auto analysis = stage_result(item, stage_names::kAnalyze, analysis_from_json);
    const auto score = stage_result(item, stage_names::kScore, score_from_json);
    out << (summary && !summary->title.empty() ? summary->title : item.title) << '\n';
    out << fmt::format("{} · {} · {}\n", item.source,
                       zone.japanese_minute(item.published.value_or(item.first_seen)), item.url);
    if (score) out << arithmetic(*score, weights) << '\n';
    if (summary) {
        out << '\n' << summary->tldr << "\n\n";
        int number = 0;
        for (const KeyPoint& point : summary->key_points)
            out << fmt::format("{}. {}\n   {}\n", ++number, point.heading, point.text);
    }
    if (analysis)
        out << "\n影響分析\n"
            << analysis->impact << "\n編集コメント\n"
            << analysis->comment << '\n';
    if (translation) {
        out << '\n';
        for (const Block& block : translation->blocks)
            if (!block.dropped) out << block.text << "\n\n";
    }
}

void explain_item(std::ostream& out, const Item& item, const std::vector<HistoryLine>& history,
                  Rights rights, const ScoreWeights& weights, const TimeZone& zone,
                  const std::vector<StaleStage>& stale,
                  const std::vector<std::pair<EditionKind, std::string>>& editions) {
    out << fmt::format("Item {}  {}\n  {}\n  {}\n", item.id, to_string(item.state), item.title,
                       item.url);
    out << fmt::format("  source {}  language {}  first seen {}  rights {}  publish {}\n",
                       item.source, item.language.empty() ? "?" : item.language,
                       minute(item.first_seen, zone), to_string(rights), to_string(item.publish));
    if (!item.skip_reason.empty()) out << fmt::format("  skipped: {}\n", item.skip_reason);
    if (!item.error.empty()) out << fmt::format("  error: {}\n", item.error);
    if (item.story)
        out << fmt::format("  story {}{}\n", *item.story,
                           item.story_lead ? ", which it leads" : "");
    explain_editions(out, editions);
    explain_desk(out, item, zone);
    explain_sightings(out, item, zone);
    out << "Stages\n";
    for (const auto& [name, stage] : item.stages) {
        explain_stage(out, name, stage, zone);
        for (const StaleStage& old : stale)
            if (old.stage == name)
                out << fmt::format("             stale: {} changed since; items redo --stale {}\n",
                                   fmt::join(old.parts, ", "), name);
    }
    explain_rating(out, item, weights);
    out << "History\n";
    for (const HistoryLine& line : history)
        out << fmt::format("  {}  {:<10} {}\n", minute(line.at, zone), line.what, line.text);
}

}  // namespace ainews::daemon
