#include "storage/schema.h"

namespace ainews::storage {

// Money by day, stage, model and source, in sums that grow with days and not with calls. Calls from
// before this version knew no day of the operator's: they are booked on their UTC day.
const char* const kSchemaSpend = R"sql(
ALTER TABLE calls ADD COLUMN purpose TEXT NOT NULL DEFAULT 'item';
ALTER TABLE calls ADD COLUMN day INTEGER NOT NULL DEFAULT 0;
ALTER TABLE calls ADD COLUMN source_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE calls ADD COLUMN tokens_cache_write INTEGER NOT NULL DEFAULT 0;

CREATE TABLE daily_spend(
    day INTEGER NOT NULL,
    stage TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    model TEXT NOT NULL,
    source_id INTEGER NOT NULL,
    calls INTEGER NOT NULL,
    tokens_in INTEGER NOT NULL,
    tokens_out INTEGER NOT NULL,
    tokens_cached INTEGER NOT NULL,
    charge INTEGER NOT NULL,
    PRIMARY KEY (day, stage, endpoint, model, source_id)
) WITHOUT ROWID;
CREATE TABLE purpose_spend(
    purpose TEXT NOT NULL,
    day INTEGER NOT NULL,
    charge INTEGER NOT NULL,
    PRIMARY KEY (purpose, day)
) WITHOUT ROWID;

UPDATE calls SET day = sent - sent % 86400000,
    source_id = coalesce((SELECT source_id FROM items WHERE items.id = calls.item_id), 0);
INSERT INTO daily_spend
    SELECT day, stage, endpoint, model, source_id, count(*), sum(tokens_in), sum(tokens_out),
        sum(tokens_cached), sum(charge)
    FROM calls GROUP BY day, stage, endpoint, model, source_id;
INSERT INTO purpose_spend SELECT purpose, day, sum(charge) FROM calls GROUP BY purpose, day;

CREATE TRIGGER calls_booked AFTER INSERT ON calls BEGIN
    INSERT INTO daily_spend VALUES (new.day, new.stage, new.endpoint, new.model, new.source_id, 1,
            new.tokens_in, new.tokens_out, new.tokens_cached, new.charge)
        ON CONFLICT (day, stage, endpoint, model, source_id) DO UPDATE SET calls = calls + 1,
            tokens_in = tokens_in + excluded.tokens_in, tokens_out = tokens_out + excluded.tokens_out,
            tokens_cached = tokens_cached + excluded.tokens_cached, charge = charge + excluded.charge;
    INSERT INTO purpose_spend VALUES (new.purpose, new.day, new.charge)
        ON CONFLICT (purpose, day) DO UPDATE SET charge = charge + excluded.charge;
END;
CREATE TRIGGER calls_rebooked AFTER UPDATE OF charge, tokens_in, tokens_out, tokens_cached ON calls BEGIN
    UPDATE daily_spend SET tokens_in = tokens_in + new.tokens_in - old.tokens_in,
        tokens_out = tokens_out + new.tokens_out - old.tokens_out,
        tokens_cached = tokens_cached + new.tokens_cached - old.tokens_cached,
        charge = charge + new.charge - old.charge
        WHERE day = old.day AND stage = old.stage AND endpoint = old.endpoint AND model = old.model
            AND source_id = old.source_id;
    UPDATE purpose_spend SET charge = charge + new.charge - old.charge
        WHERE purpose = old.purpose AND day = old.day;
END;
)sql";

}  // namespace ainews::storage
