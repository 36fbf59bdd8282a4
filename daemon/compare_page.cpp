#include "daemon/compare_page.h"

#include <fmt/format.h>

#include "daemon/text_diff.h"
#include "site/labels.h"
#include "text/html.h"

namespace ainews::daemon {
namespace {

using text::escape_html;

constexpr std::string_view kStyle = R"(
body{font:16px/1.8 sans-serif;margin:0 auto;max-width:76rem;padding:1rem;color:#1a1a1a;background:#fff}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin:2.5rem 0 .3rem;border-top:2px solid #333;padding-top:.6rem}
table{border-collapse:collapse;width:100%;margin:.6rem 0;table-layout:fixed}
th,td{border:1px solid #bbb;padding:.4rem .6rem;text-align:left;vertical-align:top;overflow-wrap:anywhere;white-space:pre-wrap}
th{background:#f2f2f2;font-weight:600}th.name{width:8rem}.figures{width:auto;table-layout:auto}.figures td+td{text-align:right}
del{background:#ffe3e0;color:#8a1500}ins{background:#dcf5dd;color:#0b5415;text-decoration:none}
.meta{color:#555;font-size:.9rem}.finding{color:#8a1500}.same{color:#666}
@media(max-width:40rem){body{padding:.5rem}th.name{width:4.5rem}}
)";

std::string dollars(MicroUsd cost) { return fmt::format("${:.6f}", usd(cost)); }

std::string head(const Comparison& comparison, const TimeZone& zone) {
    const std::string name{site::stage_name(comparison.stage)};
    std::string page = fmt::format(
        "<!doctype html>\n<html lang=\"ja\"><head><meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"robots\" content=\"noindex\">\n<title>{0}の比較</title>\n"
        "<style>{1}</style></head><body>\n<h1>{0}の比較:{2}</h1>\n",
        escape_html(name), kStyle, escape_html(comparison.change));
    page += fmt::format("<p>{} · 標本{}件のうち{}件 · この比較の費用 {}</p>\n",
                        escape_html(zone.japanese_minute(comparison.at)), comparison.wanted,
                        comparison.items.size(), dollars(comparison.spent));
    if (!comparison.stopped.empty())
        page += fmt::format("<p class=\"finding\">途中で止まりました:{}</p>\n",
                            escape_html(comparison.stopped));
    return page;
}

std::string sums(const Comparison& comparison) {
    std::string table =
        "<table class=\"figures\"><tr><th></th><th>両方に答えのある項目</th><th>指摘のある項目</th>"
        "<th>指摘</th><th>入力トークン</th><th>出力トークン</th><th>費用</th></tr>\n";
    for (const auto& [name, side] :
         {std::pair{"以前", &ComparedItem::before}, {"今回", &ComparedItem::after}}) {
        const SideSum sum = sum_of(comparison, side);
        table += fmt::format(
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td>"
            "</tr>\n",
            name, sum.items, sum.with_findings, sum.findings, sum.tokens_in, sum.tokens_out,
            dollars(sum.cost));
    }
    return table + "</table>\n";
}

std::string shifts(const Comparison& comparison) {
    if (comparison.stage != stage_names::kScore) return {};
    std::string table =
        "<table "
        "class=\"figures\"><tr><th>軸</th><th>項目</th><th>以前の平均</th><th>今回の平均</th>"
        "<th>差</th><th>段階が変わった項目</th></tr>\n";
    for (const AxisShift& shift : axis_shifts(comparison))
        table += fmt::format(
            "<tr><td>{}</td><td>{}</td><td>{:.2f}</td><td>{:.2f}</td><td>{:+.2f}</td><td>{}</td>"
            "</tr>\n",
            site::axis_name(shift.axis), shift.items, shift.before, shift.after,
            shift.after - shift.before, shift.moved);
    return table + "</table>\n";
}

/// Both texts with what changed marked: `del` in the old one, `ins` in the new one.
std::pair<std::string, std::string> marked(const CompareField& field) {
    std::string before;
    std::string after;
    for (const DiffPart& part : text_diff(field.before, field.after)) {
        const std::string text = escape_html(part.text);
        if (part.kind == DiffPart::Kind::Removed) before += "<del>" + text + "</del>";
        if (part.kind == DiffPart::Kind::Added) after += "<ins>" + text + "</ins>";
        if (part.kind != DiffPart::Kind::Same) continue;
        before += text;
        after += text;
    }
    return {before, after};
}

std::string rows(const std::vector<CompareField>& fields, bool originals) {
    std::string out;
    for (const CompareField& field : fields) {
        const std::string name = "<tr><th class=\"name\">" + escape_html(field.name) + "</th>";
        const std::string original =
            originals ? "<td lang=\"und\">" + escape_html(field.original) + "</td>" : "";
        if (field.before == field.after) {
            out += name + original + "<td>" + escape_html(field.before) +
                   "</td><td class=\"same\">変わらない</td></tr>\n";
            continue;
        }
        const auto [before, after] = marked(field);
        out += name + original + "<td>" + before + "</td><td>" + after + "</td></tr>\n";
    }
    return out;
}

std::string side_line(const CompareSide& side) {
    std::string line;
    if (!side.error.empty())
        line += "<span class=\"finding\">" + escape_html(side.error) + "</span>\n";
    for (const std::string& finding : side.findings)
        line += "<span class=\"finding\">・" + escape_html(finding) + "</span>\n";
    line += fmt::format("{} · {} · {}+{}トークン",
                        escape_html(side.made.model.empty() ? side.made.engine : side.made.model),
                        escape_html(side.made.prompt_version), side.made.tokens_in,
                        side.made.tokens_out);
    if (side.made.cost) line += " · " + dollars(*side.made.cost);
    return line;
}

std::string total_of(const CompareSide& side, const ScoreWeights& weights) {
    const auto score = compared_score(side);
    if (!score) return "なし";
    const int total = score_total(*score, weights);
    return fmt::format("{} ★{}", total, score_stars(total));
}

std::string title_line(const Item& item) {
    const std::string title = escape_html(item.title.empty() ? item.url : item.title);
    const bool is_web = item.url.starts_with("https://") || item.url.starts_with("http://");
    return is_web ? fmt::format("<a href=\"{}\" rel=\"noreferrer\">{}</a>", escape_html(item.url),
                                title)
                  : title;
}

std::string section(const Comparison& comparison, const ComparedItem& compared,
                    const ScoreWeights& weights) {
    const Item& item = compared.item;
    const bool originals = comparison.stage == stage_names::kTranslate;
    std::string out = fmt::format("<h2 id=\"item-{}\">{}</h2>\n<p class=\"meta\">{} · {}{}</p>\n",
                                  item.id, title_line(item), item.id, escape_html(item.source),
                                  item.hand_texts.empty() ? "" : " · 手で直した項目を含む");
    out += fmt::format("<table><tr><th class=\"name\"></th>{}<th>以前</th><th>今回</th></tr>\n",
                       originals ? "<th>原文</th>" : "");
    out += rows(compare_fields(comparison.stage, compared), originals);
    const std::string blank = originals ? "<td></td>" : "";
    if (comparison.stage == stage_names::kScore)
        out += "<tr><th class=\"name\">合計</th><td>" + total_of(compared.before, weights) +
               "</td><td>" + total_of(compared.after, weights) + "</td></tr>\n";
    return out + "<tr><th class=\"name\">検査と費用</th>" + blank + "<td>" +
           side_line(compared.before) + "</td><td>" + side_line(compared.after) +
           "</td></tr>\n</table>\n";
}

}  // namespace

std::string compare_page(const Comparison& comparison, const ScoreWeights& weights,
                         const TimeZone& zone) {
    std::string page = head(comparison, zone) + sums(comparison) + shifts(comparison);
    for (const ComparedItem& item : comparison.items) page += section(comparison, item, weights);
    return page + "</body></html>\n";
}

}  // namespace ainews::daemon
