#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/entry.h"
#include "core/error.h"
#include "core/source.h"

namespace ainews {

enum class SourceState { Ok, Failing, Gone, Paused };
[[nodiscard]] std::string_view to_string(SourceState state) noexcept;

/// What is remembered of one source between polls.
struct FetchState {
    std::string slug;
    std::string url;  ///< where to poll: the configured URL, or where a 301/308 moved it
    SourceState state = SourceState::Ok;
    std::string etag;           ///< echoed byte for byte; dropped above 1 KB
    std::string last_modified;  ///< echoed byte for byte; dropped above 1 KB
    std::string body_hash;      ///< of the last body read, to skip one that did not change
    std::optional<TimePoint> last_ok = std::nullopt;
    std::optional<TimePoint> last_poll = std::nullopt;
    int failures = 0;  ///< in a row
    TimePoint next_poll;
    std::optional<TimePoint> retry_after =
        std::nullopt;   ///< the server's own word: binds `--once` too
    std::string error;  ///< of the last failure, one line
    bool first_poll_done = false;
    PollHints hints;  ///< of the last feed that was read: a 304 says nothing about them
};

/// The keys that decide whether an entry is one we know (docs/storage.md, Identity), strongest
/// first.
struct IdentityKeys {
    std::string guid;
    std::string canonical_url;  ///< text::canonical_url of the entry's URL
    std::string title_hash;     ///< of the normalized title; empty where there is none
    std::string
        content_hash;  ///< of the normalized text where it has 300 characters or more; else empty
};

struct NewEntry {
    Entry entry;
    IdentityKeys keys;
    std::string change_hash;  ///< of title and text: a different one within 48 h is a changed entry
    bool filtered = false;    ///< by include/exclude: kept as skipped
    bool hold = false;        ///< by hold_if: kept from publication until the editor releases it
};

/// Which new entries are worked on; the others are stored as skipped.
struct TakeRules {
    int first_poll_max = 20;                        ///< newest entries of a first poll
    Millis backlog = std::chrono::hours{48};        ///< and none older than this
    std::optional<TimePoint> since = std::nullopt;  ///< overrides both, and reopens older skips
    std::optional<TimePoint> until = std::nullopt;
    int new_items_max = 500;  ///< a poll; the rest comes at the next one
};

/// One poll of one source, whatever came of it.
struct PollOutcome {
    enum class Kind { Unchanged, Fetched, Failed };
    Kind kind = Kind::Unchanged;
    TimePoint at;
    FetchState after;
    std::vector<NewEntry> entries;  ///< in feed order
    TakeRules rules;
    double weight = 1.0;  ///< of the source: orders the work
};

struct PollReceipt {
    std::string slug;
    int new_items = 0;   ///< with work opened
    int skipped = 0;     ///< new, but filtered, backlog or too old
    int duplicates = 0;  ///< new sightings of items we have
    int changed = 0;     ///< entries whose text changed: a new extraction was opened
};

/// Port: sources and what their polls bring.
class PollStore {
public:
    virtual ~PollStore() = default;
    /// Makes the configured sources known and forgets the schedule of those no longer configured
    /// (their items stay). A changed URL resets validators, moved address and the `gone` state.
    virtual void sync_sources(std::span<const Source> sources, TimePoint now) = 0;
    [[nodiscard]] virtual std::vector<FetchState> fetch_states() const = 0;
    /// Stores all outcomes in one transaction: fetch states, validators, items, sightings, jobs.
    /// One that cannot be stored is left out whole. Receipts of the others in the order given.
    [[nodiscard]] virtual Expected<std::vector<PollReceipt>> record_polls(
        std::vector<PollOutcome> outcomes) = 0;
    /// The operator's own word: Paused; Ok resumes, revives a gone source and forgets its failures;
    /// Failing makes a failing one due at once as it is. NotFound for an unknown slug.
    virtual Expected<void> set_source_state(std::string_view slug, SourceState state,
                                            TimePoint now) = 0;
};

}  // namespace ainews
