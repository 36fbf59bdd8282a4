#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/item.h"
#include "storage/store_error.h"

/// What `ainewsd db ...` does to a whole database. All throw StoreError.
namespace ainews::storage {

/// The version of the schema in the file; 0 for an empty one.
[[nodiscard]] int schema_version(const std::filesystem::path& database);
/// The version this program writes.
[[nodiscard]] int newest_schema_version() noexcept;

/// Every problem found, one line each; none where the database is sound: SQLite's own integrity
/// check, foreign keys, and the totals and keys that the store keeps beside its rows. Reads
/// everything.
[[nodiscard]] std::vector<std::string> check_database(const std::filesystem::path& database);

/// A consistent copy in one file, while the daemon may go on working. `target` appears whole or not
/// at all and must not exist yet.
void backup_database(const std::filesystem::path& database, const std::filesystem::path& target);

struct RestoreReport {
    ItemId next_item = 0;  ///< the first id that will be given from now on
    std::int64_t kept_deleted =
        0;  ///< deletions and withdrawals made since the backup that were kept
    std::int64_t lost_items = 0;  ///< items since the backup; they may come again from their feeds
    /// Why what happened since could not all be taken over from the replaced database; empty: it
    /// was, or there was none.
    std::string not_taken_over;
    std::filesystem::path
        before;  ///< where the database that was replaced now is; empty where none was
};

/// Puts a backup in the place of the database, which is kept as `FILE.before-restore`. Ids go on
/// above the highest that this site ever gave: the backup's, the old database's, `FILE.ids` and
/// `highest_item`. Where the old database can still be read, what was deleted, withdrawn or hidden
/// since the backup stays so, papers, slugs and the ledger are kept, and an item that the backup
/// does not know is noted as lost: should its feed show it again, its old address leads to it.
RestoreReport restore_database(const std::filesystem::path& database,
                               const std::filesystem::path& backup, ItemId highest_item = 0);

/// Gives unused space back to the disk. The daemon may run, but waits meanwhile.
void vacuum_database(const std::filesystem::path& database);

/// Brings the schema up to date; returns the number of steps taken.
int migrate_database(const std::filesystem::path& database);

}  // namespace ainews::storage
