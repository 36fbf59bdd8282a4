#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "storage/admin.h"
#include "storage/connection.h"
#include "storage/daemon_lock.h"
#include "storage/disk_sync.h"
#include "storage/id_ceiling.h"
#include "storage/lost_items.h"
#include "storage/migrations.h"
#include "storage/restore_told.h"
#include "storage/store_error.h"

namespace ainews::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kBusyTimeout = std::chrono::seconds{30};

constexpr std::array kCounted{"items",  "stories",  "calls",  "owners",
                              "topics", "editions", "sources"};

/// A table that never had a row has no sequence yet.
void make_sequences(Connection& restored) {
    for (const auto* name : kCounted)
        Query{restored,
              "INSERT INTO sqlite_sequence (name, seq) SELECT ?1, 0 WHERE NOT EXISTS "
              "(SELECT 1 FROM sqlite_sequence WHERE name = ?1)",
              name}
            .run();
}

/// What the editor told readers stays told: dates and notes of withdrawals, texts by hand and the
/// corrections they made. Nothing of it where the old database is older than the desk.
void keep_the_desk(Connection& restored) {
    {
        Query version{restored, "SELECT count(*) FROM old.sqlite_schema WHERE name = 'hand_texts'"};
        if (!version.step() || version.integer(0) == 0) return;
    }
    Query{restored,
          "UPDATE items SET (publish_reason, publish_note, publish_changed, pinned) = (SELECT "
          "publish_reason, publish_note, publish_changed, 0 FROM old.items AS o WHERE o.id = "
          "items.id) "
          "WHERE publish = 'withdrawn' AND id IN (SELECT id FROM old.items)"}
        .run();
    Query{restored,
          "INSERT OR REPLACE INTO hand_texts SELECT item_id, field, text, anchor, at FROM "
          "old.hand_texts WHERE item_id IN (SELECT id FROM items)"}
        .run();
    Query{restored,
          "INSERT INTO corrections (item_id, at, field, note) SELECT item_id, at, field, note FROM "
          "old.corrections AS o WHERE item_id IN (SELECT id FROM items) AND NOT EXISTS (SELECT 1 "
          "FROM corrections AS c WHERE c.item_id = o.item_id AND c.at = o.at AND c.field = "
          "o.field)"}
        .run();
}

/// How many items the backup shows that were deleted, withdrawn or hidden since; and those it does
/// not know that stay withdrawn or hidden. Each counts once, however many rows tell of it.
std::int64_t count_taken_away(Connection& restored, bool same_schema) {
    Query query{
        restored,
        "SELECT count(*) FROM (SELECT id FROM old.tombstones WHERE reason <> ?1 AND id NOT IN "
        "(SELECT id FROM tombstones) UNION SELECT id FROM old.items AS o WHERE publish IN "
        "('withdrawn', 'hidden') AND (?2 OR publish = 'withdrawn' OR id IN (SELECT id FROM items)) "
        "AND NOT EXISTS (SELECT 1 FROM items AS i WHERE i.id = o.id AND i.publish IN ('withdrawn', "
        "o.publish)))",
        kLostReason, same_schema};
    query.step();
    return query.integer(0);
}

/// What the operator was told since the backup is not told again.
void keep_notice_keys(Connection& restored) {
    {
        Query version{restored,
                      "SELECT count(*) FROM old.sqlite_schema WHERE name = 'notice_keys'"};
        if (!version.step() || version.integer(0) == 0) return;
    }
    Query{restored, "INSERT OR IGNORE INTO notice_keys SELECT key, made FROM old.notice_keys"}
        .run();
}

/// What waited when the backup was made has most probably been sent since.
void close_deliveries(Connection& restored) {
    Query{restored,
          "UPDATE deliveries SET state = 'uncertain', error = 'the database was restored' WHERE "
          "state IN ('waiting', 'sending')"}
        .run();
}

/// What happened since the backup and must not be undone by it.
std::int64_t keep_deletions(Connection& restored, bool same_schema) {
    SQLite::Transaction transaction{restored.database(), SQLite::TransactionBehavior::IMMEDIATE};
    const std::int64_t kept = count_taken_away(restored, same_schema);
    if (same_schema) keep_taken_away(restored);
    // An item that another restore had lost is no deletion where this backup knows it.
    Query{restored,
          "INSERT OR IGNORE INTO tombstones SELECT id, url, reason, deleted, revision FROM "
          "old.tombstones WHERE reason <> ? OR id NOT IN (SELECT id FROM items)",
          kLostReason}
        .run();
    // Withdrawn after the backup and unknown to it: it would come back from its feed as something
    // new.
    Query{restored,
          "INSERT OR IGNORE INTO tombstones SELECT id, url, 'withdrawn', first_seen, revision FROM "
          "old.items "
          "WHERE publish = 'withdrawn' AND id NOT IN (SELECT id FROM items)"}
        .run();
    Query{restored,
          "INSERT OR REPLACE INTO identity SELECT key, item_id FROM old.identity WHERE item_id IN "
          "(SELECT id FROM tombstones WHERE reason <> ?)",
          kLostReason}
        .run();
    Query{restored,
          "UPDATE items SET publish = 'withdrawn' WHERE publish <> 'withdrawn' AND id IN "
          "(SELECT id FROM old.items WHERE publish = 'withdrawn')"}
        .run();
    Query{restored,
          "UPDATE items SET publish = 'hidden' WHERE publish NOT IN ('withdrawn', 'hidden') AND "
          "id IN (SELECT id FROM old.items WHERE publish = 'hidden')"}
        .run();
    keep_the_desk(restored);
    keep_notice_keys(restored);
    Query{
        restored,
        "UPDATE stories SET lead = coalesce((SELECT min(id) FROM items WHERE story_id = stories.id "
        "AND id NOT IN (SELECT id FROM tombstones)), 0) WHERE lead IN (SELECT id FROM tombstones)"}
        .run();
    Query{restored, "DELETE FROM stories WHERE lead = 0"}.run();
    Query{restored, "DELETE FROM jobs WHERE item_id IN (SELECT id FROM tombstones)"}.run();
    Query{restored, "DELETE FROM items WHERE id IN (SELECT id FROM tombstones)"}.run();
    for (const auto* name : kCounted)
        Query{restored,
              "UPDATE sqlite_sequence SET seq = max(seq, coalesce((SELECT seq FROM "
              "old.sqlite_sequence "
              "WHERE name = ?1), 0)) WHERE name = ?1",
              name}
            .run();
    Query{restored,
          "UPDATE counters SET value = max(value, coalesce((SELECT value FROM old.counters AS o "
          "WHERE "
          "o.name = counters.name), 0)) WHERE name IN ('revision', 'claim')"}
        .run();
    transaction.commit();
    return kept;
}

bool has_newest_schema(Connection& restored) {
    Query version{restored, "PRAGMA old.user_version"};
    return version.step() && version.small(0) == newest_schema();
}

/// Damage to what one step reads must not undo the step before: each has its transaction.
void take_over(Connection& restored, const fs::path& old, RestoreReport& report) {
    if (!fs::exists(old)) return;
    try {
        Query{restored, "ATTACH ? AS old", old.string()}.run();
        const bool same_schema = has_newest_schema(restored);
        report.kept_deleted = keep_deletions(restored, same_schema);
        if (same_schema) {
            SQLite::Transaction transaction{restored.database(),
                                            SQLite::TransactionBehavior::IMMEDIATE};
            keep_what_was_told(restored);
            report.lost_items = note_lost_items(restored);
            transaction.commit();
        } else {
            report.not_taken_over = "it has the schema of an older version";
        }
        Query{restored, "DETACH old"}.run();
    } catch (const SQLite::Exception& failure) {
        report.not_taken_over = failure.what();
    }
}

ItemId raise_ids(Connection& restored, std::int64_t floor) {
    Query{restored,
          "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name IN ('items', 'stories', "
          "'topics')",
          floor}
        .run();
    Query next{restored, "SELECT seq + 1 FROM sqlite_sequence WHERE name = 'items'"};
    return next.step() ? next.integer(0) : 1;
}

void copy_backup(const fs::path& backup, const fs::path& part) {
    Connection source{backup, Connection::Access::ReadOnly, kBusyTimeout};
    check_schema(source);
    if (schema_of(source) == 0)
        throw StoreError{StoreError::Kind::Corrupt, fmt::format("{} is empty", backup.string()),
                         ""};
    for (const auto* suffix : {"", "-wal", "-shm", "-journal"}) fs::remove(part.string() + suffix);
    try {
        Query{source, "VACUUM INTO ?", part.string()}.run();
    } catch (const SQLite::Exception& failure) {
        throw_store_error(failure, backup);
    }
}

/// What is wrong with the backup is said of the backup: the database is not in question.
void copy_what_is_a_backup(const fs::path& database, const fs::path& backup, const fs::path& part) {
    constexpr auto kKind = StoreError::Kind::NoBackup;
    const std::string name = backup.string();
    if (!fs::exists(backup))
        throw StoreError{kKind, fmt::format("{} does not exist", name), "name a file of db backup"};
    std::error_code unknown;
    if (fs::equivalent(database, backup, unknown))
        throw StoreError{kKind, fmt::format("{} is the database itself", name),
                         "name a file of db backup"};
    try {
        copy_backup(backup, part);
    } catch (const StoreError& failure) {
        if (failure.kind() != StoreError::Kind::Corrupt) throw;
        throw StoreError{kKind, fmt::format("{} is damaged or no backup of ainewsd", name),
                         "nothing was changed; name another backup"};
    }
}

/// A name that no earlier restore has taken, with none of SQLite's companions either.
fs::path unused_name(const fs::path& database) {
    const std::string first = database.string() + ".before-restore";
    const auto taken = [](const std::string& name) {
        return fs::exists(name) || fs::exists(name + "-wal") || fs::exists(name + "-shm");
    };
    std::string name = first;
    for (int n = 2; taken(name); ++n) name = fmt::format("{}-{}", first, n);
    return name;
}

/// Also where only a log is left: SQLite would play it back over what takes the database's place.
fs::path set_aside(const fs::path& database) {
    const fs::path before = unused_name(database);
    for (const auto* suffix : {"-wal", "-shm", "-journal", ""})
        if (fs::exists(database.string() + suffix))
            fs::rename(database.string() + suffix, before.string() + suffix);
    return fs::exists(before) ? before : fs::path{};
}

}  // namespace

RestoreReport restore_database(const fs::path& database, const fs::path& backup,
                               ItemId highest_item) {
    const DaemonLock lock{database};
    const fs::path part = database.string() + ".restoring";
    copy_what_is_a_backup(database, backup, part);
    RestoreReport report;
    try {
        Connection restored{part, Connection::Access::ReadWrite, kBusyTimeout};
        restored.database().exec("PRAGMA foreign_keys = ON");
        migrate(restored);
        make_sequences(restored);
        take_over(restored, database, report);
        close_deliveries(restored);
        report.next_item =
            raise_ids(restored, std::max(highest_item, IdCeiling{database}.stored()));
    } catch (const SQLite::Exception& failure) {
        throw_store_error(failure, part);
    }
    report.before = set_aside(database);
    sync_to_disk(part);
    fs::rename(part, database);
    sync_to_disk(directory_of(database));
    return report;
}

}  // namespace ainews::storage
