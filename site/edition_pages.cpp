#include "site/edition_pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "core/calendar.h"
#include "site/card_view.h"
#include "site/edition_words.h"
#include "site/feeds.h"
#include "site/headline.h"
#include "text/html.h"
#include "text/url.h"

namespace ainews::site {
namespace {

constexpr std::array kKinds{EditionKind::Daily, EditionKind::Hacker, EditionKind::Weekly};
constexpr int kArchiveMax = 200;
constexpr std::size_t kFeedMax = 50;
constexpr std::string_view kFamily = "edition/";
/// Keeps a reference mark on the line of the word before it.
constexpr std::string_view kWordJoiner = "&#8288;";

using Numbers = std::map<ItemId, std::int64_t>;

/// Of what the edition cites, from 1 in its own order.
Numbers numbers_of(const Edition& edition) {
    std::set<ItemId> cited{edition.lead.items.begin(), edition.lead.items.end()};
    for (const EditionText& section : edition.sections)
        cited.insert(section.items.begin(), section.items.end());
    Numbers numbers;
    for (const EditionItem& one : edition.items)
        if (cited.contains(one.item))
            numbers.emplace(one.item, static_cast<std::int64_t>(numbers.size()) + 1);
    return numbers;
}

/// Escaped text with the numbers of what it rests on before its last full stop.
std::string cited(const Numbers& numbers, const EditionText& part) {
    std::string marks;
    for (const ItemId item : part.items)
        if (const auto found = numbers.find(item); found != numbers.end())
            marks += fmt::format(R"({}<sup><a href="#s{}" aria-label="出典{}">[{}]</a></sup>)",
                                 kWordJoiner, found->second, found->second, found->second);
    constexpr std::string_view kStop = "。";
    std::string text = text::escape_html(part.text);
    if (!text.ends_with(kStop)) return text + marks;
    text.resize(text.size() - kStop.size());
    return text + marks + std::string{kStop};
}

View corrections_view(const Edition& edition, const SiteOptions& options) {
    if (edition.corrections.empty()) return View{false};
    View list = View::list();
    for (const EditionCorrection& correction : edition.corrections) {
        View row;
        row.set("at", to_rfc3339(correction.at));
        row.set("when", options.time_zone.japanese_minute(correction.at));
        row.set("text", correction.text);
        list << std::move(row);
    }
    View section;
    section.set("list", std::move(list));
    return section;
}

View section_views(const Edition& edition, const Numbers& numbers) {
    View views = View::list();
    for (const EditionText& part : edition.sections) {
        View view;
        view.set("heading", part.heading);
        view.set("text", cited(numbers, part));
        views << std::move(view);
    }
    return views;
}

void set_neighbour(View& view, const char* path_key, const char* name_key, EditionKind kind,
                   std::string_view name) {
    set_text(view, path_key, name.empty() ? std::string{} : edition_path(kind, name));
    set_text(view, name_key, name.empty() ? std::string{} : edition_date(name));
}

std::string headline_of(const Edition& edition) {
    return edition.headline.empty() ? plain_headline(edition.kind, edition.name) : edition.headline;
}

std::string atom_of(const std::vector<Edition>& editions, EditionKind kind,
                    const SiteOptions& options) {
    const std::string folder{to_string(kind)};
    std::string out = fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"ja\">\n  <title>{} | {}</title>\n"
        "  <id>{}</id>\n  <updated>{}</updated>\n"
        "  <link rel=\"self\" type=\"application/atom+xml\" href=\"{}{}/atom.xml\"/>\n"
        "  <link rel=\"alternate\" type=\"text/html\" href=\"{}{}/\"/>\n"
        "  <author><name>{}</name></author>\n",
        paper_name(kind), xml_text(options.title),
        xml_text(feed_id(options, "list:" + folder + "/")),
        to_rfc3339(editions.empty() ? TimePoint{} : editions.front().made),
        xml_text(options.base_url), folder, xml_text(options.base_url), folder,
        xml_text(options.title));
    for (std::size_t i = 0; i < std::min(editions.size(), kFeedMax); ++i) {
        const Edition& edition = editions[i];
        TimePoint updated = edition.made;
        for (const EditionCorrection& correction : edition.corrections)
            updated = std::max(updated, correction.at);
        out += fmt::format(
            "  <entry>\n    <title>{}</title>\n    <id>{}</id>\n"
            "    <link rel=\"alternate\" type=\"text/html\" href=\"{}{}\"/>\n"
            "    <published>{}</published>\n    <updated>{}</updated>\n",
            xml_text(headline_of(edition)),
            xml_text(feed_id(options, fmt::format("edition:{}:{}", folder, edition.name))),
            xml_text(options.base_url), edition_path(kind, edition.name), to_rfc3339(edition.made),
            to_rfc3339(updated));
        if (!edition.lead.text.empty())
            out += fmt::format("    <summary>{}</summary>\n", xml_text(edition.lead.text));
        out += "  </entry>\n";
    }
    return out + "</feed>\n";
}

}  // namespace

std::string edition_page_name(EditionKind kind, std::string_view name) {
    return fmt::format("{}{}/{}", kFamily, to_string(kind), name);
}

std::string edition_path(EditionKind kind, std::string_view name) {
    return fmt::format("{}/{}/", to_string(kind), name);
}

std::string edition_title(EditionKind kind, std::string_view name) {
    return fmt::format("{} {}", paper_name(kind), edition_date(name));
}

std::optional<View> EditionPages::reference(const Edition& edition, const EditionItem& item,
                                            const std::string& root) const {
    const auto row = index_.card_of(item.item);
    const auto card = row ? card_from_json(row->card) : std::nullopt;
    if (!card) return std::nullopt;
    View view = card_view(*card, pages_.options(), root, false);
    set_flag(view, "checking", false);
    if (!edition.deterministic) set_flag(view, "tldr", false);
    set_text(view, "talk",
             item.points
                 ? fmt::format("{}点・コメント{}件", *item.points, item.comments.value_or(0))
                 : std::string{});
    set_text(view, "talk_url", text::is_http_url(item.comments_url) ? item.comments_url : "");
    return view;
}

EditionPages::References EditionPages::references(const Edition& edition, const Numbers& numbers,
                                                  const std::string& root) const {
    View cited = View::list();
    View others = View::list();
    References found;
    std::size_t uncited = 0;
    for (const EditionItem& item : edition.items) {
        auto view = reference(edition, item, root);
        const auto number = numbers.find(item.item);
        if (view) ++found.shown;
        if (number == numbers.end()) {
            if (!view) continue;
            // Of a list the rest is numbered on; each number is an id of the page.
            set_text(*view, "number",
                     edition.deterministic ? std::to_string(numbers.size() + ++uncited) : "");
            others << std::move(*view);
            continue;
        }
        // The text keeps its mark, so its number keeps its place.
        if (!view) {
            view.emplace();
            set_flag(*view, "checking", true);
        }
        set_number(*view, "number", number->second);
        cited << std::move(*view);
    }
    const auto add = [&](const char* id, const char* name, View rows) {
        if (rows.is_empty_list()) return;
        View list;
        list.set("id", id);
        list.set("name", name);
        list.set("rows", std::move(rows));
        found.lists << std::move(list);
    };
    add("h-ref", "出典", std::move(cited));
    add("h-more", edition.deterministic ? "記事" : "このほかの記事", std::move(others));
    return found;
}

std::string EditionPages::page_of(const Edition& edition) {
    const SiteOptions& options = pages_.options();
    Page page;
    page.path = edition_path(edition.kind, edition.name);
    page.title = headline_of(edition);
    // A plain headline says which paper it is by itself.
    if (page.title != plain_headline(edition.kind, edition.name))
        page.title += " " + edition_title(edition.kind, edition.name);
    page.description = edition.lead.text;
    page.section = to_string(edition.kind);
    page.og_type = "article";
    page.published = edition.made;
    page.atom = fmt::format("{}/atom.xml", to_string(edition.kind));
    const std::string root = root_of(page.path);
    View view;
    view.set("kind_name", std::string{paper_name(edition.kind)});
    view.set("datetime",
             edition.kind == EditionKind::Weekly ? to_rfc3339(edition.until) : edition.name);
    view.set("date", dated(edition));
    const Numbers numbers = numbers_of(edition);
    References refs = references(edition, numbers, root);
    set_text(view, "count", refs.shown > 0 ? std::to_string(refs.shown) : std::string{});
    set_flag(view, "deterministic", edition.deterministic);
    view.set("headline_html", headline_html(headline_of(edition)));
    set_text(view, "lead",
             edition.lead.text.empty() ? std::string{} : cited(numbers, edition.lead));
    view.set("period", period_words(edition, options.time_zone));
    view.set("order",
             edition.kind == EditionKind::Hacker ? "点数とコメントの多い順" : "重要度の高い順");
    view.set("corrections", corrections_view(edition, options));
    view.set("sections", section_views(edition, numbers));
    view.set("lists", std::move(refs.lists));
    view.set("archive", fmt::format("{}/", to_string(edition.kind)));
    set_text(view, "model", edition.provenance.model);
    view.set("made", options.time_zone.japanese_minute(edition.made));
    view.set("made_at", to_rfc3339(edition.made));
    const auto older = editions_.editions(edition.kind, edition.name, 1);
    set_neighbour(view, "older", "older_name", edition.kind,
                  older.empty() ? std::string_view{} : older.front().name);
    std::string newer;
    for (const Edition& other : editions_.editions(edition.kind, "", kArchiveMax)) {
        if (other.name <= edition.name) break;
        newer = other.name;
    }
    set_neighbour(view, "newer", "newer_name", edition.kind, newer);
    View others = View::list();
    for (const EditionKind kind : {EditionKind::Daily, EditionKind::Hacker}) {
        if (kind == edition.kind || edition.kind == EditionKind::Weekly) continue;
        if (!editions_.edition(kind, edition.name)) continue;
        View other;
        other.set("path", edition_path(kind, edition.name));
        other.set("name", fmt::format("同じ日の{}", paper_name(kind)));
        others << std::move(other);
    }
    view.set("others", std::move(others));
    return pages_.page("edition", page, std::move(view));
}

void EditionPages::render(std::string_view page_name, const PutFile& put) {
    if (!page_name.starts_with(kFamily)) return;
    page_name.remove_prefix(kFamily.size());
    const std::size_t slash = page_name.find('/');
    const auto kind = edition_kind_from(page_name.substr(0, slash));
    if (slash == std::string_view::npos || !kind) return;
    const auto edition = editions_.edition(*kind, page_name.substr(slash + 1));
    if (edition) put(edition_path(*kind, edition->name) + "index.html", page_of(*edition));
}

std::string EditionPages::archive(EditionKind kind, const std::vector<Edition>& editions) {
    Page page;
    page.path = fmt::format("{}/", to_string(kind));
    page.title = paper_name(kind);
    page.section = to_string(kind);
    page.atom = page.path + "atom.xml";
    const char* intro =
        kind == EditionKind::Daily ? "前日の夕方からの24時間に集めた記事を、毎日まとめます。"
        : kind == EditionKind::Hacker
            ? "開発者の集まる場で話題になった記事を、点数とコメントの数とともに毎日まとめます。"
            : "その週の日報から、1週間の動きを日曜日にまとめます。";
    page.description = intro;
    View view;
    view.set("heading", page.title);
    view.set("intro", intro);
    set_flag(view, "empty", editions.empty());
    View rows = View::list();
    for (const Edition& edition : editions) {
        View row;
        row.set("datetime", kind == EditionKind::Weekly ? to_rfc3339(edition.until) : edition.name);
        row.set("date", dated(edition));
        set_number(row, "count", static_cast<std::int64_t>(edition.items.size()));
        set_flag(row, "deterministic", edition.deterministic);
        row.set("path", edition_path(kind, edition.name));
        row.set("headline", headline_of(edition));
        set_text(row, "lead", edition.lead.text);
        rows << std::move(row);
    }
    view.set("editions", std::move(rows));
    return pages_.page("archive", page, std::move(view));
}

std::vector<PaperCorrection> EditionPages::archives(const PutFile& put) {
    std::vector<PaperCorrection> told;
    for (const EditionKind kind : kKinds) {
        const auto editions = editions_.editions(kind, "", kArchiveMax);
        for (const Edition& edition : editions)
            for (const EditionCorrection& correction : edition.corrections)
                told.push_back({edition_path(kind, edition.name), edition_title(kind, edition.name),
                                correction});
        put(fmt::format("{}/index.html", to_string(kind)), archive(kind, editions));
        put(fmt::format("{}/atom.xml", to_string(kind)), atom_of(editions, kind, pages_.options()));
    }
    return told;
}

}  // namespace ainews::site
