#pragma once

#include <filesystem>
#include <span>

#include "storage/connection.h"

namespace ainews::storage {

/// One step of the schema. Steps are only ever appended: what has been released is never edited.
struct Migration {
    int version;
    const char* sql;
};

[[nodiscard]] std::span<const Migration> migrations() noexcept;
[[nodiscard]] int newest_schema() noexcept;
/// 0 for an empty file.
[[nodiscard]] int schema_of(Connection& connection);

/// Throws StoreError: Newer where a later program wrote it, Corrupt where it is no database of
/// ours.
void check_schema(Connection& connection);

/// Brings the schema up to the newest, each step in a transaction with its version number, after
/// copying an existing database to `FILE.schema-N.bak`. Safe against another process doing the
/// same. Returns the number of steps taken.
int migrate(Connection& connection);

}  // namespace ainews::storage
