#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "storage/store_error.h"

namespace ainews::storage {

/// SQL text that is known when compiling: nothing from outside can ever become part of a statement.
struct Sql {
    const char* text;
    // NOLINTNEXTLINE(google-explicit-constructor): a literal is meant to convert.
    consteval Sql(const char* literal) : text{literal} {}
};

/// Bytes that are bound as a BLOB.
struct Blob {
    std::string_view bytes;
};

/// One open database with its prepared statements. Used by one thread at a time.
class Connection {
public:
    enum class Access { ReadWrite, ReadOnly };

    /// Throws StoreError. A missing file is created only where `create` says so.
    Connection(const std::filesystem::path& file, Access access,
               std::chrono::milliseconds busy_timeout, bool create = false);

    [[nodiscard]] SQLite::Database& database() noexcept { return database_; }
    [[nodiscard]] const std::filesystem::path& file() const noexcept { return file_; }
    /// Rows changed by the last statement.
    [[nodiscard]] std::int64_t changes() const noexcept;
    [[nodiscard]] std::int64_t last_insert_id() const noexcept;
    /// False while a transaction is open.
    [[nodiscard]] bool autocommit() const noexcept;

private:
    friend class Query;
    std::unique_ptr<SQLite::Statement> take(Sql sql);
    void give_back(Sql sql, std::unique_ptr<SQLite::Statement> statement) noexcept;

    std::filesystem::path file_;
    SQLite::Database database_;
    /// By the literal's address: two equal literals cost one statement more, never a wrong one.
    std::unordered_map<const char*, std::vector<std::unique_ptr<SQLite::Statement>>> idle_;
};

/// One use of a prepared statement: borrowed from the connection, reset and given back at the end.
class Query {
public:
    template <typename... Values>
    Query(Connection& connection, Sql sql, const Values&... values)
        : connection_{connection}, sql_{sql}, statement_{connection.take(sql)} {
        (bind(++bound_, values), ...);
    }
    ~Query() { connection_.give_back(sql_, std::move(statement_)); }
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    /// Moves to the next row; false after the last.
    bool step() { return statement_->executeStep(); }
    /// For statements whose rows, if any, do not matter.
    void run() {
        while (statement_->executeStep()) {
        }
    }

    [[nodiscard]] bool is_null(int column) const { return statement_->isColumnNull(column); }
    [[nodiscard]] std::int64_t integer(int column) const {
        return statement_->getColumn(column).getInt64();
    }
    [[nodiscard]] int small(int column) const { return statement_->getColumn(column).getInt(); }
    [[nodiscard]] bool flag(int column) const { return small(column) != 0; }
    [[nodiscard]] double real(int column) const {
        return statement_->getColumn(column).getDouble();
    }
    [[nodiscard]] std::string text(int column) const {
        return statement_->getColumn(column).getString();
    }
    [[nodiscard]] TimePoint time(int column) const { return TimePoint{Millis{integer(column)}}; }
    [[nodiscard]] std::optional<std::int64_t> maybe_integer(int column) const {
        return is_null(column) ? std::nullopt : std::optional{integer(column)};
    }
    [[nodiscard]] std::optional<TimePoint> maybe_time(int column) const {
        return is_null(column) ? std::nullopt : std::optional{time(column)};
    }
    [[nodiscard]] std::optional<std::string> maybe_text(int column) const {
        return is_null(column) ? std::nullopt : std::optional{text(column)};
    }

private:
    void bind(int at, int value) { statement_->bind(at, value); }
    void bind(int at, bool value) { statement_->bind(at, value ? 1 : 0); }
    void bind(int at, std::int64_t value) { statement_->bind(at, value); }
    void bind(int at, double value) { statement_->bind(at, value); }
    void bind(int at, std::nullptr_t) { statement_->bind(at); }
    void bind(int at, const std::string& value) { statement_->bind(at, value); }
    void bind(int at, std::string_view value) { statement_->bind(at, std::string{value}); }
    void bind(int at, const char* value) { statement_->bind(at, value); }
    void bind(int at, TimePoint value) { bind(at, std::int64_t{value.time_since_epoch().count()}); }
    void bind(int at, Blob value) {
        statement_->bind(at, value.bytes.data(), static_cast<int>(value.bytes.size()));
    }
    template <typename T>
    void bind(int at, const std::optional<T>& value) {
        if (value) {
            bind(at, *value);
        } else {
            statement_->bind(at);
        }
    }

    Connection& connection_;
    Sql sql_;
    std::unique_ptr<SQLite::Statement> statement_;
    int bound_ = 0;
};

/// What a failed statement means to a caller of a port: Transient where another process held the
/// file for too long, Unavailable for a full disk or an I/O error. Throws StoreError where the file
/// is damaged.
[[nodiscard]] Error to_error(const SQLite::Exception& failure, const std::filesystem::path& file);

/// The same for calls that cannot return an error.
[[noreturn]] void throw_store_error(const SQLite::Exception& failure,
                                    const std::filesystem::path& file);

}  // namespace ainews::storage
