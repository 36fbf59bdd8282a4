#include "storage/desk.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/results_json.h"
#include "core/sha256.h"
#include "storage/item_queries.h"
#include "storage/item_rows.h"
#include "storage/topics.h"

namespace ainews::storage {
namespace {

/// Of the old text in the trace: enough to recognise it, and `items explain` stays readable.
constexpr std::size_t kTraceBytesMax = 300;

std::string for_trace(std::string text) {
    std::ranges::replace(text, '\n', ' ');
    if (text.size() <= kTraceBytesMax) return text;
    std::size_t end = kTraceBytesMax;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    return text.substr(0, end) + "…";
}

/// Readers may have seen what the field shows: the item was published complete once, or it is
/// public and its stage has a result that stays.
bool was_seen(const Item& item, const HandField& field) {
    if (item.first_published) return true;
    const auto stage = item.stages.find(field.stage);
    return item.publish == PublishState::Public && stage != item.stages.end() &&
           stage->second.result_json && !stage->second.provisional;
}

std::string anchor_of(const Item& item, const HandField& field) {
    if (field.what != HandField::What::Body) return {};
    const auto stage = item.stages.find(stage_names::kExtract);
    if (stage == item.stages.end() || !stage->second.result_json) return {};
    const auto extraction = extraction_from_json(*stage->second.result_json);
    if (!extraction) return {};
    const auto block = std::ranges::find(extraction->blocks, field.n, &Block::n);
    return block == extraction->blocks.end() ? std::string{} : sha256_hex(block->text);
}

Expected<void> check_edit(const Item& item, const HandEdit& edit,
                          const std::optional<HandField>& field) {
    if (!field)
        return fail(ErrorKind::BadInput, fmt::format("there is no field \"{}\"", edit.field));
    if (item.publish == PublishState::Withdrawn)
        return fail(ErrorKind::BadInput, fmt::format("item {} is withdrawn for good", item.id));
    const bool needed =
        field->what == HandField::What::Title || field->what == HandField::What::Tldr;
    if (edit.text && edit.text->empty() && needed)
        return fail(ErrorKind::BadInput, fmt::format("{} cannot be empty", edit.field));
    return {};
}

/// False where there was nothing to revert.
bool write_text(Connection& connection, const Item& item, const HandEdit& edit,
                const HandField& field) {
    if (!edit.text) {
        Query{connection, "DELETE FROM hand_texts WHERE item_id = ? AND field = ?", item.id,
              edit.field}
            .run();
        return connection.changes() > 0;
    }
    Query{connection, "INSERT OR REPLACE INTO hand_texts VALUES (?, ?, ?, ?, ?)",
          item.id,    edit.field,
          *edit.text, anchor_of(item, field),
          edit.at}
        .run();
    return true;
}

void write_correction(Connection& connection, const HandEdit& edit, const HandField& field,
                      ItemId item) {
    Query{
        connection, "INSERT INTO corrections (item_id, at, field, note) VALUES (?, ?, ?, ?)",
        item,       edit.at,
        edit.field, edit.note.empty() ? fmt::format("{}を訂正しました。", field.reader) : edit.note}
        .run();
}

bool is_withdrawn(Connection& connection, ItemId item) {
    Query withdrawn{connection, "SELECT 1 FROM items WHERE id = ? AND publish = 'withdrawn'", item};
    return withdrawn.step();
}

}  // namespace

Expected<EditReceipt> edit_text(Connection& connection, const HandEdit& edit) {
    const auto item = read_item(connection, edit.item);
    if (!item) return tl::unexpected{item.error()};
    const auto field = hand_field(edit.field);
    if (auto possible = check_edit(*item, edit, field); !possible)
        return tl::unexpected{possible.error()};
    const auto before = field_text(*item, edit.field);
    // A text that no longer applies can still be taken back.
    if (!before && edit.text) return tl::unexpected{before.error()};
    if (!write_text(connection, *item, edit, *field))
        return fail(ErrorKind::NotFound,
                    fmt::format("{} of item {} was not set by hand", edit.field, item->id));
    if (field->what == HandField::What::Tags) update_item_topics(connection, item->id);
    const auto changed = read_item(connection, item->id);
    EditReceipt receipt{false, before.value_or(""), field_text(*changed, edit.field).value_or("")};
    receipt.correction = receipt.before != receipt.after && was_seen(*item, *field);
    if (receipt.correction) write_correction(connection, edit, *field, item->id);
    note_event(connection, item->id, edit.at, receipt.correction ? "correct" : "edit",
               fmt::format("{}{}: \"{}\" was \"{}\"{}{}", edit.field, edit.text ? "" : " reverted",
                           for_trace(receipt.after), for_trace(receipt.before),
                           edit.reason.empty() ? "" : "; ", edit.reason));
    touch(connection, item->id);
    return receipt;
}

Expected<void> set_pinned(Connection& connection, ItemId id, bool pinned, std::string_view reason,
                          TimePoint now) {
    const auto item = live_item(connection, id);
    if (!item) return tl::unexpected{read_item(connection, id).error()};
    if (pinned && is_withdrawn(connection, *item))
        return fail(ErrorKind::BadInput, fmt::format("item {} is withdrawn for good", *item));
    Query{connection, "UPDATE items SET pinned = ? WHERE id = ?", pinned, *item}.run();
    note_event(connection, *item, now, pinned ? "pin" : "unpin", reason);
    touch(connection, *item);
    return {};
}

Expected<bool> hold_item(Connection& connection, const HoldRequest& request) {
    const auto item = live_item(connection, request.item);
    if (!item) return tl::unexpected{read_item(connection, request.item).error()};
    {
        Query released{connection, "SELECT 1 FROM released WHERE item_id = ? AND reason = ?", *item,
                       request.reason};
        if (released.step()) return false;
    }
    Query{connection,
          "UPDATE items SET publish = 'held', publish_reason = ?, publish_note = '', "
          "publish_changed = ? WHERE id = ? AND publish = 'public'",
          request.reason, request.at, *item}
        .run();
    if (connection.changes() == 0) return false;
    note_event(connection, *item, request.at, "held", request.reason);
    touch(connection, *item);
    return true;
}

std::vector<CorrectionLine> read_corrections(Connection& connection, int limit) {
    std::vector<CorrectionLine> lines;
    {
        Query corrected{connection,
                        "SELECT item_id, at, field, note FROM corrections JOIN items ON items.id = "
                        "item_id WHERE publish = 'public' ORDER BY at DESC, corrections.id DESC "
                        "LIMIT ?",
                        limit};
        while (corrected.step())
            lines.push_back({corrected.integer(0), corrected.time(1), corrected.text(2),
                             corrected.text(3), false});
    }
    {
        Query withdrawn{connection,
                        "SELECT items.id, publish_changed, publish_note, slug, "
                        "min(coalesce(published, first_seen), first_seen) FROM items "
                        "JOIN sources ON sources.id = source_id WHERE publish = 'withdrawn' "
                        "ORDER BY publish_changed DESC LIMIT ?",
                        limit};
        while (withdrawn.step())
            lines.push_back({withdrawn.integer(0), withdrawn.maybe_time(1).value_or(TimePoint{}),
                             "", withdrawn.text(2), true, withdrawn.text(3), withdrawn.time(4)});
    }
    std::ranges::stable_sort(lines, std::greater{}, &CorrectionLine::at);
    if (lines.size() > static_cast<std::size_t>(std::max(limit, 0)))
        lines.resize(static_cast<std::size_t>(limit));
    return lines;
}

void read_desk(Connection& connection, Item& item) {
    {
        Query corrected{connection,
                        "SELECT at, field, note FROM corrections WHERE item_id = ? ORDER BY id",
                        item.id};
        while (corrected.step())
            item.corrections.push_back({corrected.time(0), corrected.text(1), corrected.text(2)});
    }
    Query texts{connection,
                "SELECT field, text, at, anchor FROM hand_texts WHERE item_id = ? ORDER BY field",
                item.id};
    while (texts.step()) {
        HandText hand;
        hand.field = texts.text(0);
        hand.text = texts.text(1);
        hand.at = texts.time(2);
        hand.anchor = texts.text(3);
        item.hand_texts.push_back(std::move(hand));
    }
}

void note_published(Connection& connection, ItemId item, TimePoint now) {
    Query{connection,
          "UPDATE items SET first_published = ?1 WHERE id = ?2 AND first_published IS NULL AND "
          "publish = 'public' AND (state = 'done' OR (state = 'failed' AND EXISTS (SELECT 1 FROM "
          "results WHERE item_id = ?2 AND provisional = 0 AND stage <> 'extract')))",
          now, item}
        .run();
}

}  // namespace ainews::storage
