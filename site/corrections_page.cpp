#include "site/corrections_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "core/calendar.h"
#include "site/card_view.h"
#include "site/headline.h"
#include "site/labels.h"

namespace ainews::site {
namespace {

constexpr int kCorrectionsMax = 200;

/// A line of the list, and when, to put articles and papers in one order.
struct Line {
    TimePoint at;
    View row;
};

View row_of(TimePoint at, const std::string& path, const std::string& note,
            const SiteOptions& options) {
    View row;
    row.set("at", to_rfc3339(at));
    row.set("when", options.time_zone.japanese_minute(at));
    set_flag(row, "withdrawn", false);
    row.set("path", path);
    set_text(row, "title_lang", "");
    set_text(row, "note", ended(note));
    return row;
}

/// A withdrawn article's title would say what was withdrawn.
std::string withdrawn_name(const CorrectionLine& line, const SiteOptions& options) {
    return fmt::format("取り下げた記事（{}、{}）", source_name(options, line.source),
                       month_and_day(options.time_zone.day_of(line.published)));
}

View article_row(const CorrectionLine& line, const SiteIndex& index, const SiteOptions& options) {
    View row = row_of(line.at, fmt::format("articles/{}/", line.item), line.note, options);
    set_flag(row, "withdrawn", line.withdrawn);
    if (line.withdrawn) {
        row.set("title_html", headline_html(withdrawn_name(line, options)));
        return row;
    }
    const auto known = index.card_of(line.item);
    const auto card = known ? card_from_json(known->card) : std::nullopt;
    row.set("title_html", headline_html(card ? card->title : fmt::format("記事{}", line.item)));
    set_text(row, "title_lang", card ? card->title_lang : std::string{});
    return row;
}

View paper_row(const PaperCorrection& paper, const SiteOptions& options) {
    View row = row_of(paper.correction.at, paper.path, paper.correction.text, options);
    row.set("title_html", headline_html(paper.title));
    return row;
}

}  // namespace

void put_corrections(PageRenderer& pages, const CorrectionReader& corrections,
                     const std::vector<PaperCorrection>& papers, const SiteIndex& index,
                     const PutFile& put) {
    Page page;
    page.path = "corrections/";
    page.title = "訂正と取り下げ";
    page.description = "公開したあとに直した記事と号、取り下げた記事の一覧。";
    const SiteOptions& options = pages.options();
    std::vector<Line> lines;
    for (const CorrectionLine& line : corrections.corrections(kCorrectionsMax))
        lines.push_back({line.at, article_row(line, index, options)});
    for (const PaperCorrection& paper : papers)
        lines.push_back({paper.correction.at, paper_row(paper, options)});
    std::ranges::stable_sort(lines, std::greater{}, &Line::at);
    if (lines.size() > kCorrectionsMax) lines.resize(kCorrectionsMax);
    View rows = View::list();
    for (Line& line : lines) rows << std::move(line.row);
    View view;
    set_flag(view, "empty", rows.is_empty_list());
    view.set("lines", std::move(rows));
    put("corrections/index.html", pages.page("corrections", page, std::move(view)));
}

}  // namespace ainews::site
