#include "daemon/spend_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/json_text.h"
#include "core/results_json.h"
#include "daemon/text_table.h"

namespace ainews::daemon {
namespace {

using nlohmann::json;

constexpr std::size_t kNameColumns = 48;

struct Sum {
    std::string name;
    std::int64_t calls = 0;
    std::int64_t tokens_in = 0;
    std::int64_t tokens_out = 0;
    std::int64_t tokens_cached = 0;
    MicroUsd cost = 0;
};

/// One way of adding the rows up.
struct View {
    const char* heading;
    const char* json_name;
    std::function<std::string(const SpendRow&, const TimeZone&)> name;
    bool by_name = false;  ///< newest name first, instead of the dearest
};

const std::array<View, 4>& views() {
    static const std::array<View, 4> kViews{{
        {"DAY", "days",
         [](const SpendRow& row, const TimeZone& zone) { return zone.day_of(row.day); }, true},
        {"STAGE", "stages", [](const SpendRow& row, const TimeZone&) { return row.stage; }},
        {"MODEL", "models",
         [](const SpendRow& row, const TimeZone&) { return row.endpoint + "/" + row.model; }},
        {"SOURCE", "sources", [](const SpendRow& row, const TimeZone&) { return row.source; }},
    }};
    return kViews;
}

std::vector<Sum> sums_of(std::span<const SpendRow> rows, const View& view, const TimeZone& zone) {
    std::map<std::string, Sum> by_name;
    for (const SpendRow& row : rows) {
        const std::string name = view.name(row, zone);
        Sum& sum = by_name[name];
        sum.name = name;
        sum.calls += row.calls;
        sum.tokens_in += row.tokens_in;
        sum.tokens_out += row.tokens_out;
        sum.tokens_cached += row.tokens_cached;
        sum.cost += row.cost;
    }
    std::vector<Sum> sums;
    for (auto& [name, sum] : by_name) sums.push_back(std::move(sum));
    if (view.by_name)
        std::ranges::reverse(sums);
    else
        std::ranges::stable_sort(sums, std::greater{}, &Sum::cost);
    return sums;
}

}  // namespace

void print_spend(std::ostream& out, std::span<const SpendRow> rows, const TimeZone& zone) {
    if (rows.empty()) {
        out << "nothing was asked of a model in these days\n";
        return;
    }
    for (const View& view : views()) {
        TextTable table{{view.heading, "CALLS", "TOKENS IN", "CACHED", "TOKENS OUT", "COST"}};
        for (const Sum& sum : sums_of(rows, view, zone))
            table.add({sum.name.empty() ? "(no item)" : fit(sum.name, kNameColumns),
                       std::to_string(sum.calls), std::to_string(sum.tokens_in),
                       std::to_string(sum.tokens_cached), std::to_string(sum.tokens_out),
                       fmt::format("${:.4f}", usd(sum.cost))});
        table.print(out);
        out << '\n';
    }
}

std::string spend_json(std::span<const SpendRow> rows, const TimeZone& zone) {
    json all = json::object();
    for (const View& view : views()) {
        json list = json::array();
        for (const Sum& sum : sums_of(rows, view, zone))
            list.push_back({{view.by_name ? "day" : "name", sum.name},
                            {"calls", sum.calls},
                            {"tokens_in", sum.tokens_in},
                            {"tokens_out", sum.tokens_out},
                            {"tokens_cached", sum.tokens_cached},
                            {"cost_usd", usd(sum.cost)}});
        all[view.json_name] = std::move(list);
    }
    return dump(all);
}

}  // namespace ainews::daemon
