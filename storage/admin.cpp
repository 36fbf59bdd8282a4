#include "storage/admin.h"

#include <fmt/format.h>

#include "storage/connection.h"
#include "storage/disk_sync.h"
#include "storage/migrations.h"

namespace ainews::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kBusyTimeout = std::chrono::seconds{30};
constexpr std::size_t kProblemsMax = 50;

/// Runs `work` on the database; SQLite's own failures come out as StoreError.
template <typename Work>
auto with(const fs::path& database, Connection::Access access, Work work) {
    Connection connection{database, access, kBusyTimeout};
    check_schema(connection);
    try {
        return work(connection);
    } catch (const SQLite::Exception& failure) {
        throw_store_error(failure, database);
    }
}

/// Each row of the query is a problem.
void collect(Connection& connection, Sql sql, std::vector<std::string>& problems) {
    Query query{connection, sql};
    while (problems.size() < kProblemsMax && query.step())
        if (std::string line = query.text(0); line != "ok") problems.push_back(std::move(line));
}

void check_totals(Connection& connection, std::vector<std::string>& problems) {
    collect(connection,
            "SELECT 'total of ' || state || ' items is ' || n || ', there are ' || there FROM "
            "(SELECT t.state, "
            "t.n, (SELECT count(*) FROM items WHERE items.state = t.state) AS there FROM "
            "item_totals t) "
            "WHERE n <> there",
            problems);
    collect(
        connection,
        "SELECT 'total of ' || state || ' ' || stage || ' jobs is ' || n || ', there are ' || "
        "there FROM "
        "(SELECT t.stage, t.state, t.n, (SELECT count(*) FROM jobs WHERE jobs.stage = t.stage AND "
        "jobs.state = t.state) AS there FROM job_totals t) WHERE n <> there",
        problems);
    collect(connection,
            "SELECT 'spend by the hour is ' || kept || ', by call ' || there FROM (SELECT "
            "(SELECT coalesce(sum(charge), 0) FROM hourly_spend) AS kept, "
            "(SELECT coalesce(sum(charge), 0) FROM calls) AS there) WHERE kept <> there",
            problems);
    collect(connection,
            "SELECT 'a key points at ' || item_id || ', which never was' FROM identity WHERE "
            "NOT EXISTS (SELECT 1 FROM items WHERE id = item_id) AND "
            "NOT EXISTS (SELECT 1 FROM aliases WHERE id = item_id) AND "
            "NOT EXISTS (SELECT 1 FROM tombstones WHERE id = item_id)",
            problems);
    collect(connection,
            "SELECT 'alias ' || id || ' leads to ' || target || ', which is no item' FROM aliases "
            "WHERE "
            "NOT EXISTS (SELECT 1 FROM items WHERE id = target) AND "
            "NOT EXISTS (SELECT 1 FROM tombstones WHERE id = target)",
            problems);
    collect(
        connection,
        "SELECT 'story ' || stories.id || ' is led by ' || lead || ', which is not in it' FROM "
        "stories "
        "WHERE NOT EXISTS (SELECT 1 FROM items WHERE items.id = lead AND story_id = stories.id)",
        problems);
    collect(
        connection,
        "SELECT 'item ' || item_id || ' is skipped and has open work' FROM jobs JOIN items ON "
        "items.id = item_id WHERE items.state = 'skipped' AND jobs.state IN ('pending', 'waiting')",
        problems);
}

}  // namespace

int schema_version(const fs::path& database) {
    return with(database, Connection::Access::ReadOnly, [](Connection& c) { return schema_of(c); });
}

int newest_schema_version() noexcept { return newest_schema(); }

std::vector<std::string> check_database(const fs::path& database) {
    return with(database, Connection::Access::ReadOnly, [](Connection& connection) {
        std::vector<std::string> problems;
        // Damage may keep even the check from reading on; that is a finding, not a failure to
        // check.
        try {
            collect(connection, "PRAGMA integrity_check(50)", problems);
        } catch (const SQLite::Exception& failure) {
            problems.emplace_back(failure.what());
            return problems;
        } catch (const StoreError& failure) {
            if (failure.kind() != StoreError::Kind::Corrupt) throw;
            problems.emplace_back(failure.what());
            return problems;
        }
        collect(
            connection,
            "SELECT 'a row of ' || \"table\" || ' has no ' || parent FROM pragma_foreign_key_check",
            problems);
        if (problems.empty()) check_totals(connection, problems);
        return problems;
    });
}

void backup_database(const fs::path& database, const fs::path& target) {
    if (fs::exists(target))
        throw StoreError{StoreError::Kind::Failed,
                         fmt::format("{} exists already", target.string()), "name another file"};
    const fs::path part = target.string() + ".part";
    fs::remove(part);
    with(database, Connection::Access::ReadOnly, [&](Connection& connection) {
        Query{connection, "VACUUM INTO ?", part.string()}.run();
    });
    sync_to_disk(part);
    std::error_code failed;
    fs::rename(part, target, failed);
    if (failed)
        throw StoreError{StoreError::Kind::NotWritable,
                         fmt::format("cannot write {}: {}", target.string(), failed.message()), ""};
    sync_to_disk(directory_of(target));
}

void vacuum_database(const fs::path& database) {
    with(database, Connection::Access::ReadWrite, [](Connection& connection) {
        connection.database().exec("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
    });
}

int migrate_database(const fs::path& database) {
    return with(database, Connection::Access::ReadWrite, [](Connection& c) { return migrate(c); });
}

}  // namespace ainews::storage
