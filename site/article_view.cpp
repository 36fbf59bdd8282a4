#include "site/article_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/calendar.h"
#include "core/desk.h"
#include "site/block_html.h"
#include "site/card_view.h"
#include "site/headline.h"
#include "site/json_ld.h"
#include "site/labels.h"
#include "text/url.h"

namespace ainews::site {
namespace {

constexpr std::size_t kAuthorsNamed = 3;

std::string authors_line(const std::vector<std::string>& authors) {
    std::string line;
    for (std::size_t i = 0; i < std::min(authors.size(), kAuthorsNamed); ++i)
        line += fmt::format("{}{}", i == 0 ? "" : "、", authors[i]);
    return authors.size() > kAuthorsNamed ? line + "ほか" : line;
}

const StageRecord* stage_of(const Item& item, std::string_view name) {
    const auto found = item.stages.find(name);
    return found == item.stages.end() || !found->second.result_json ? nullptr : &found->second;
}

void add_titles(View& view, const Article& article, const SiteOptions& options) {
    const Item& item = article.item;
    const bool other = article.card.title != item.title;
    set_text(view, "original_title", other ? item.title : std::string{});
    std::vector<std::string> named = item.authors;
    std::erase(named, source_name(options, item.source));  // it stands before them
    const std::string authors = authors_line(named);
    set_text(view, "authors", authors);
    set_text(view, "authors_lang", name_language(authors, item.language));
    view.set("url", text::is_http_url(item.url) ? item.url : std::string{"#main"});
    set_flag(view, "partial",
             article.results.extraction && article.results.extraction->partial &&
                 article.rights != Rights::Link);
    std::string failed;
    for (const auto& [name, stage] : item.stages)
        if (stage.state == JobState::Failed && failed.empty()) failed = stage_name(name);
    set_text(view, "failed_stage", failed);
}

/// What is not there yet and is still to come.
std::string missing_words(const Article& article) {
    std::string words;
    const ItemState state = article.item.state;
    if (article.rights == Rights::Full &&
        translation_of(article.item, article.results) == TranslationState::Open)
        words += "訳文はまだありません。";
    const StageRecord* score = stage_of(article.item, stage_names::kScore);
    const bool failed = score != nullptr && score->state == JobState::Failed;
    if (!article.results.scored() && !failed && state != ItemState::Skipped)
        words += "評価はまだありません。";
    return words;
}

/// Why sentences of the original stand in for a summary.
std::string extract_words(const Article& article) {
    const StageRecord* stage = stage_of(article.item, stage_names::kSummarize);
    const bool rejected = stage != nullptr && stage->provenance.engine == "llm";
    return (rejected ? "要約が検査を通らなかったため、原文から抜き出した文を載せています。"
                     : "言語モデルの要約がまだないため、原文から抜き出した文を載せています。") +
           missing_words(article);
}

void add_corrections(View& view, const Item& item, const SiteOptions& options) {
    if (item.corrections.empty()) return set_flag(view, "corrections", false);
    View list = View::list();
    for (const Correction& correction : item.corrections) {
        View row;
        row.set("at", to_rfc3339(correction.at));
        row.set("when", options.time_zone.japanese_minute(correction.at));
        row.set("note", correction.note);
        list << std::move(row);
    }
    View section;
    section.set("list", std::move(list));
    view.set("corrections", std::move(section));
}

/// Why there is no rating: one that is not made yet will come, one that failed will not.
std::string_view unrated_words(const Item& item) {
    const StageRecord* stage = stage_of(item, stage_names::kScore);
    if (stage != nullptr && stage->state == JobState::Failed)
        return "評価を得られませんでした。検査を通る評価がないため、重要度は付けません。";
    if (item.state == ItemState::Skipped) return "この記事は評価の対象にしていません。";
    return "まだ評価していません。根拠を示せる評価ができるまで、重要度は付けません。";
}

void add_rating(View& view, const Article& article, const SiteOptions& options) {
    if (!article.results.scored()) {
        view.set("unrated", std::string{unrated_words(article.item)});
        return set_flag(view, "rating", false);
    }
    const Score& score = *article.results.score;
    View rating;
    set_number(rating, "total", article.card.total);
    set_number(rating, "stars", article.card.stars);
    rating.set("word", std::string{star_word(article.card.stars)});
    rating.set("glyphs", star_glyphs(article.card.stars));
    View axes = View::list();
    int number = 0;
    for (const Axis axis : kAxes) {
        const AxisScore& scored = score.axes.at(axis);
        const auto weight = options.weights.percent.find(axis);
        View row;
        set_number(row, "number", ++number);
        row.set("name", std::string{axis_name(axis)});
        set_number(row, "level", scored.level);
        set_number(row, "weight", weight == options.weights.percent.end() ? 0 : weight->second);
        set_text(row, "reason", scored.reason);
        axes << std::move(row);
    }
    rating.set("axes", std::move(axes));
    // A reason speaks of the text: where only a link may be shown, it would say too much.
    set_flag(rating, "reasons", article.rights != Rights::Link);
    view.set("rating", std::move(rating));
    const StageRecord* stage = stage_of(article.item, stage_names::kScore);
    const bool dated = stage != nullptr && stage->finished.has_value();
    set_text(view, "rated_time",
             dated ? options.time_zone.japanese_minute(*stage->finished) : std::string{});
    if (dated) view.set("rated_at", to_rfc3339(*stage->finished));
}

void add_key_points(View& view, const Article& article) {
    const auto& summary = article.results.summary;
    if (!summary || summary->key_points.empty() || article.rights == Rights::Link)
        return set_flag(view, "key_points", false);
    const bool anchored = article.rights == Rights::Full;
    View points = View::list();
    for (const KeyPoint& point : summary->key_points) {
        View row;
        // Of an extract it is the beginning of the sentence below, or of its section.
        set_text(row, "heading", summary->extractive ? std::string{} : point.heading);
        row.set("text", point.text);
        View refs = View::list();
        if (anchored)
            for (const std::int64_t n : point.blocks) refs << View{"n", std::to_string(n)};
        row.set("refs", std::move(refs));
        points << std::move(row);
    }
    View section;
    section.set("list", std::move(points));
    set_number(section, "count", static_cast<std::int64_t>(summary->key_points.size()));
    set_text(section, "points_lang", article.card.tldr_lang);
    view.set("key_points", std::move(section));
}

void add_analysis(View& view, const Article& article) {
    const auto& analysis = article.results.analysis;
    if (!analysis || article.rights == Rights::Link) return set_flag(view, "analysis", false);
    const bool full = article.rights == Rights::Full;
    const bool impact = full && !analysis->impact.empty();
    View section;
    section.set("summary", impact ? "影響分析と編集コメントを読む" : "編集コメントを読む");
    set_text(section, "impact", impact ? analysis->impact : std::string{});
    set_text(section, "comment", analysis->comment);
    View watch = View::list();
    if (full)
        for (const std::string& line : analysis->watch) watch << View{"text", line};
    View watched{false};
    if (!watch.is_empty_list()) {
        watched = View{};
        watched.set("list", std::move(watch));
    }
    section.set("watch", std::move(watched));
    const bool shown = impact || !analysis->comment.empty();
    view.set("analysis", shown ? std::move(section) : View{false});
}

/// The translation, the original, or both; nothing of either without full rights.
void add_text(View& view, const Article& article) {
    const auto& extraction = article.results.extraction;
    const auto& translation = article.results.translation;
    const bool full = article.rights == Rights::Full;
    const bool foreign = article.item.language != kJapanese;
    const bool has_original = full && extraction && !extraction->blocks.empty();
    const bool translated = full && foreign && translation && !translation->blocks.empty();
    const bool japanese = has_original && !foreign;
    set_flag(view, "text", has_original || translated);
    set_flag(view, "aligned",
             translated && has_original && translation->blocks.size() == extraction->blocks.size());
    set_flag(view, "machine_translated", translated);
    view.set("text_name", translated || japanese ? "本文" : "原文");
    set_text(view, "body",
             translated ? blocks_html(translation->blocks, true)
             : japanese ? blocks_html(extraction->blocks, true)
                        : std::string{});
    set_text(
        view, "original",
        has_original && foreign ? blocks_html(extraction->blocks, !translated) : std::string{});
    set_flag(view, "original_open", has_original && !translated);
}

View related_row(const Card& card, const Article& article, const SiteOptions& options,
                 const std::string& root) {
    View row = card_view(card, options, root, false);
    set_flag(row, "same_story", card.story && card.story == article.card.story);
    return row;
}

void add_related(View& view, const Article& article, const SiteOptions& options,
                 const std::string& root) {
    if (article.related.empty()) return set_flag(view, "related", false);
    View list = View::list();
    bool same = false;
    for (const auto& card : article.related) {
        list << related_row(*card, article, options, root);
        same = same || (card->story && card->story == article.card.story);
    }
    View section;
    section.set("list", std::move(list));
    set_text(section, "story", same ? std::to_string(*article.card.story) : std::string{});
    view.set("related", std::move(section));
}

std::string engine_words(const StageRecord& stage, bool extractive) {
    if (extractive && stage.provenance.engine == "llm")
        return "原文からの抽出（" + stage.provenance.model + "の要約は検査を通らず）";
    if (!stage.provenance.model.empty()) return stage.provenance.model;
    if (stage.provenance.engine == "builtin") return "組み込みの処理（言語モデルなし）";
    return stage.provenance.engine;
}

/// What of the article stands on its page.
std::string_view scope_words(const Article& article) {
    if (article.rights == Rights::Link) return "見出し・評価・リンク";
    const bool text = article.rights == Rights::Full && article.results.extraction &&
                      !article.results.extraction->blocks.empty();
    if (!text) return "要約とリンク";
    if (translation_of(article.item, article.results) == TranslationState::Done)
        return "全文の翻訳と原文";
    if (article.item.language == kJapanese) return article.results.summary ? "要約と本文" : "本文";
    return article.results.summary ? "要約と原文" : "原文";
}

/// Who answers for the translation: what a person changed in it was read by a person.
std::string translation_words(const Item& item, const SiteOptions& options) {
    std::optional<TimePoint> edited;
    for (const HandText& text : item.hand_texts) {
        const auto field = hand_field(text.field);
        if (text.applies && field && field->what == HandField::What::Body)
            edited = std::max(edited.value_or(text.at), text.at);
    }
    if (!edited) return "機械翻訳。人の手による確認はしていません";
    return fmt::format("機械翻訳。一部を編集部が訂正しました（{}）",
                       options.time_zone.japanese_minute(*edited));
}

void add_provenance(View& view, const Article& article, const SiteOptions& options) {
    const Item& item = article.item;
    View made = View::list();
    for (const auto name : {stage_names::kSummarize, stage_names::kScore, stage_names::kTranslate,
                            stage_names::kAnalyze}) {
        const StageRecord* stage = stage_of(item, name);
        if (stage == nullptr || !stage->finished) continue;
        View row;
        row.set("what", std::string{stage_name(name)});
        const bool extractive = name == stage_names::kSummarize && article.results.summary &&
                                article.results.summary->extractive;
        row.set("by", engine_words(*stage, extractive));
        row.set("when", options.time_zone.japanese_minute(*stage->finished));
        made << std::move(row);
    }
    view.set("made", std::move(made));
    view.set("fetched", options.time_zone.japanese_minute(item.first_seen));
    view.set("rights_words", std::string{scope_words(article)});
    set_text(view, "translation_words", translation_words(item, options));
    set_text(view, "basis", article.rights == Rights::Full ? article.basis : "");
    set_text(view, "report_link",
             options.contact.empty()
                 ? std::string{}
                 : fmt::format("mailto:{}?subject={}", options.contact,
                               percent_encoded(fmt::format("記事{}の誤り", item.id))));
}

}  // namespace

Page article_page(const Article& article, const SiteOptions& options) {
    Page page;
    page.path = fmt::format("articles/{}/", article.item.id);
    page.og_type = "article";
    if (article.item.publish == PublishState::Withdrawn) {
        page.title = "取り下げた記事";
        page.noindex = true;
        return page;
    }
    page.title = article.card.title;
    page.description = article.card.tldr;
    page.published = article.card.when;
    page.modified = article.card.corrected;
    if (text::is_http_url(article.item.url) && !article.item.language.empty()) {
        page.original_url = article.item.url;
        page.original_lang = article.item.language;
    }
    page.jsonld = news_article_json(article, options);
    return page;
}

View article_view(const Article& article, const SiteOptions& options) {
    const std::string root = root_of(fmt::format("articles/{}/", article.item.id));
    const bool withdrawn = article.item.publish == PublishState::Withdrawn;
    if (withdrawn) {
        View view;
        set_flag(view, "withdrawn", true);
        set_number(view, "id", article.item.id);
        view.set("source", source_name(options, article.item.source));
        view.set("url", text::is_http_url(article.item.url) ? article.item.url : "#main");
        view.set("lang", article.item.language.empty() ? "und" : article.item.language);
        view.set("datetime", to_rfc3339(article.card.when));
        view.set("time", options.time_zone.japanese_minute(article.card.when));
        const auto& changed = article.item.publish_changed;
        set_text(view, "withdrawn_time",
                 changed ? options.time_zone.japanese_minute(*changed) : std::string{});
        if (changed) view.set("withdrawn_at", to_rfc3339(*changed));
        set_text(view, "withdrawn_reason", ended(article.item.publish_note));
        return view;
    }
    View view = card_view(article.card, options, root, false);
    set_flag(view, "withdrawn", false);
    add_corrections(view, article.item, options);
    set_text(view, "extract_note", extract_words(article));
    add_titles(view, article, options);
    add_rating(view, article, options);
    add_key_points(view, article);
    add_analysis(view, article);
    add_text(view, article);
    add_related(view, article, options, root);
    add_provenance(view, article, options);
    View edition;
    edition.set("path", article.edition_path);
    edition.set("name", article.edition_name);
    view.set("edition", article.edition_path.empty() ? View{false} : edition);
    view.set("share_url",
             percent_encoded(fmt::format("{}articles/{}/", options.base_url, article.item.id)));
    view.set("share_title", percent_encoded(article.card.title));
    return view;
}

}  // namespace ainews::site
