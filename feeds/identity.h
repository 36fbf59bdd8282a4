#pragma once

#include <string>
#include <string_view>

#include "core/entry.h"
#include "core/poll_store.h"
#include "core/source.h"
#include "text/words.h"

namespace ainews::feeds {

/// The keys by which the store knows an entry again (docs/storage.md, Identity).
[[nodiscard]] IdentityKeys identity_keys(const Entry& entry);

/// Of title and text: differs when the words do, not when quotes, white space or markup do.
[[nodiscard]] std::string change_hash(const Entry& entry);

/// Text of markup, good enough to compare and to search for words in: tags gone, references
/// decoded. An order of magnitude faster than text::html_to_text, because every entry of every poll
/// goes through it; what is shown never does.
[[nodiscard]] std::string rough_text(std::string_view html);

/// Makes a source's entries ours: keys, and the operator's word filters. Thread-safe after
/// construction.
class EntryIntake {
public:
    explicit EntryIntake(const Source& source);
    [[nodiscard]] NewEntry take(Entry entry) const;

private:
    std::string language_;
    text::WordFilter include_;
    text::WordFilter exclude_;
    text::WordFilter hold_if_;
};

/// As EntryIntake, for one entry.
[[nodiscard]] NewEntry make_new_entry(Entry entry, const Source& source);

}  // namespace ainews::feeds
