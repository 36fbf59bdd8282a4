#pragma once

#include <cstdint>
#include <string>

#include "storage/connection.h"

namespace ainews::storage {

/// Who holds a claim: a process, told apart from a later one with the same number by when it
/// started.
struct Owner {
    std::string host;  ///< host name and process namespace: numbers mean something only inside one
    std::string boot_id;  ///< /proc/sys/kernel/random/boot_id
    std::int64_t pid = 0;
    std::string started;  ///< field 22 of /proc/PID/stat: clock ticks since boot

    bool operator==(const Owner&) const = default;
};

/// This process as an owner that is written down.
struct Holder {
    std::int64_t id = 0;
    Owner process;
};

[[nodiscard]] Owner this_process();

/// True only where it is certain: same host, and no process of that number started at that time
/// (after a restart of the machine none did). A process on another host is never known to be dead.
[[nodiscard]] bool is_dead(const Owner& owner, const Owner& self);

/// Whether calls of the owner may still come to an end: it is written down and not certainly dead.
[[nodiscard]] bool may_live(Connection& connection, std::int64_t id, const Holder& self);

/// Writes the owner down; returns its id.
[[nodiscard]] std::int64_t register_owner(Connection& connection, const Owner& owner);

/// Returns the work of owners that are certainly dead and books their open calls at their
/// reservation.
void release_dead_owners(Connection& connection, const Owner& self, std::int64_t self_id);

/// Ends this owner: what it still holds is claimable again and does not count as lost.
void unregister_owner(Connection& connection, std::int64_t id);

}  // namespace ainews::storage
