#include "storage/connection.h"

#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ainews::storage {
namespace {

constexpr const char* kCorruptHint =
    "stop the daemon, keep the file and its -wal, then restore a backup with `ainewsd db restore "
    "FILE` "
    "or salvage it with `sqlite3 FILE .recover`";

bool is_damage(int code) { return code == SQLITE_CORRUPT || code == SQLITE_NOTADB; }

std::string open_name(const std::filesystem::path& file, Connection::Access access) {
    if (access == Connection::Access::ReadWrite) return file.string();
    // A write-ahead log cannot be opened without its index file; where neither exists and the
    // directory takes no new file, nobody can be writing either and the file may be read as it
    // stands.
    const bool directory_writable = ::access(file.parent_path().c_str(), W_OK) == 0;
    const bool has_log = std::filesystem::exists(file.string() + "-wal");
    if (directory_writable || has_log) return file.string();
    return "file:" + file.string() + "?immutable=1";
}

SQLite::Database open_database(const std::filesystem::path& file, Connection::Access access,
                               std::chrono::milliseconds busy_timeout, bool create) {
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI;
    flags |= access == Connection::Access::ReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    if (create) flags |= SQLITE_OPEN_CREATE;
    try {
        return SQLite::Database{open_name(file, access), flags,
                                static_cast<int>(busy_timeout.count())};
    } catch (const SQLite::Exception& failure) {
        if (is_damage(failure.getErrorCode())) throw_store_error(failure, file);
        throw StoreError{
            StoreError::Kind::NotWritable,
            fmt::format("cannot open the database {}: {}", file.string(), failure.what()),
            "check that its directory exists and that this user may write to it"};
    }
}

}  // namespace

Connection::Connection(const std::filesystem::path& file, Access access,
                       std::chrono::milliseconds busy_timeout, bool create)
    : file_{file}, database_{open_database(file, access, busy_timeout, create)} {}

std::int64_t Connection::changes() const noexcept {
    return sqlite3_changes64(database_.getHandle());
}

std::int64_t Connection::last_insert_id() const noexcept {
    return sqlite3_last_insert_rowid(database_.getHandle());
}

bool Connection::autocommit() const noexcept {
    return sqlite3_get_autocommit(database_.getHandle()) != 0;
}

std::unique_ptr<SQLite::Statement> Connection::take(Sql sql) {
    auto& idle = idle_[sql.text];
    if (idle.empty()) return std::make_unique<SQLite::Statement>(database_, sql.text);
    auto statement = std::move(idle.back());
    idle.pop_back();
    return statement;
}

void Connection::give_back(Sql sql, std::unique_ptr<SQLite::Statement> statement) noexcept {
    try {
        statement->tryReset();
        statement->clearBindings();
        idle_[sql.text].push_back(std::move(statement));
    } catch (...) {
        // A statement that cannot be kept is only prepared again the next time.
        statement.reset();
    }
}

Error to_error(const SQLite::Exception& failure, const std::filesystem::path& file) {
    switch (failure.getErrorCode()) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return {ErrorKind::Transient,
                    "the database was locked by another process for too long"};
        case SQLITE_FULL:
            return {ErrorKind::Unavailable, "the disk of the database is full"};
        case SQLITE_IOERR:
        case SQLITE_READONLY:
        case SQLITE_CANTOPEN:
        case SQLITE_NOMEM:
            return {ErrorKind::Unavailable, fmt::format("the database: {}", failure.what())};
        default:
            throw_store_error(failure, file);
    }
}

void throw_store_error(const SQLite::Exception& failure, const std::filesystem::path& file) {
    const int code = failure.getErrorCode();
    if (is_damage(code))
        throw StoreError{
            StoreError::Kind::Corrupt,
            fmt::format("{} is damaged or not a database ({})", file.string(), failure.what()),
            kCorruptHint};
    if (code == SQLITE_READONLY || code == SQLITE_CANTOPEN)
        throw StoreError{StoreError::Kind::NotWritable,
                         fmt::format("{} cannot be written: {}", file.string(), failure.what()),
                         "check permissions of the file and of its directory"};
    const bool locked = code == SQLITE_BUSY || code == SQLITE_LOCKED;
    throw StoreError{StoreError::Kind::Failed, fmt::format("{}: {}", file.string(), failure.what()),
                     code == SQLITE_FULL ? "free some space on its disk"
                     : locked            ? "another process holds it"
                                         : ""};
}

}  // namespace ainews::storage
