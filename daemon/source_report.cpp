#include "daemon/source_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <tuple>

#include "core/calendar.h"
#include "core/json_text.h"
#include "core/results_json.h"
#include "daemon/text_table.h"

namespace ainews::daemon {
namespace {

using nlohmann::json;

std::optional<double> per_good(const SourceReportRow& row) {
    if (row.good == 0) return std::nullopt;
    return usd(row.cost) / static_cast<double>(row.good);
}

SourceReportRow sum_of(const std::vector<ReportLine>& lines) {
    SourceReportRow sum;
    for (const auto& [row, configured] : lines) {
        sum.items += row.items;
        sum.leads += row.leads;
        sum.duplicates += row.duplicates;
        sum.skipped += row.skipped;
        sum.failed += row.failed;
        sum.done += row.done;
        sum.good += row.good;
        sum.cost += row.cost;
    }
    return sum;
}

std::vector<std::string> cells(std::string name, const SourceReportRow& row) {
    const auto each = per_good(row);
    return {std::move(name),
            std::to_string(row.items),
            std::to_string(row.leads),
            std::to_string(row.duplicates),
            std::to_string(row.skipped),
            std::to_string(row.failed),
            std::to_string(row.done),
            std::to_string(row.good),
            fmt::format("${:.4f}", usd(row.cost)),
            each ? fmt::format("${:.4f}", *each) : "-"};
}

json object_of(const SourceReportRow& row) {
    const auto each = per_good(row);
    return {{"new", row.items},
            {"leads", row.leads},
            {"duplicates", row.duplicates},
            {"skipped", row.skipped},
            {"failed", row.failed},
            {"done", row.done},
            {"good", row.good},
            {"spend_usd", usd(row.cost)},
            {"spend_per_good_usd", each ? json(*each) : json(nullptr)}};
}

}  // namespace

std::vector<ReportLine> report_lines(const std::vector<Source>& sources,
                                     std::vector<SourceReportRow> rows) {
    std::map<std::string, ReportLine, std::less<>> by_slug;
    for (SourceReportRow& row : rows) {
        std::string slug = row.source;
        const bool removed = !slug.empty();
        by_slug.insert_or_assign(std::move(slug), ReportLine{std::move(row), !removed});
    }
    for (const Source& source : sources) {
        ReportLine& line = by_slug[source.slug];
        line.row.source = source.slug;
        line.configured = true;
    }
    std::vector<ReportLine> lines;
    for (auto& [slug, line] : by_slug) lines.push_back(std::move(line));
    std::ranges::stable_sort(lines, [](const ReportLine& a, const ReportLine& b) {
        const auto rank = [](const SourceReportRow& row) {
            return std::tuple{row.source.empty(), -row.cost, -row.good, -row.items};
        };
        return rank(a.row) < rank(b.row);
    });
    return lines;
}

void print_source_report(std::ostream& out, const std::vector<ReportLine>& lines) {
    TextTable table{{"SOURCE", "NEW", "LED", "DUPLICATE", "SKIPPED", "FAILED", "DONE", "3+ STARS",
                     "SPENT", "EACH 3+"}};
    for (const ReportLine& line : lines) {
        std::string name = line.row.source.empty() ? "(no item)" : line.row.source;
        if (!line.configured) name += " (removed)";
        table.add(cells(std::move(name), line.row));
    }
    table.add(cells("all", sum_of(lines)));
    table.print(out);
}

std::string source_report_json(const std::vector<ReportLine>& lines, int days, TimePoint from) {
    json sources = json::array();
    for (const ReportLine& line : lines) {
        json one = object_of(line.row);
        one["slug"] = line.row.source;
        one["configured"] = line.configured;
        sources.push_back(std::move(one));
    }
    return dump(json{{"days", days},
                     {"from", to_rfc3339(from)},
                     {"sources", std::move(sources)},
                     {"total", object_of(sum_of(lines))}});
}

}  // namespace ainews::daemon
