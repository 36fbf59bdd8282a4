#include "storage/schema.h"

namespace ainews::storage {

// What the editor watches, as sums: who made the results that are shown (the first 17 characters of
// their fingerprint), which of them the article has outrun, and how the ratings of each day are
// spread. Kept by triggers: no way of writing forgets them, and no status page counts the archive.
const char* const kSchemaWatch = R"sql(
ALTER TABLE results ADD COLUMN outdated INTEGER NOT NULL DEFAULT 0;
CREATE INDEX results_outdated ON results(stage) WHERE outdated = 1;
CREATE TABLE maker_totals(
    stage TEXT NOT NULL,
    maker TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (stage, maker)
) WITHOUT ROWID;
CREATE TABLE score_levels(
    day INTEGER NOT NULL,
    axis TEXT NOT NULL,
    level INTEGER NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (day, axis, level)
) WITHOUT ROWID;

CREATE TRIGGER makers_counted AFTER INSERT ON results
WHEN new.provisional = 0 AND new.input_hash LIKE '________.________.________.________' BEGIN
    INSERT INTO maker_totals VALUES (new.stage, substr(new.input_hash, 1, 17), 1)
        ON CONFLICT (stage, maker) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER makers_uncounted AFTER DELETE ON results
WHEN old.provisional = 0 AND old.input_hash LIKE '________.________.________.________' BEGIN
    UPDATE maker_totals SET n = n - 1 WHERE stage = old.stage AND maker = substr(old.input_hash, 1, 17);
END;
CREATE TRIGGER makers_left AFTER UPDATE OF input_hash, provisional ON results
WHEN old.provisional = 0 AND old.input_hash LIKE '________.________.________.________' BEGIN
    UPDATE maker_totals SET n = n - 1 WHERE stage = old.stage AND maker = substr(old.input_hash, 1, 17);
END;
CREATE TRIGGER makers_changed AFTER UPDATE OF input_hash, provisional ON results
WHEN new.provisional = 0 AND new.input_hash LIKE '________.________.________.________' BEGIN
    INSERT INTO maker_totals VALUES (new.stage, substr(new.input_hash, 1, 17), 1)
        ON CONFLICT (stage, maker) DO UPDATE SET n = n + 1;
END;

INSERT INTO score_levels
    SELECT finished / 86400000, axes.key, json_extract(axes.value, '$.level'), count(*)
    FROM results, json_each(CASE WHEN json_valid(results.json) THEN results.json ELSE '{}' END, '$.axes') AS axes
    WHERE stage = 'score' AND json_extract(axes.value, '$.level') IS NOT NULL GROUP BY 1, 2, 3;
CREATE TRIGGER scores_counted AFTER INSERT ON results WHEN new.stage = 'score' BEGIN
    INSERT INTO score_levels SELECT new.finished / 86400000, key, json_extract(value, '$.level'), 1
        FROM json_each(CASE WHEN json_valid(new.json) THEN new.json ELSE '{}' END, '$.axes')
        WHERE json_extract(value, '$.level') IS NOT NULL
        ON CONFLICT (day, axis, level) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER scores_uncounted AFTER DELETE ON results WHEN old.stage = 'score' BEGIN
    UPDATE score_levels SET n = n - 1 WHERE (day, axis, level) IN
        (SELECT old.finished / 86400000, key, json_extract(value, '$.level')
         FROM json_each(CASE WHEN json_valid(old.json) THEN old.json ELSE '{}' END, '$.axes'));
END;
CREATE TRIGGER scores_recounted AFTER UPDATE OF json, finished ON results WHEN new.stage = 'score' BEGIN
    UPDATE score_levels SET n = n - 1 WHERE (day, axis, level) IN
        (SELECT old.finished / 86400000, key, json_extract(value, '$.level')
         FROM json_each(CASE WHEN json_valid(old.json) THEN old.json ELSE '{}' END, '$.axes'));
    INSERT INTO score_levels SELECT new.finished / 86400000, key, json_extract(value, '$.level'), 1
        FROM json_each(CASE WHEN json_valid(new.json) THEN new.json ELSE '{}' END, '$.axes')
        WHERE json_extract(value, '$.level') IS NOT NULL
        ON CONFLICT (day, axis, level) DO UPDATE SET n = n + 1;
END;
)sql";

}  // namespace ainews::storage
