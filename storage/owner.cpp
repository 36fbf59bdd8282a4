#include "storage/owner.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <sstream>
#include <vector>

#include "storage/item_rows.h"

namespace ainews::storage {
namespace {

constexpr int kStartTimeField = 22;

std::string first_line(const std::string& path) {
    std::ifstream file{path};
    std::string line;
    std::getline(file, line);
    return line;
}

/// Empty where there is no such process.
std::string start_time(std::int64_t pid) {
    const std::string line = first_line(fmt::format("/proc/{}/stat", pid));
    // The second field is the program's name in parentheses and may hold anything, so count from
    // its end.
    const auto name_end = line.rfind(')');
    if (name_end == std::string::npos) return {};
    std::istringstream fields{line.substr(name_end + 1)};
    std::string field;
    for (int number = 3; number <= kStartTimeField; ++number) fields >> field;
    return field;
}

std::string host_name() {
    std::array<char, 256> name{};
    gethostname(name.data(), name.size() - 1);
    std::array<char, 64> space{};
    if (readlink("/proc/self/ns/pid", space.data(), space.size() - 1) < 0) space[0] = '\0';
    return fmt::format("{} {}", name.data(), space.data());
}

/// Gives the jobs of one owner back; `lost` is what each adds to its count of lost claims.
void release_jobs(Connection& connection, std::int64_t owner, int lost) {
    std::vector<ItemId> items;
    Query held{
        connection,
        "UPDATE jobs SET state = 'pending', token = NULL, owner_id = NULL, lease_until = NULL, "
        "lost = lost + ? WHERE state = 'running' AND owner_id = ? RETURNING item_id",
        lost, owner};
    while (held.step()) items.push_back(held.integer(0));
    for (const ItemId item : items) refresh_state(connection, item);
}

}  // namespace

Owner this_process() {
    const auto pid = std::int64_t{getpid()};
    return {host_name(), first_line("/proc/sys/kernel/random/boot_id"), pid, start_time(pid)};
}

bool is_dead(const Owner& owner, const Owner& self) {
    if (owner.host != self.host) return false;
    // The boot ids may differ while it lives: in a container the sandbox of a service sees another
    // one than the rest. That a process has its number and its tick of start by chance costs a
    // lease.
    return start_time(owner.pid) != owner.started;
}

bool may_live(Connection& connection, std::int64_t id, const Holder& self) {
    if (id == self.id) return true;
    Query query{connection, "SELECT host, boot_id, pid, started FROM owners WHERE id = ?", id};
    if (!query.step()) return false;
    return !is_dead({query.text(0), query.text(1), query.integer(2), query.text(3)}, self.process);
}

std::int64_t register_owner(Connection& connection, const Owner& owner) {
    Query{connection, "INSERT INTO owners (host, boot_id, pid, started) VALUES (?, ?, ?, ?)",
          owner.host, owner.boot_id,
          owner.pid,  owner.started}
        .run();
    return connection.last_insert_id();
}

void release_dead_owners(Connection& connection, const Owner& self, std::int64_t self_id) {
    std::vector<std::int64_t> dead;
    {
        Query others{connection, "SELECT id, host, boot_id, pid, started FROM owners WHERE id <> ?",
                     self_id};
        while (others.step()) {
            const Owner owner{others.text(1), others.text(2), others.integer(3), others.text(4)};
            if (is_dead(owner, self)) dead.push_back(others.integer(0));
        }
    }
    for (const std::int64_t owner : dead) {
        release_jobs(connection, owner, 1);
        unregister_owner(connection, owner);
    }
}

void unregister_owner(Connection& connection, std::int64_t id) {
    release_jobs(connection, id, 0);
    // Nobody knows whether these were paid: their charge stays what was reserved.
    Query{connection, "UPDATE calls SET status = 'lost' WHERE status = 'open' AND owner_id = ?", id}
        .run();
    Query{connection, "DELETE FROM owners WHERE id = ?", id}.run();
}

}  // namespace ainews::storage
