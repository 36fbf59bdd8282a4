#include "storage/source_report.h"

#include <map>
#include <string>

namespace ainews::storage {
namespace {

using Rows = std::map<std::string, SourceReportRow>;

int percent(const ScoreWeights& weights, Axis axis) {
    const auto found = weights.percent.find(axis);
    return found == weights.percent.end() ? 0 : found->second;
}

void count_items(Connection& connection, const SourceReportAsk& ask, Rows& rows) {
    Query query{
        connection,
        "SELECT sources.slug, sum(skip_reason IN ('', 'duplicate')), "
        "sum(EXISTS (SELECT 1 FROM stories WHERE stories.id = story_id AND lead = items.id)), "
        "sum(skip_reason = 'duplicate'), sum(skip_reason NOT IN ('', 'duplicate')), "
        "sum(items.state = 'failed'), sum(items.state = 'done'), "
        "sum(coalesce((SELECT json_extract(json, '$.axes.depth.level') * ?1 "
        "+ json_extract(json, '$.axes.relevance.level') * ?2 "
        "+ json_extract(json, '$.axes.practicality.level') * ?3 "
        "+ json_extract(json, '$.axes.novelty.level') * ?4 FROM results "
        "WHERE item_id = items.id AND stage = 'score' AND json_valid(json)), 0) >= ?5) "
        "FROM items INDEXED BY items_first_seen CROSS JOIN sources ON sources.id = source_id "
        "WHERE first_seen >= ?6 GROUP BY source_id",
        percent(ask.weights, Axis::Depth),
        percent(ask.weights, Axis::Relevance),
        percent(ask.weights, Axis::Practicality),
        percent(ask.weights, Axis::Novelty),
        ask.good_total,
        ask.from};
    while (query.step()) {
        SourceReportRow& row = rows[query.text(0)];
        row.items = query.integer(1);
        row.leads = query.integer(2);
        row.duplicates = query.integer(3);
        row.skipped = query.integer(4);
        row.failed = query.integer(5);
        row.done = query.integer(6);
        row.good = query.integer(7);
    }
}

/// Entries that came to nothing because another source had the item.
void count_sightings(Connection& connection, const SourceReportAsk& ask, Rows& rows) {
    Query query{connection,
                "SELECT sources.slug, count(*) FROM items INDEXED BY items_first_seen "
                "CROSS JOIN sightings ON sightings.item_id = items.id "
                "CROSS JOIN sources ON sources.id = sightings.source_id "
                "WHERE first_seen >= ? AND sightings.source_id <> items.source_id "
                "GROUP BY sightings.source_id",
                ask.from};
    while (query.step()) rows[query.text(0)].duplicates += query.integer(1);
}

void add_spend(Connection& connection, const SourceReportAsk& ask, Rows& rows) {
    Query query{connection,
                "SELECT coalesce(sources.slug, ''), sum(charge) FROM daily_spend "
                "LEFT JOIN sources ON sources.id = daily_spend.source_id "
                "WHERE day >= ? GROUP BY daily_spend.source_id",
                ask.from};
    while (query.step()) rows[query.text(0)].cost += query.integer(1);
}

}  // namespace

std::vector<SourceReportRow> source_report(Connection& connection, const SourceReportAsk& ask) {
    Rows rows;
    count_items(connection, ask, rows);
    count_sightings(connection, ask, rows);
    add_spend(connection, ask, rows);
    std::vector<SourceReportRow> out;
    for (auto& [slug, row] : rows) {
        row.source = slug;
        out.push_back(std::move(row));
    }
    return out;
}

}  // namespace ainews::storage
