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

/// A text that can be set by hand, as an editor names it: title, tldr, tags, keypoint:N,
/// keypoint:N:heading, impact, comment, body:N. Key points count from 1, blocks by their `n`.
struct HandField {
    enum class What { Title, Tldr, Tags, KeyPoint, KeyPointHeading, Impact, Comment, Body };
    What what = What::Title;
    std::int64_t n = 0;       ///< of KeyPoint, KeyPointHeading and Body
    std::string_view stage;   ///< whose result it stands in
    std::string_view reader;  ///< what readers call it: 見出し, 本文 ...
};
inline constexpr std::string_view kHandFieldNames =
    "title, tldr, tags, keypoint:N, keypoint:N:heading, impact, comment or body:N (block N)";
/// nullopt where there is no such field.
[[nodiscard]] std::optional<HandField> hand_field(std::string_view name) noexcept;

/// What stands in that field now, hand texts included; NotFound where nothing can stand there yet
/// (no such block or key point), BadInput for an unknown field. Tags are separated by commas.
[[nodiscard]] Expected<std::string> field_text(const Item& item, std::string_view field);

/// Puts the item's hand texts into its stages' results and notes which of them do not apply. A text
/// of the body follows its block to another number as long as the original says the same. Links of
/// a block stay on words that the new text still has.
void apply_hand_texts(Item& item);

/// Sets or reverts one text; see Desk.
struct HandEdit {
    ItemId item = 0;
    std::string field;
    std::optional<std::string> text;  ///< nullopt: back to what the stage made
    std::string reason;               ///< for the trace
    std::string note;                 ///< for readers, if it becomes a correction; empty: a default
    TimePoint at;
};

struct EditReceipt {
    bool correction = false;  ///< readers may have seen the old text: a dated 訂正 was written
    std::string before;       ///< what stood there
    std::string after;
};

/// What `hold_if` and the re-check of originals ask for.
struct HoldRequest {
    ItemId item = 0;
    std::string reason;  ///< for the editor
    TimePoint at;
};

/// Port: the editor's desk. Each call is one transaction, leaves a dated trace and grows the item's
/// revision. NotFound and Gone as ItemReader::item.
class Desk {
public:
    virtual ~Desk() = default;
    /// BadInput where the field or the text is impossible, or the item is withdrawn.
    virtual Expected<EditReceipt> edit_text(const HandEdit& edit) = 0;
    /// BadInput where a withdrawn item would be pinned; the pin of one can be taken back.
    virtual Expected<void> set_pinned(ItemId id, bool pinned, std::string_view reason,
                                      TimePoint now) = 0;
    /// Holds a public item for the editor, unless an editor released it before for the same reason;
    /// true where it is held now and was not before.
    virtual Expected<bool> hold(const HoldRequest& request) = 0;
    /// Makes readers of changes look at these items again: what is computed from them (totals,
    /// stars) came out differently. Leaves no trace with the items.
    virtual Expected<void> republish(const std::vector<ItemId>& ids) = 0;
};

/// One line of the 訂正一覧.
struct CorrectionLine {
    ItemId item = 0;
    TimePoint at;
    std::string field;         ///< empty for a withdrawal
    std::string note;          ///< what readers are told; may be empty for a withdrawal
    bool withdrawn = false;    ///< the whole article was
    std::string source = {};   ///< slug; of a withdrawal
    TimePoint published = {};  ///< of a withdrawal: when lists dated the article
};

/// Port: what readers are told about changes. Safe to call at once from many threads.
class CorrectionReader {
public:
    virtual ~CorrectionReader() = default;
    /// Corrections of public items and withdrawals, newest first. Withdrawn items give one line,
    /// without what was corrected before; held and hidden ones give none.
    [[nodiscard]] virtual std::vector<CorrectionLine> corrections(int limit) const = 0;
};

}  // namespace ainews
