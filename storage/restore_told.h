#pragma once

#include "storage/connection.h"

/// What a restore takes over from the database it replaces, which is attached as `old` and has the
/// newest schema: what readers were told and money that is spent does not become undone by going
/// back to a backup. Both run in a transaction of the caller's.
namespace ainews::storage {

/// Sources that came since (without validators, so that their feeds are read anew) and items that
/// the editor took away since, so that withdrawn ones keep their notice.
void keep_taken_away(Connection& restored);
/// Slugs of topics, papers, ends of stories, the ledger; and which lists of the site have to be
/// rendered again because they show what is not there any more.
void keep_what_was_told(Connection& restored);

}  // namespace ainews::storage
