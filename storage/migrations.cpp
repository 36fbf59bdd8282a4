#include "storage/migrations.h"

#include <fmt/format.h>

#include <array>

#include "storage/schema.h"

namespace ainews::storage {
namespace {

const std::array kMigrations{
    Migration{1, kSchemaBase},     Migration{2, kSchemaSearch},   Migration{3, kSchemaPollHints},
    Migration{4, kSchemaSite},     Migration{5, kSchemaEditions}, Migration{6, kSchemaDesk},
    Migration{7, kSchemaSpend},    Migration{8, kSchemaStories},  Migration{9, kSchemaWatch},
    Migration{10, kSchemaNotices},
};

/// "aind": tells our files from any other program's.
constexpr int kApplicationId = 0x61696e64;

int pragma_number(Connection& connection, Sql pragma) {
    Query query{connection, pragma};
    query.step();
    return query.small(0);
}

void copy_before_migrating(Connection& connection, int version) {
    const auto copy = fmt::format("{}.schema-{}.bak", connection.file().string(), version);
    std::filesystem::remove(copy);
    Query{connection, "VACUUM INTO ?", copy}.run();
}

/// False where another process has done this step meanwhile.
bool apply(Connection& connection, const Migration& step) {
    SQLite::Transaction transaction{connection.database(), SQLite::TransactionBehavior::IMMEDIATE};
    if (schema_of(connection) >= step.version) return false;
    connection.database().exec(step.sql);
    connection.database().exec(fmt::format("PRAGMA user_version = {}", step.version));
    connection.database().exec(fmt::format("PRAGMA application_id = {}", kApplicationId));
    transaction.commit();
    return true;
}

}  // namespace

std::span<const Migration> migrations() noexcept { return kMigrations; }

int newest_schema() noexcept { return kMigrations.back().version; }

int schema_of(Connection& connection) { return pragma_number(connection, "PRAGMA user_version"); }

void check_schema(Connection& connection) {
    const auto file = connection.file().string();
    try {
        const int version = schema_of(connection);
        const int application = pragma_number(connection, "PRAGMA application_id");
        const int tables = pragma_number(connection, "SELECT count(*) FROM sqlite_schema");
        if (application != kApplicationId && (application != 0 || tables != 0))
            throw StoreError{StoreError::Kind::Corrupt,
                             fmt::format("{} is a database of another program", file),
                             "set [store] url to a file of its own"};
        if (version > newest_schema())
            throw StoreError{
                StoreError::Kind::Newer,
                fmt::format("{} has schema {}, this ainewsd knows up to {}", file, version,
                            newest_schema()),
                "install the version that wrote it, or restore a backup made before the upgrade"};
    } catch (const SQLite::Exception& failure) {
        throw_store_error(failure, connection.file());
    }
}

int migrate(Connection& connection) {
    check_schema(connection);
    const int before = schema_of(connection);
    if (before == newest_schema()) return 0;
    if (before > 0) copy_before_migrating(connection, before);
    int taken = 0;
    for (const Migration& step : kMigrations)
        if (step.version > before && apply(connection, step)) ++taken;
    return taken;
}

}  // namespace ainews::storage
