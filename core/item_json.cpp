#include <nlohmann/json.hpp>

#include "core/calendar.h"
#include "core/item.h"
#include "core/json_text.h"
#include "core/results_json.h"

namespace ainews {
namespace {

using nlohmann::json;

json time_or_null(const std::optional<TimePoint>& when) {
    return when ? json(to_rfc3339(*when)) : json(nullptr);
}

json text_or_null(const std::string& text) { return text.empty() ? json(nullptr) : json(text); }

template <typename T>
json value_or_null(const std::optional<T>& value) {
    return value ? json(*value) : json(nullptr);
}

json sighting_json(const Sighting& sighting) {
    return {{"source", sighting.source},
            {"guid", sighting.guid},
            {"url", sighting.url},
            {"seen", to_rfc3339(sighting.seen)},
            {"points", value_or_null(sighting.points)},
            {"comments", value_or_null(sighting.comments)}};
}

json stage_json(const StageRecord& stage) {
    const Provenance& made = stage.provenance;
    return {{"state", to_string(stage.state)},
            {"engine", made.engine},
            {"model", text_or_null(made.model)},
            {"prompt_version", text_or_null(made.prompt_version)},
            {"attempts", stage.attempts},
            {"finished", time_or_null(stage.finished)},
            {"not_before", time_or_null(stage.not_before)},
            {"provisional", stage.provisional},
            {"tokens_in", made.tokens_in},
            {"tokens_out", made.tokens_out},
            {"cost_usd", made.cost ? json(usd(*made.cost)) : json(nullptr)},
            {"findings", stage.findings},
            {"error", text_or_null(stage.error)}};
}

/// The stage's result, if it has one that can be read.
template <typename T>
std::optional<T> result_of(const Item& item, std::string_view stage,
                           Expected<T> (*read)(std::string_view)) {
    const auto found = item.stages.find(stage);
    if (found == item.stages.end() || !found->second.result_json) return std::nullopt;
    auto value = read(*found->second.result_json);
    return value ? std::optional<T>{std::move(*value)} : std::nullopt;
}

json summary_fields(const Summary& summary) {
    json points = json::array();
    for (const KeyPoint& point : summary.key_points)
        points.push_back(
            {{"heading", point.heading}, {"text", point.text}, {"blocks", point.blocks}});
    json entities = json::array();
    for (const Entity& entity : summary.entities)
        entities.push_back({{"name", entity.name}, {"kind", entity.kind}, {"role", entity.role}});
    return {{"title", summary.title}, {"tldr", summary.tldr}, {"key_points", points},
            {"tags", summary.tags},   {"entities", entities}, {"extractive", summary.extractive}};
}

json japanese(const Item& item) {
    const auto summary = result_of(item, stage_names::kSummarize, summary_from_json);
    const auto translation = result_of(item, stage_names::kTranslate, translation_from_json);
    const auto analysis = result_of(item, stage_names::kAnalyze, analysis_from_json);
    if (!summary && !translation && !analysis) return nullptr;
    json out = summary ? summary_fields(*summary)
                       : json{{"title", nullptr},
                              {"tldr", nullptr},
                              {"key_points", nullptr},
                              {"tags", nullptr},
                              {"entities", nullptr}};
    out["blocks"] = translation ? to_json(translation->blocks) : json(nullptr);
    out["impact"] = analysis ? json(analysis->impact) : json(nullptr);
    out["comment"] = analysis ? json(analysis->comment) : json(nullptr);
    return out;
}

json score_json(const Item& item, const ScoreWeights& weights) {
    const auto score = result_of(item, stage_names::kScore, score_from_json);
    if (!score || score->axes.size() != kAxes.size()) return nullptr;
    const int total = score_total(*score, weights);
    json out{{"total", total}, {"stars", score_stars(total)}};
    json reasons = json::object();
    for (const auto& [axis, scored] : score->axes) {
        const std::string name{to_string(axis)};
        out[name] = scored.level;
        reasons[name] = scored.reason;
    }
    out["reasons"] = reasons;
    return out;
}

}  // namespace

std::string item_contract_json(const Item& item, Rights rights, const ScoreWeights& weights) {
    const auto extraction = result_of(item, stage_names::kExtract, extraction_from_json);
    const auto minutes =
        reader_minutes(extraction, result_of(item, stage_names::kTranslate, translation_from_json));
    json sightings = json::array();
    for (const Sighting& sighting : item.sightings) sightings.push_back(sighting_json(sighting));
    json stages = json::object();
    for (const auto& [name, stage] : item.stages) stages[name] = stage_json(stage);
    const json out{
        {"id", item.id},
        {"url", item.url},
        {"source", item.source},
        {"title", item.title},
        {"authors", item.authors},
        {"language", item.language},
        {"published", time_or_null(item.published)},
        {"first_seen", to_rfc3339(item.first_seen)},
        {"state", to_string(item.state)},
        {"skip_reason", text_or_null(item.skip_reason)},
        {"error", text_or_null(item.error)},
        {"publish", to_string(item.publish)},
        {"rights", to_string(rights)},
        {"sightings", sightings},
        {"story",
         item.story ? json{{"id", *item.story}, {"lead", item.story_lead}} : json(nullptr)},
        {"reading_minutes", minutes ? json(*minutes) : json(nullptr)},
        {"stages", stages},
        {"original", {{"blocks", extraction ? to_json(extraction->blocks) : json::array()}}},
        {"ja", japanese(item)},
        {"score", score_json(item, weights)}};
    return dump(out);
}

}  // namespace ainews
