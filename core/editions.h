#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "core/item.h"

namespace ainews {

/// AI日報, Hacker日報, 週報.
enum class EditionKind { Daily, Hacker, Weekly };
[[nodiscard]] std::string_view to_string(EditionKind kind) noexcept;  ///< daily, hacker, weekly
[[nodiscard]] std::optional<EditionKind> edition_kind_from(std::string_view text) noexcept;

/// What readers call it: AI日報, Hacker日報, 週報.
[[nodiscard]] std::string_view paper_name(EditionKind kind) noexcept;
/// The date in an edition's name: "2026年5月1日" of 2026-05-01, "2026年第18週" of 2026-W18; another
/// name as it is.
[[nodiscard]] std::string edition_date(std::string_view name);
/// The headline of an edition that has none of its own: "2026年5月1日のAI日報".
[[nodiscard]] std::string plain_headline(EditionKind kind, std::string_view name);

/// Japanese prose of an edition with the items it rests on; links are put in by who renders it.
struct EditionText {
    std::string heading;  ///< empty for the lead
    std::string text;     ///< plain text, one paragraph
    std::vector<ItemId> items;
    bool operator==(const EditionText&) const = default;
};

/// An item of an edition, in the edition's order.
struct EditionItem {
    ItemId item = 0;
    std::optional<std::int64_t> points = std::nullopt;  ///< of Hacker日報, when it was made
    std::optional<std::int64_t> comments = std::nullopt;
    std::string comments_url;
    bool operator==(const EditionItem&) const = default;
};

/// A dated change of an edition that was out already.
struct EditionCorrection {
    TimePoint at;
    std::string text;  ///< Japanese, for readers
    bool operator==(const EditionCorrection&) const = default;
};

/// A daily (2026-05-01: what was first seen in the 24 hours up to `daily_at` of that day), or a
/// weekly paper (2026-W18, an ISO week).
struct Edition {
    EditionKind kind = EditionKind::Daily;
    std::string name;
    TimePoint from;   ///< items first seen at or after
    TimePoint until;  ///< and before
    std::string headline;
    EditionText lead;                   ///< its text is empty where nothing could be said
    std::vector<EditionText> sections;  ///< most important first; empty in a deterministic one
    std::vector<EditionItem> items;     ///< all of them, best first; cited ones included
    bool deterministic = false;         ///< a list made by code: no model answered
    TimePoint made;
    TimePoint frozen_at;  ///< from then on only corrections
    Provenance provenance;
    std::vector<std::string> findings;  ///< what the checks said, for the operator
    std::vector<EditionCorrection> corrections;
    std::int64_t revision = 0;  ///< of ItemReader::revision; given by the store
};

/// Port: reading editions. Many readers at once.
class EditionReader {
public:
    virtual ~EditionReader() = default;
    [[nodiscard]] virtual std::optional<Edition> edition(EditionKind kind,
                                                         std::string_view name) const = 0;
    /// Newest first; `before` is the name of the last one of the page before, or empty.
    [[nodiscard]] virtual std::vector<Edition> editions(EditionKind kind, std::string_view before,
                                                        int limit) const = 0;
    /// Editions made or corrected after that revision, oldest change first.
    [[nodiscard]] virtual std::vector<Edition> editions_changed_after(std::int64_t revision,
                                                                      int limit) const = 0;
    /// The editions an item stands in, oldest first: their kind and name.
    [[nodiscard]] virtual std::vector<std::pair<EditionKind, std::string>> editions_of(
        ItemId item) const = 0;
};

/// Port: making editions. Thread-safe; several processes may share one store. Items that are
/// withdrawn, hidden or deleted leave their editions in the transaction that does it, with a dated
/// correction.
class EditionDesk {
public:
    virtual ~EditionDesk() = default;
    /// Takes the making of an edition on for `lease`; Conflict while another process has it. A dead
    /// process's hold ends with it.
    virtual Expected<void> begin_edition(EditionKind kind, std::string_view name, TimePoint now,
                                         Millis lease) = 0;
    /// Stores the edition in place of one of that name, lets go of the hold and drops the kept
    /// replies of its calls. The old one's corrections stay. Conflict where the old one is frozen:
    /// then only the first model-made one may take a deterministic one's place, once, unless
    /// `force`, which leaves a correction that says so.
    virtual Expected<void> store_edition(const Edition& edition, bool force, TimePoint now) = 0;
    /// Lets go of the hold without an edition; what was answered is kept for the next try.
    virtual Expected<void> abandon_edition(EditionKind kind, std::string_view name) = 0;
};

}  // namespace ainews
