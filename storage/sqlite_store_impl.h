#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "storage/daemon_lock.h"
#include "storage/id_ceiling.h"
#include "storage/owner.h"
#include "storage/readers.h"
#include "storage/sqlite_store.h"
#include "storage/writer.h"

namespace ainews::storage {

/// What the store's calls share: the connections, who we are, and what the clock did.
class SqliteStore::Impl {
public:
    Impl(const SqliteOptions& options, StageGraph graph, const Clock& clock);
    ~Impl();
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    template <typename Work>
    auto write(Work work) -> std::invoke_result_t<Work, Connection&> {
        using Result = std::invoke_result_t<Work, Connection&>;
        if (!writer_) {
            if constexpr (kIsExpected<Result>) {
                return fail(ErrorKind::Refused, "the database is open for reading only");
            } else {
                throw StoreError{StoreError::Kind::NotWritable,
                                 options_.path.string() + " is open for reading only", ""};
            }
        }
        return writer_->run(std::move(work));
    }

    template <typename Read>
    auto read(Read work) const -> std::invoke_result_t<Read, Connection&> {
        return readers_->run(std::move(work));
    }

    [[nodiscard]] const StageGraph& graph() const noexcept { return graph_; }
    [[nodiscard]] std::int64_t owner() const noexcept { return self_.id; }
    [[nodiscard]] const Holder& holder() const noexcept { return self_; }
    [[nodiscard]] TimePoint now() const { return clock_.now(); }

    /// On the writer's thread, before ids it has given are committed.
    void cover_ids(Connection& connection) { ids_.cover(connection); }
    /// Our leases follow the wall clock when it jumps, so that a jump neither ends nor prolongs
    /// them. A write of its own, and only remembered once it is committed: a later failure of
    /// what it was done for must not take it back. Not on the writer's thread.
    void follow_clock();
    /// On the writer's thread: work of dead owners is claimable again.
    void release_dead(Connection& connection);

private:
    [[nodiscard]] Millis clock_offset() const;

    SqliteOptions options_;
    StageGraph graph_;
    const Clock& clock_;
    IdCeiling ids_;
    std::optional<DaemonLock> lock_;
    Holder self_;  ///< id 0: open for reading only
    std::mutex clock_mutex_;
    Millis offset_{0};  ///< wall minus steady time, as the leases know it; under clock_mutex_
    std::unique_ptr<Readers> readers_;
    std::unique_ptr<Writer> writer_;
};

}  // namespace ainews::storage
