#include "storage/sqlite_store_impl.h"

#include <fmt/format.h>

#include "storage/jobs.h"
#include "storage/migrations.h"
#include "storage/search.h"

namespace ainews::storage {
namespace {

/// Less than this is the clock being disciplined, not a jump.
constexpr Millis kClockJump = std::chrono::seconds{5};

/// FULL: a commit is on the disk before its caller hears of it; what was paid for is never lost.
constexpr const char* kWriterSettings =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; "
    "PRAGMA cache_size = -16000; PRAGMA journal_size_limit = 67108864;";

std::unique_ptr<Connection> open_writer(const SqliteOptions& options) {
    auto connection = std::make_unique<Connection>(options.path, Connection::Access::ReadWrite,
                                                   options.busy_timeout, true);
    try {
        check_schema(*connection);
        connection->database().exec(kWriterSettings);
        migrate(*connection);
    } catch (const SQLite::Exception& failure) {
        throw_store_error(failure, options.path);
    }
    return connection;
}

void check_for_reading(const SqliteOptions& options) {
    Connection connection{options.path, Connection::Access::ReadOnly, options.busy_timeout};
    check_schema(connection);
    if (const int version = schema_of(connection); version < newest_schema())
        throw StoreError{StoreError::Kind::Failed,
                         fmt::format("{} has schema {}, this ainewsd needs {}",
                                     options.path.string(), version, newest_schema()),
                         "run `ainewsd db migrate` once"};
}

}  // namespace

SqliteStore::Impl::Impl(const SqliteOptions& options, StageGraph graph, const Clock& clock)
    : options_{options},
      graph_{std::move(graph)},
      clock_{clock},
      ids_{options.path},
      offset_{clock_offset()} {
    const bool read_only = options.mode == OpenMode::ReadOnly;
    if (options.mode == OpenMode::Daemon) lock_.emplace(options.path);
    if (read_only) {
        check_for_reading(options);
    } else {
        writer_ = std::make_unique<Writer>(open_writer(options), options.busy_timeout);
    }
    readers_ = std::make_unique<Readers>(options.path, options.busy_timeout, read_only);
    if (read_only) return;
    self_.process = this_process();
    writer_->run([this](Connection& connection) {
        self_.id = register_owner(connection, self_.process);
        release_dead_owners(connection, self_.process, self_.id);
        check_segmenter(connection);
    });
}

SqliteStore::Impl::~Impl() {
    if (!writer_ || self_.id == 0) return;
    try {
        writer_->run([this](Connection& connection) { unregister_owner(connection, self_.id); });
    } catch (const std::exception&) {
        // The next process finds this owner dead and does the same.
    }
}

Millis SqliteStore::Impl::clock_offset() const {
    return clock_.now().time_since_epoch() - clock_.steady_now().time_since_epoch();
}

void SqliteStore::Impl::follow_clock() {
    const std::lock_guard lock{clock_mutex_};
    const Millis offset = clock_offset();
    const Millis jump = offset - offset_;
    if (std::chrono::abs(jump) < kClockJump) return;
    const auto shifted = write([&](Connection& connection) -> Expected<void> {
        shift_leases(connection, self_.id, jump);
        return {};
    });
    if (shifted) offset_ = offset;
}

void SqliteStore::Impl::release_dead(Connection& connection) {
    release_dead_owners(connection, self_.process, self_.id);
}

}  // namespace ainews::storage
