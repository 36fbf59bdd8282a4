#include "site/card_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/calendar.h"
#include "site/headline.h"
#include "site/labels.h"
#include "text/unicode.h"

namespace ainews::site {
namespace {

constexpr std::size_t kMembersNamed = 3;

View tag_list(const std::vector<CardTag>& tags, const std::string& root) {
    if (tags.empty()) return View{false};
    View list = View::list();
    for (const CardTag& tag : tags) {
        View row;
        row.set("name", tag.name);
        set_text(row, "href", tag.path.empty() ? std::string{} : root + tag.path);
        list << std::move(row);
    }
    View section;
    section.set("list", std::move(list));
    return section;
}

View same_story(const Card& card, const SiteOptions& options, const std::string& root) {
    if (!card.story || card.members.empty()) return View{false};
    View members = View::list();
    for (std::size_t i = 0; i < std::min(card.members.size(), kMembersNamed); ++i) {
        const CardMember& member = card.members[i];
        View row;
        row.set("name", source_name(options, member.source));
        set_flag(row, "outside", !member.outside.empty());
        row.set("href", member.outside.empty() ? fmt::format("{}articles/{}/", root, member.item)
                                               : member.outside);
        members << std::move(row);
    }
    View same;
    same.set("members", std::move(members));
    set_number(same, "story", *card.story);
    set_number(same, "count", static_cast<std::int64_t>(card.members.size()) + 1);
    return same;
}

const char* waiting_note(const Card& card) {
    if (card.rights == Rights::Link) return "";
    if (card.progress == Progress::Waiting && card.tldr.empty())
        return "翻訳を待っています。そろいしだい載せます。";
    if (card.progress == Progress::Failed)
        return "検査を通る訳を得られませんでした。原題と元記事へのリンクだけを示します。";
    return "";
}

void set_states(View& view, const Card& card) {
    // One without a page of its own waits for nothing: it is a link to the original.
    const bool waits = card.progress == Progress::Waiting && !card.outside;
    set_flag(view, "waiting", waits && card.language != "ja");
    set_flag(view, "extractive", card.progress == Progress::Extractive);
    set_flag(view, "failed", card.progress == Progress::Failed);
    set_flag(view, "untranslated", card.untranslated);
    set_flag(view, "link_only", card.rights == Rights::Link || card.outside);
    set_flag(view, "summary_only", card.rights == Rights::Summary && !card.outside);
    set_flag(view, "unfinished", card.progress != Progress::Done && !card.outside);
    set_flag(view, "pinned", card.pinned);
    set_flag(view, "corrected", card.corrected.has_value());
    set_text(view, "waiting_note", card.outside ? "" : waiting_note(card));
}

}  // namespace

std::string source_name(const SiteOptions& options, const std::string& slug) {
    const auto found = options.source_names.find(slug);
    return found == options.source_names.end() ? slug : found->second;
}

std::string source_language(const SiteOptions& options, const std::string& slug) {
    const auto found = options.source_languages.find(slug);
    return found == options.source_languages.end()
               ? std::string{}
               : name_language(source_name(options, slug), found->second);
}

std::string name_language(std::string_view name, const std::string& language) {
    for (std::size_t at = 0; at < name.size();)
        if (text::is_kana(text::next(name, at))) return {};
    return language == kJapanese ? std::string{} : language;
}

std::optional<SourceKind> source_kind(const SiteOptions& options, const std::string& slug) {
    const auto found = options.source_kinds.find(slug);
    return found == options.source_kinds.end() ? std::nullopt : std::optional{found->second};
}

std::string card_href(const Card& card, const std::string& root) {
    if (card.outside) return card.url.empty() ? root : card.url;
    return fmt::format("{}articles/{}/", root, card.id);
}

View card_view(const Card& card, const SiteOptions& options, const std::string& root,
               bool clock_only) {
    View view;
    const auto kind = source_kind(options, card.source);
    view.set("root", root);
    set_number(view, "id", card.id);
    view.set("href", card_href(card, root));
    set_flag(view, "outside", card.outside);
    view.set("source", source_name(options, card.source));
    view.set("source_slug", card.source);
    set_text(view, "source_lang", source_language(options, card.source));
    view.set("authors", View{false});
    view.set("authors_lang", View{false});
    view.set("datetime", to_rfc3339(card.when));
    const std::string minute = options.time_zone.japanese_minute(card.when);
    view.set("time", clock_only ? minute.substr(minute.rfind(' ') + 1) : minute);
    set_text(view, "kind", kind ? kind_name(*kind) : "");
    view.set("kind_slug", kind ? std::string{to_string(*kind)} : std::string{});
    view.set("lang", card.language.empty() ? "und" : card.language);
    set_text(view, "language", language_name(card.language));
    set_text(view, "minutes", card.minutes > 0 ? std::to_string(card.minutes) : std::string{});
    set_text(view, "points", card.points);
    set_states(view, card);
    set_flag(view, "rated", card.stars > 0);
    set_number(view, "stars", card.stars);
    view.set("word", std::string{star_word(card.stars)});
    view.set("title_html", headline_html(card.title));
    set_text(view, "title_lang", card.title_lang);
    set_text(view, "tldr", card.tldr);
    set_text(view, "tldr_lang", card.tldr_lang);
    view.set("tags", tag_list(card.tags, root));
    view.set("same", same_story(card, options, root));
    set_flag(view, "lead", false);
    return view;
}

}  // namespace ainews::site
