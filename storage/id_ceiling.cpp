#include "storage/id_ceiling.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>

namespace ainews::storage {
namespace {

constexpr std::int64_t kStep = 10'000;

}  // namespace

void IdCeiling::cover(Connection& connection) {
    Query query{
        connection,
        "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name IN ('items', 'stories', "
        "'topics')"};
    query.step();
    const auto highest = query.integer(0);
    if (highest <= ceiling_) return;
    // Another process may have raised it meanwhile; the write transaction keeps it from doing so
    // now.
    ceiling_ = std::max(ceiling_, stored());
    if (highest <= ceiling_) return;
    // Only what the file holds counts: a write that failed must be tried again.
    store(highest + kStep);
    ceiling_ = highest + kStep;
}

std::int64_t IdCeiling::stored() const {
    std::ifstream file{file_};
    std::int64_t ceiling = 0;
    return file >> ceiling ? ceiling : 0;
}

void IdCeiling::store(std::int64_t ceiling) const {
    const std::string temporary = file_.string() + ".new";
    const std::string text = fmt::format("{}\n", ceiling);
    const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
    const bool written =
        fd >= 0 && ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
        ::fsync(fd) == 0;
    if (fd >= 0) ::close(fd);
    if (!written || std::rename(temporary.c_str(), file_.c_str()) != 0)
        throw SQLite::Exception{"cannot write " + file_.string(), SQLITE_IOERR};
}

}  // namespace ainews::storage
