#include "site/corrections_page.h"

#include <fmt/format.h>

#include "core/calendar.h"
#include "site/card.h"
#include "site/headline.h"

namespace ainews::site {
namespace {

constexpr int kCorrectionsMax = 200;

/// A withdrawn article's title would say what was withdrawn.
std::optional<Card> named_card(const CorrectionLine& line, const SiteIndex& index) {
    const auto row = line.withdrawn ? std::nullopt : index.card_of(line.item);
    return row ? card_from_json(row->card) : std::nullopt;
}

}  // namespace

void put_corrections(PageRenderer& pages, const CorrectionReader& corrections,
                     const SiteIndex& index, const PutFile& put) {
    Page page;
    page.path = "corrections/";
    page.title = "訂正と取り下げ";
    page.description = "公開したあとに直した記事と、取り下げた記事の一覧。";
    View lines = View::list();
    for (const CorrectionLine& line : corrections.corrections(kCorrectionsMax)) {
        View row;
        row.set("at", to_rfc3339(line.at));
        row.set("when", pages.options().time_zone.japanese_minute(line.at));
        set_flag(row, "withdrawn", line.withdrawn);
        row.set("path", fmt::format("articles/{}/", line.item));
        const auto card = named_card(line, index);
        row.set("title_html", headline_html(card ? card->title : fmt::format("記事{}", line.item)));
        set_text(row, "title_lang", card ? card->title_lang : std::string{});
        set_text(row, "note", line.note);
        lines << std::move(row);
    }
    View view;
    set_flag(view, "empty", lines.is_empty_list());
    view.set("lines", std::move(lines));
    put("corrections/index.html", pages.page("corrections", page, std::move(view)));
}

}  // namespace ainews::site
