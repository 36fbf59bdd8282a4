#include "site/search_page.h"

#include <fmt/format.h>

#include "site/card_view.h"
#include "site/labels.h"
#include "site/lists.h"
#include "site/reader_item.h"
#include "site/search_words.h"
#include "text/html.h"

namespace ainews::site {
namespace {

constexpr const char* kRoot = "./";

View choice(const std::string& value, const std::string& label, bool chosen) {
    View row;
    row.set("value", value);
    row.set("label", label);
    set_flag(row, "chosen", chosen);
    return row;
}

View field(const char* name, const char* label, View choices) {
    View view;
    view.set("name", name);
    view.set("label", label);
    view.set("choices", std::move(choices));
    return view;
}

View kind_choices(const SearchForm& form) {
    View rows = View::list();
    rows << choice("", "すべて", !form.kind);
    for (const SourceKind kind : {SourceKind::News, SourceKind::Blog, SourceKind::Research,
                                  SourceKind::Community, SourceKind::Video, SourceKind::Tools})
        rows << choice(std::string{to_string(kind)}, std::string{kind_name(kind)},
                       form.kind == kind);
    return rows;
}

View rating_choices(const SearchForm& form) {
    View rows = View::list();
    rows << choice("", "すべて", form.rating == 0);
    for (int stars = kRatingLeast; stars <= kStarsMax; ++stars)
        rows << choice(std::to_string(stars),
                       stars == kStarsMax ? std::to_string(stars) : fmt::format("{}以上", stars),
                       form.rating == stars);
    return rows;
}

View language_choices(const SearchForm& form, const SiteIndex& index) {
    View rows = View::list();
    rows << choice("", "すべて", form.language.empty());
    for (const SiteListTotal& total : index.lists(list_names::kLanguage)) {
        const std::string tag = total.list.substr(list_names::kLanguage.size());
        const auto words = language_name(tag);
        rows << choice(tag, words.empty() ? tag : std::string{words}, form.language == tag);
    }
    return rows;
}

View source_choices(const SearchForm& form, const SiteOptions& options) {
    View rows = View::list();
    rows << choice("", "すべて", form.source.empty());
    for (const auto& [slug, name] : options.source_names)
        rows << choice(slug, name, form.source == slug);
    return rows;
}

View form_fields(const SearchForm& form, const SiteOptions& options, const SiteIndex& index) {
    View fields = View::list();
    fields << field("rating", "重要度", rating_choices(form));
    fields << field("kind", "種類", kind_choices(form));
    fields << field("lang", "原文", language_choices(form, index));
    fields << field("source", "情報源", source_choices(form, options));
    return fields;
}

/// What is shown of the text: the TL;DR where it says why the item was found, else also the
/// sentence that does.
void add_texts(View& row, const ReaderItem& found, const SearchWords& words) {
    const Card& card = found.card;
    row.set("title_html", words.marked_html(card.title));
    set_text(row, "tldr_html", card.tldr.empty() ? "" : words.marked_html(card.tldr));
    std::string excerpt;
    if (!words.empty() && words.marks(card.tldr).empty() && words.marks(card.title).empty())
        excerpt = words.excerpt(readable_texts(found));
    set_text(row, "excerpt_html", excerpt.empty() ? "" : words.marked_html(excerpt));
}

std::string status_words(const SearchForm& form, const SiteFound& found) {
    if (!form.problem.empty()) return form.problem;
    if (form.text.empty() && !form.filtered()) return {};
    if (found.items.empty() && form.page > 1) return "これより先の結果はありません。";
    if (form.text.empty())
        return found.items.empty() ? "この条件に合う記事はありません。"
                                   : "この条件に合う記事を、新しい順に並べています。";
    if (found.items.empty()) return fmt::format("「{}」を含む記事はありません。", form.text);
    return fmt::format("「{}」を含む記事：{}件。訳文と原文の両方から探しました。", form.text,
                       found.total);
}

View pager(const SearchForm& form, bool more) {
    const bool next = more && form.page < kSearchPagesMax;
    if (form.page == 1 && !next) return View{false};
    View view;
    set_text(view, "newer",
             form.page > 1 ? "search" + query_string(form, form.page - 1) : std::string{});
    set_text(view, "older", next ? "search" + query_string(form, form.page + 1) : std::string{});
    return view;
}

}  // namespace

std::string search_page(const SearchForm& form, const SiteOptions& options,
                        const RightsPolicy& rights, const ReaderStore& store,
                        const RenderPage& render) {
    SiteFound found;
    const bool asked = form.problem.empty() && (!form.text.empty() || form.filtered());
    if (asked) found = store.search.find(site_query(form, options));
    const bool more = found.items.size() > kSearchPerPage;
    if (more) found.items.resize(kSearchPerPage);

    const SearchWords words{form.text};
    View rows = View::list();
    for (const SiteFind& hit : found.items) {
        const auto item = reader_item(hit.item, store, rights, options.weights);
        if (!item) continue;
        View row = card_view(item->card, options, kRoot, false);
        add_texts(row, *item, words);
        rows << std::move(row);
    }
    Page page;
    page.path = "search";
    page.title = form.text.empty() ? "検索" : fmt::format("「{}」の検索", form.text);
    page.noindex = true;
    View view;
    set_text(view, "q", form.text);
    view.set("from", form.from);
    view.set("until", form.until);
    view.set("fields", form_fields(form, options, store.index));
    set_flag(view, "filter_open", form.filtered());
    set_text(view, "status", status_words(form, found));
    set_flag(view, "start", !asked && form.problem.empty());
    set_flag(view, "nothing", asked && rows.is_empty_list() && form.page == 1);
    View list{false};
    if (!rows.is_empty_list()) {
        list = View{};
        list.set("rows", std::move(rows));
    }
    view.set("found", std::move(list));
    view.set("pager", pager(form, more));
    return render("search", page, std::move(view));
}

}  // namespace ainews::site
