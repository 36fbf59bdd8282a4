#include <fmt/format.h>

#include <iostream>

#include "daemon/commands/commands.h"
#include "daemon/exit.h"
#include "site/publish_state.h"
#include "storage/admin.h"
#include "storage/store_error.h"

namespace ainews::daemon {
namespace {

namespace fs = std::filesystem;

ExitCode check(const fs::path& database) {
    const auto problems = storage::check_database(database);
    for (const std::string& problem : problems) std::cout << problem << '\n';
    if (!problems.empty()) return ExitCode::BadData;
    std::cout << fmt::format("{}: sound, schema version {}\n", database.string(),
                             storage::schema_version(database));
    return ExitCode::Ok;
}

ExitCode restore(const fs::path& database, const fs::path& backup, const fs::path& site) {
    const storage::RestoreReport report = storage::restore_database(database, backup);
    std::cout << fmt::format(
        "restored from {}; ids go on at {}; {} deletions and withdrawals made since were kept\n",
        backup.string(), report.next_item, report.kept_deleted);
    if (report.lost_items > 0)
        std::cout << fmt::format(
            "{} items are newer than the backup: their pages go; what its feed shows again gets a "
            "new id, and its old address leads there\n",
            report.lost_items);
    if (!report.not_taken_over.empty())
        std::cout << fmt::format(
            "not everything could be taken over from the replaced database: {}\n",
            report.not_taken_over);
    site::forget_published(site);
    if (!report.before.empty())
        std::cout << fmt::format("the database that was replaced is {}\n", report.before.string());
    return ExitCode::Ok;
}

ExitCode migrate(const fs::path& database) {
    const int steps = storage::migrate_database(database);
    std::cout << (steps == 0 ? std::string{"nothing to do"} : fmt::format("{} steps taken", steps))
              << fmt::format("; schema version {}\n", storage::schema_version(database));
    return ExitCode::Ok;
}

ExitCode run(const Db& options, const fs::path& database, const fs::path& site) {
    switch (options.verb) {
        case Db::Verb::Check:
            return check(database);
        case Db::Verb::Backup:
            storage::backup_database(database, options.file);
            std::cout << fmt::format("{} backed up to {}\n", database.string(), options.file);
            return ExitCode::Ok;
        case Db::Verb::Restore:
            return restore(database, options.file, site);
        case Db::Verb::Vacuum:
            storage::vacuum_database(database);
            return ExitCode::Ok;
        case Db::Verb::Migrate:
            return migrate(database);
    }
    return ExitCode::Bug;
}

}  // namespace

ExitCode run_db(const Db& options, Context& context) {
    try {
        return run(options, context.config().database_path(), context.config().site.dir);
    } catch (const storage::StoreError& error) {
        const bool no_backup = error.kind() == storage::StoreError::Kind::NoBackup;
        throw Exit{no_backup ? ExitCode::BadData : ExitCode::Unavailable, error.what()};
    }
}

}  // namespace ainews::daemon
