#include "storage/readers.h"

namespace ainews::storage {
namespace {

/// More than this many idle connections are closed again: each may hold 2 MB of pages.
constexpr std::size_t kIdleMax = 8;

}  // namespace

Readers::Readers(std::filesystem::path file, std::chrono::milliseconds busy_timeout, bool read_only)
    : file_{std::move(file)}, busy_timeout_{busy_timeout}, read_only_{read_only} {}

Readers::Lease::Lease(const Readers& owner) : readers{owner} {
    {
        const std::lock_guard lock{owner.mutex_};
        if (!owner.idle_.empty()) {
            connection = std::move(owner.idle_.back());
            owner.idle_.pop_back();
        }
    }
    try {
        if (!connection) {
            // Opened for writing even though it never does: reading a write-ahead log needs its
            // index file.
            const auto access =
                owner.read_only_ ? Connection::Access::ReadOnly : Connection::Access::ReadWrite;
            connection = std::make_unique<Connection>(owner.file_, access, owner.busy_timeout_);
            connection->database().exec("PRAGMA query_only = ON; PRAGMA cache_size = -2000");
        }
        Query{*connection, "BEGIN"}.run();
    } catch (const SQLite::Exception& failure) {
        throw_store_error(failure, owner.file_);
    }
}

Readers::Lease::~Lease() {
    try {
        Query{*connection, "ROLLBACK"}.run();
        const std::lock_guard lock{readers.mutex_};
        if (readers.idle_.size() < kIdleMax) readers.idle_.push_back(std::move(connection));
    } catch (...) {
        // A connection that cannot end its snapshot is closed.
        connection.reset();
    }
}

}  // namespace ainews::storage
