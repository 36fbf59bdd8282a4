#pragma once

#include <cstdint>
#include <filesystem>

#include "storage/connection.h"

namespace ainews::storage {

/// A number beside the database (`FILE.ids`) that is above every id ever given, so that ids are not
/// given twice even where the database itself is lost: `db restore` goes on from it. Raised in
/// steps of thousands, before the ids below it are committed. Used on the writer's thread.
class IdCeiling {
public:
    explicit IdCeiling(std::filesystem::path database) : file_{std::move(database) += ".ids"} {}

    /// Raises the number where the transaction has gone past it.
    void cover(Connection& connection);
    /// What the file says; 0 where there is none.
    [[nodiscard]] std::int64_t stored() const;

private:
    void store(std::int64_t ceiling) const;

    std::filesystem::path file_;
    std::int64_t ceiling_ = 0;
};

}  // namespace ainews::storage
