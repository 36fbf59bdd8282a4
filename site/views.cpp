#include "site/views.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/results_json.h"
#include "site/block_html.h"
#include "text/url.h"

namespace ainews::site {
namespace {

using kainjow::mustache::list;

constexpr std::array<std::pair<SourceKind, const char*>, 6> kKindNames{
    {{SourceKind::News, "報道"},
     {SourceKind::Blog, "ブログ"},
     {SourceKind::Research, "研究"},
     {SourceKind::Community, "コミュニティ"},
     {SourceKind::Video, "動画"},
     {SourceKind::Tools, "ツール"}}};
constexpr std::array<const char*, 6> kStarNames{"", "参考", "低め", "ふつう", "重要", "最重要"};
constexpr std::array<std::pair<Axis, const char*>, 4> kAxisNames{{{Axis::Depth, "深度"},
                                                                  {Axis::Relevance, "関連度"},
                                                                  {Axis::Practicality, "実用性"},
                                                                  {Axis::Novelty, "革新性"}}};

std::string language_name(std::string_view tag) {
    for (const auto& [code, name] : {std::pair{"ja", "日本語"},
                                     {"en", "英語"},
                                     {"zh", "中国語"},
                                     {"ko", "韓国語"},
                                     {"de", "ドイツ語"},
                                     {"fr", "フランス語"},
                                     {"es", "スペイン語"},
                                     {"it", "イタリア語"},
                                     {"pt", "ポルトガル語"},
                                     {"ru", "ロシア語"}})
        if (tag == code) return name;
    return {};
}

/// The results of an item, parsed once for all views.
struct Parsed {
    std::optional<Extraction> extraction;
    std::optional<Summary> summary;
    std::optional<Score> score;
    std::optional<Translation> translation;
    std::optional<Analysis> analysis;
};

template <typename T>
std::optional<T> result(const Item& item, std::string_view stage,
                        Expected<T> (*read)(std::string_view)) {
    const auto found = item.stages.find(stage);
    if (found == item.stages.end() || !found->second.result_json) return std::nullopt;
    auto value = read(*found->second.result_json);
    if (!value) return std::nullopt;
    return std::move(*value);
}

Parsed parse(const Item& item) {
    return {result(item, stage_names::kExtract, extraction_from_json),
            result(item, stage_names::kSummarize, summary_from_json),
            result(item, stage_names::kScore, score_from_json),
            result(item, stage_names::kTranslate, translation_from_json),
            result(item, stage_names::kAnalyze, analysis_from_json)};
}

View string_list(const std::vector<std::string>& values) {
    View out{View::type::list};
    for (const std::string& value : values) out << View{"text", value};
    return out;
}

/// Set a key that sections test: present and true, or absent.
void set_flag(View& view, const char* key, bool on) {
    view.set(key, View{on ? View::type::bool_true : View::type::bool_false});
}

void set_text(View& view, const char* key, const std::string& text) {
    if (!text.empty()) view.set(key, text);
}

void add_rating(View& view, const std::optional<Score>& score, const ScoreWeights& weights) {
    if (!score || score->axes.size() != kAxes.size()) return;
    const int total = score_total(*score, weights);
    const int stars = std::clamp(score_stars(total), 1, 5);
    View rating{View::type::object};
    rating.set("total", std::to_string(total));
    rating.set("stars", std::to_string(stars));
    rating.set("word", kStarNames[static_cast<std::size_t>(stars)]);
    rating.set("glyphs", fmt::format("{:★>{}}{:☆>{}}", "", stars, "", 5 - stars));
    View axes{View::type::list};
    for (const auto& [axis, name] : kAxisNames) {
        const AxisScore& scored = score->axes.at(axis);
        View row{View::type::object};
        row.set("name", name);
        row.set("level", std::to_string(scored.level));
        const auto weight = weights.percent.find(axis);
        row.set("weight", std::to_string(weight == weights.percent.end() ? 0 : weight->second));
        set_text(row, "reason", scored.reason);
        axes << row;
    }
    rating.set("axes", axes);
    view.set("rating", rating);
}

void add_meta(View& view, const Item& item, const Parsed& parsed, const SiteOptions& options) {
    const auto name = options.source_names.find(item.source);
    view.set("id", std::to_string(item.id));
    view.set("path", fmt::format("articles/{}/", item.id));
    view.set("url", item.url);
    view.set("source", name == options.source_names.end() ? item.source : name->second);
    const TimePoint when = item.published.value_or(item.first_seen);
    view.set("time", options.time_zone.japanese_minute(when));
    view.set("clock", options.time_zone.format(when, "%H:%M"));
    view.set("datetime", to_rfc3339(when));
    view.set("rfc822", options.time_zone.format(when, "%a, %d %b %Y %H:%M:%S %z"));
    view.set("lang", item.language.empty() ? "und" : item.language);
    set_text(view, "language", language_name(item.language));
    const auto kind = options.source_kinds.find(item.source);
    if (kind != options.source_kinds.end())
        for (const auto& [value, label] : kKindNames)
            if (value == kind->second) view.set("kind", label);
    if (parsed.extraction) view.set("minutes", std::to_string(parsed.extraction->reading_minutes));
    for (const Sighting& sighting : item.sightings)
        if (sighting.points)
            view.set("points", fmt::format("{}点・コメント{}件", *sighting.points,
                                           sighting.comments.value_or(0)));
}

void add_title(View& view, const Item& item, const Parsed& parsed, Rights rights) {
    const bool japanese =
        parsed.summary && !parsed.summary->extractive && !parsed.summary->title.empty();
    view.set("title", japanese ? parsed.summary->title : item.title);
    view.set("title_lang", japanese || item.language.empty() ? std::string{"ja"} : item.language);
    if (japanese && item.title != parsed.summary->title) view.set("original_title", item.title);
    set_flag(view, "untranslated", !japanese && item.language != "ja");
    set_flag(view, "extractive", parsed.summary && parsed.summary->extractive);
    set_flag(view, "summary_only", rights == Rights::Summary);
    set_flag(view, "link_only", rights == Rights::Link);
}

void add_summary(View& view, const Item& item, const Parsed& parsed, Rights rights) {
    if (!parsed.summary || rights == Rights::Link) return;
    set_text(view, "tldr", parsed.summary->tldr);
    view.set("tldr_lang", parsed.summary->extractive && !item.language.empty() ? item.language
                                                                               : std::string{"ja"});
    if (!parsed.summary->tags.empty()) view.set("tags", string_list(parsed.summary->tags));
}

void add_key_points(View& view, const Parsed& parsed, bool body_shown) {
    if (!parsed.summary || parsed.summary->key_points.empty()) return;
    View points{View::type::list};
    for (const KeyPoint& point : parsed.summary->key_points) {
        View row{View::type::object};
        row.set("heading", point.heading);
        row.set("text", point.text);
        View refs{View::type::list};
        if (body_shown)
            for (const std::int64_t n : point.blocks) refs << View{"n", std::to_string(n)};
        row.set("refs", refs);
        points << row;
    }
    View section{View::type::object};
    section.set("list", points);
    view.set("key_points", section);
}

void add_analysis(View& view, const Parsed& parsed, Rights rights) {
    if (!parsed.analysis || rights == Rights::Link) return;
    View analysis{View::type::object};
    if (rights == Rights::Full) set_text(analysis, "impact", parsed.analysis->impact);
    set_text(analysis, "comment", parsed.analysis->comment);
    view.set("analysis", analysis);
}

void add_body(View& view, const Item& item, const Parsed& parsed) {
    if (parsed.translation) view.set("body", blocks_html(parsed.translation->blocks, true));
    if (parsed.extraction && !parsed.extraction->blocks.empty())
        view.set("original", blocks_html(parsed.extraction->blocks, !parsed.translation));
    set_flag(view, "original_open", !parsed.translation);
    set_flag(view, "machine_translated", parsed.translation.has_value() && item.language != "ja");
}

void add_provenance(View& view, const Item& item, std::string_view basis,
                    const SiteOptions& options) {
    std::string model;
    for (const auto& [name, stage] : item.stages)
        if (!stage.provenance.model.empty()) model = stage.provenance.model;
    set_text(view, "model", model);
    set_text(view, "basis", std::string{basis});
    view.set("fetched", options.time_zone.japanese_minute(item.first_seen));
    set_text(view, "contact", options.contact);
}

}  // namespace

bool is_listed(const Item& item) {
    return item.state != ItemState::Skipped && item.publish == PublishState::Public;
}

bool has_page(const Item& item) {
    return item.state != ItemState::Skipped &&
           (item.publish == PublishState::Public || item.publish == PublishState::Withdrawn);
}

View teaser_view(const Item& item, Rights rights, const SiteOptions& options) {
    const Parsed parsed = parse(item);
    View view{View::type::object};
    add_meta(view, item, parsed, options);
    add_title(view, item, parsed, rights);
    add_summary(view, item, parsed, rights);
    add_rating(view, parsed.score, options.weights);
    return view;
}

View article_view(const Item& item, Rights rights, std::string_view basis,
                  const SiteOptions& options) {
    const Parsed parsed = parse(item);
    View view{View::type::object};
    add_meta(view, item, parsed, options);
    set_flag(view, "withdrawn", item.publish == PublishState::Withdrawn);
    if (item.publish == PublishState::Withdrawn) return view;
    add_title(view, item, parsed, rights);
    add_summary(view, item, parsed, rights);
    add_rating(view, parsed.score, options.weights);
    if (rights != Rights::Link)
        add_key_points(view, parsed, rights == Rights::Full && parsed.translation);
    add_analysis(view, parsed, rights);
    if (rights == Rights::Full) add_body(view, item, parsed);
    add_provenance(view, item, basis, options);
    return view;
}

View page_frame(const SiteOptions& options) {
    View view{View::type::object};
    view.set("site_title", options.title);
    view.set("base_url", options.base_url);
    return view;
}

}  // namespace ainews::site
