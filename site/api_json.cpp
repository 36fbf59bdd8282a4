#include "site/api_json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/calendar.h"
#include "core/json_text.h"
#include "core/results_json.h"
#include "site/card_view.h"
#include "text/unicode.h"
#include "text/url.h"

namespace ainews::site {
namespace {

using nlohmann::json;

json text_or_null(std::string_view text) { return text.empty() ? json(nullptr) : json(text); }

json time_or_null(const std::optional<TimePoint>& when) {
    return when ? json(to_rfc3339(*when)) : json(nullptr);
}

template <typename T>
json number_or_null(const std::optional<T>& number) {
    return number ? json(*number) : json(nullptr);
}

json url_or_null(const std::string& url) {
    return text::is_http_url(url) ? json(url) : json(nullptr);
}

std::string address(const ApiContext& context, const std::string& path) {
    return context.options.base_url + path;
}

const char* state_name(Progress progress) {
    switch (progress) {
        case Progress::Done:
            return "done";
        case Progress::Waiting:
            return "waiting";
        case Progress::Extractive:
            return "extractive";
        case Progress::Failed:
            return "failed";
    }
    return "";
}

json source_json(const std::string& slug, const SiteOptions& options) {
    const auto kind = source_kind(options, slug);
    return {{"slug", slug},
            {"name", source_name(options, slug)},
            {"kind", kind ? json(to_string(*kind)) : json(nullptr)}};
}

json score_json(const ReaderItem& found) {
    if (!found.results.scored()) return nullptr;
    json reasons = json::object();
    json out{{"total", found.card.total}, {"stars", found.card.stars}};
    for (const auto& [axis, scored] : found.results.score->axes) {
        const std::string name{to_string(axis)};
        out[name] = scored.level;
        reasons[name] = scored.reason;
    }
    // A reason speaks of the text: where only a link may be shown, it would say too much.
    out["reasons"] = found.rights == Rights::Link ? json(nullptr) : reasons;
    return out;
}

json key_points_json(const ReaderItem& found) {
    json points = json::array();
    for (const KeyPoint& point : found.results.summary->key_points)
        points.push_back(
            {{"heading", point.heading},
             {"text", point.text},
             // Numbers of blocks mean something only beside the blocks.
             {"blocks", found.rights == Rights::Full ? json(point.blocks) : json::array()}});
    return points;
}

json entities_json(const ReaderItem& found) {
    json entities = json::array();
    for (const Entity& entity : found.results.summary->entities)
        entities.push_back({{"name", entity.name}, {"kind", entity.kind}, {"role", entity.role}});
    return entities;
}

json block_json(const Block& block) {
    json spans = json::array();
    for (const Span& span : block.spans)
        if (text::is_http_url(span.href))
            spans.push_back({{"start", span.start}, {"end", span.end}, {"href", span.href}});
    return {
        {"n", block.n}, {"kind", to_string(block.kind)}, {"text", block.text}, {"spans", spans}};
}

json blocks_json(const std::vector<Block>& blocks) {
    json out = json::array();
    for (const Block& block : blocks)
        if (!block.dropped) out.push_back(block_json(block));
    return out;
}

json made_json(const Item& item) {
    json out = json::array();
    for (const auto& [name, stage] : item.stages)
        if (stage.result_json && name != stage_names::kExtract)
            out.push_back({{"stage", name},
                           {"engine", text_or_null(stage.provenance.engine)},
                           {"model", text_or_null(stage.provenance.model)},
                           {"finished", time_or_null(stage.finished)}});
    return out;
}

json corrections_json(const Item& item) {
    json out = json::array();
    for (const Correction& correction : item.corrections)
        out.push_back({{"at", to_rfc3339(correction.at)},
                       {"field", correction.field},
                       {"note", correction.note}});
    return out;
}

/// Only what readers may see of what the text rests on.
json shown_ids(const std::vector<ItemId>& ids, const ApiContext& context) {
    json out = json::array();
    for (const ItemId id : ids)
        if (const auto item = context.store.items.item(id); item && is_listed(*item))
            out.push_back(id);
    return out;
}

json edition_text_json(const EditionText& part, const ApiContext& context) {
    return {{"heading", text_or_null(part.heading)},
            {"text", part.text},
            {"items", shown_ids(part.items, context)}};
}

json edition_items_json(const Edition& edition, const ApiContext& context) {
    json items = json::array();
    for (const EditionItem& entry : edition.items) {
        const auto found =
            reader_item(entry.item, context.store, context.rights, context.options.weights);
        if (!found) continue;
        json item = api_item(*found, context);
        item["points"] = number_or_null(entry.points);
        item["comments"] = number_or_null(entry.comments);
        item["comments_url"] = url_or_null(entry.comments_url);
        items.push_back(std::move(item));
    }
    return items;
}

json topic_json(const Topic& topic, const ApiContext& context) {
    const bool has_page = topic.kind == TopicKind::Tag || topic.kind == TopicKind::Company;
    return {
        {"kind", to_string(topic.kind)},
        {"name", topic.name},
        {"slug", topic.slug},
        {"page", has_page && topic.items > 0
                     ? json(address(context,
                                    fmt::format("{}/{}/",
                                                topic.kind == TopicKind::Tag ? "tags" : "companies",
                                                topic.slug)))
                     : json(nullptr)}};
}

}  // namespace

json api_item(const ReaderItem& found, const ApiContext& context) {
    const Item& item = found.item;
    const Card& card = found.card;
    json tags = json::array();
    for (const CardTag& tag : card.tags) tags.push_back(tag.name);
    const bool rated = card.stars > 0;
    return {{"id", item.id},
            {"url", url_or_null(item.url)},
            {"page", card.outside ? json(nullptr)
                                  : json(address(context, fmt::format("articles/{}/", item.id)))},
            {"source", source_json(item.source, context.options)},
            {"title", card.title},
            {"title_language", card.title_lang.empty() ? "ja" : card.title_lang},
            {"original_title", item.title},
            {"authors", item.authors},
            {"language", text_or_null(item.language)},
            {"published", time_or_null(item.published)},
            {"first_seen", to_rfc3339(item.first_seen)},
            {"listed", to_rfc3339(card.when)},
            {"state", state_name(card.progress)},
            {"rights", to_string(found.rights)},
            {"story", number_or_null(item.story)},
            {"reading_minutes", card.minutes > 0 ? json(card.minutes) : json(nullptr)},
            {"tldr", text_or_null(card.tldr)},
            {"tags", tags},
            {"stars", rated ? json(card.stars) : json(nullptr)},
            {"total", rated ? json(card.total) : json(nullptr)},
            {"corrected", time_or_null(card.corrected)}};
}

json api_whole_item(const ReaderItem& found, const ApiContext& context) {
    json out = api_item(found, context);
    const ItemResults& results = found.results;
    const bool full = found.rights == Rights::Full;
    const bool summary = found.rights != Rights::Link && results.summary;
    const bool analysis = found.rights != Rights::Link && results.analysis;
    out["rights_basis"] =
        full ? text_or_null(context.rights.basis(found.item.source)) : json(nullptr);
    out["score"] = score_json(found);
    out["key_points"] = summary ? key_points_json(found) : json(nullptr);
    out["entities"] = summary ? entities_json(found) : json::array();
    out["impact"] = analysis && full ? text_or_null(results.analysis->impact) : json(nullptr);
    out["comment"] = analysis ? text_or_null(results.analysis->comment) : json(nullptr);
    out["translation"] =
        full && results.translation ? blocks_json(results.translation->blocks) : json(nullptr);
    out["original"] =
        full && results.extraction ? blocks_json(results.extraction->blocks) : json(nullptr);
    out["corrections"] = corrections_json(found.item);
    out["made"] = made_json(found.item);
    return out;
}

json api_excerpt(const ReaderItem& found, const SearchWords& words) {
    const std::string text = words.excerpt(readable_texts(found));
    if (text.empty()) return nullptr;
    json marks = json::array();
    for (const auto& [begin, end] : words.marks(text))
        marks.push_back({text::length(std::string_view{text}.substr(0, begin)),
                         text::length(std::string_view{text}.substr(0, end))});
    return {{"text", text}, {"marks", marks}};
}

json api_edition(const Edition& edition, const ApiContext& context) {
    const std::string kind{to_string(edition.kind)};
    return {{"kind", kind},
            {"name", edition.name},
            {"page", address(context, fmt::format("{}/{}/", kind, edition.name))},
            {"headline", edition.headline},
            {"from", to_rfc3339(edition.from)},
            {"until", to_rfc3339(edition.until)},
            {"made", to_rfc3339(edition.made)},
            {"frozen_at", to_rfc3339(edition.frozen_at)},
            {"deterministic", edition.deterministic},
            {"model", text_or_null(edition.provenance.model)}};
}

json api_whole_edition(const Edition& edition, const ApiContext& context) {
    json out = api_edition(edition, context);
    out["lead"] =
        edition.lead.text.empty() ? json(nullptr) : edition_text_json(edition.lead, context);
    json sections = json::array();
    for (const EditionText& section : edition.sections)
        sections.push_back(edition_text_json(section, context));
    out["sections"] = sections;
    out["items"] = edition_items_json(edition, context);
    json corrections = json::array();
    for (const EditionCorrection& correction : edition.corrections)
        corrections.push_back({{"at", to_rfc3339(correction.at)}, {"text", correction.text}});
    out["corrections"] = corrections;
    return out;
}

json api_trends(const std::optional<TrendReport>& report, const ApiContext& context) {
    json trends = json::array();
    if (report)
        for (const Trend& trend : report->trends)
            trends.push_back({{"topic", topic_json(trend.topic, context)},
                              {"count", trend.count},
                              {"mean", trend.mean},
                              {"score", trend.score},
                              {"sources", trend.sources},
                              {"per_day", trend.per_day}});
    return {{"until", report ? json(to_rfc3339(report->until)) : json(nullptr)},
            {"days_counted", report ? report->days_counted : 0},
            {"trends", trends}};
}

std::string inert_json(const json& value) {
    std::string out;
    const std::string plain = dump(value);
    for (std::size_t at = 0; at < plain.size(); ++at) {
        const char c = plain[at];
        if (c == '<' || c == '>' || c == '&') {
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else if (plain.compare(at, 3, "\u2028") == 0 || plain.compare(at, 3, "\u2029") == 0) {
            out += plain[at + 2] == '\xA8' ? "\\u2028" : "\\u2029";
            at += 2;
        } else {
            out.push_back(c);
        }
    }
    return out + "\n";
}

}  // namespace ainews::site
