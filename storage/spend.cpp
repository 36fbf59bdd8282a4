#include "storage/spend.h"

namespace ainews::storage {

std::vector<SpendRow> spend_by_day(Connection& connection, TimePoint from) {
    std::vector<SpendRow> rows;
    Query query{connection,
                "SELECT day, stage, endpoint, model, coalesce(sources.slug, ''), calls, tokens_in, "
                "tokens_out, tokens_cached, charge FROM daily_spend "
                "LEFT JOIN sources ON sources.id = daily_spend.source_id "
                "WHERE day >= ? ORDER BY day, stage, endpoint, model, source_id",
                from};
    while (query.step())
        rows.push_back({.day = query.time(0),
                        .stage = query.text(1),
                        .endpoint = query.text(2),
                        .model = query.text(3),
                        .source = query.text(4),
                        .calls = query.integer(5),
                        .tokens_in = query.integer(6),
                        .tokens_out = query.integer(7),
                        .tokens_cached = query.integer(8),
                        .cost = query.integer(9)});
    return rows;
}

std::vector<UsageSample> recent_usage(Connection& connection, int calls_max) {
    std::vector<UsageSample> samples;
    Query query{connection,
                "SELECT item_id, stage, endpoint, count(*), sum(tokens_in), sum(tokens_out) "
                "FROM (SELECT * FROM calls ORDER BY id DESC LIMIT ?) "
                "WHERE answered IS NOT NULL AND item_id <> 0 "
                "GROUP BY item_id, stage, endpoint ORDER BY max(id)",
                calls_max};
    while (query.step())
        samples.push_back({.item = query.integer(0),
                           .stage = query.text(1),
                           .endpoint = query.text(2),
                           .calls = query.integer(3),
                           .tokens_in = query.integer(4),
                           .tokens_out = query.integer(5)});
    return samples;
}

}  // namespace ainews::storage
