#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "storage/connection.h"

namespace ainews::storage {

/// Connections that only read. Each use sees one snapshot from its first statement to its end and
/// neither waits for the writer nor holds it up. Thread-safe; grows with the number of readers at
/// once.
class Readers {
public:
    Readers(std::filesystem::path file, std::chrono::milliseconds busy_timeout, bool read_only);

    /// Runs `read(Connection&)` inside a read transaction. Throws StoreError where the database
    /// fails.
    template <typename Read>
    auto run(Read read) const -> std::invoke_result_t<Read, Connection&> {
        const Lease lease{*this};
        try {
            return read(*lease.connection);
        } catch (const SQLite::Exception& failure) {
            throw_store_error(failure, file_);
        }
    }

private:
    struct Lease {
        explicit Lease(const Readers& owner);
        ~Lease();
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        const Readers& readers;
        std::unique_ptr<Connection> connection;
    };

    std::filesystem::path file_;
    std::chrono::milliseconds busy_timeout_;
    bool read_only_;
    mutable std::mutex mutex_;
    mutable std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace ainews::storage
