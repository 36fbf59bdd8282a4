#include "storage/editions.h"

#include <fmt/format.h>

#include <charconv>
#include <set>

#include "storage/edition_rows.h"
#include "storage/item_rows.h"

namespace ainews::storage {
namespace {

constexpr std::string_view kLeftHead = "公開をやめた記事";
constexpr std::string_view kLeftTail = "本と、それに基づく文をこの号から外しました。";
constexpr std::string_view kRemadeNote = "編集部がこの号を作り直しました。";
/// Items that leave within this time leave by one decision, and readers are told once.
constexpr Millis kOneDecision = std::chrono::hours{1};

struct Row {
    std::int64_t id = 0;
    bool replaced = false;
    Edition edition;
};

void read_corrections(Connection& connection, Row& row) {
    Query query{connection,
                "SELECT at, text FROM edition_corrections WHERE edition_id = ? ORDER BY id",
                row.id};
    while (query.step()) row.edition.corrections.push_back({query.time(0), query.text(1)});
}

std::optional<Row> read_row(Connection& connection, std::int64_t id) {
    Query query{connection,
                "SELECT kind, name, from_at, until_at, headline, content, deterministic, replaced, "
                "made, frozen_at, engine, model, prompt_version, input_hash, tokens_in, "
                "tokens_out, cost, findings, revision FROM editions WHERE id = ?",
                id};
    if (!query.step()) return std::nullopt;
    Row row;
    row.id = id;
    Edition& edition = row.edition;
    edition.kind = edition_kind_from(query.text(0)).value_or(EditionKind::Daily);
    edition.name = query.text(1);
    edition.from = query.time(2);
    edition.until = query.time(3);
    edition.headline = query.text(4);
    read_content(edition, query.text(5));
    edition.deterministic = query.flag(6);
    row.replaced = query.flag(7);
    edition.made = query.time(8);
    edition.frozen_at = query.time(9);
    edition.provenance = {query.text(10),         query.text(11),    query.text(12),
                          query.text(13),         query.integer(14), query.integer(15),
                          query.maybe_integer(16)};
    edition.findings = from_json_array(query.text(17));
    edition.revision = query.integer(18);
    read_corrections(connection, row);
    return row;
}

std::optional<std::int64_t> find_row(Connection& connection, EditionKind kind,
                                     std::string_view name) {
    Query query{connection, "SELECT id FROM editions WHERE kind = ? AND name = ?", to_string(kind),
                name};
    return query.step() ? std::optional{query.integer(0)} : std::nullopt;
}

std::vector<Edition> read_all(Connection& connection, Query&& ids) {
    std::vector<Edition> editions;
    while (ids.step())
        if (auto row = read_row(connection, ids.integer(0)))
            editions.push_back(std::move(row->edition));
    return editions;
}

/// Every item the edition names, listed or cited.
std::set<ItemId> items_of(const Edition& edition) {
    std::set<ItemId> items{edition.lead.items.begin(), edition.lead.items.end()};
    for (const EditionText& section : edition.sections)
        items.insert(section.items.begin(), section.items.end());
    for (const EditionItem& item : edition.items) items.insert(item.item);
    return items;
}

void write_items(Connection& connection, std::int64_t id, const Edition& edition) {
    Query{connection, "DELETE FROM edition_items WHERE edition_id = ?", id}.run();
    for (const ItemId item : items_of(edition))
        Query{connection, "INSERT INTO edition_items VALUES (?, ?)", item, id}.run();
}

void add_correction(Connection& connection, std::int64_t id, TimePoint at, std::string_view text) {
    Query{connection, "INSERT INTO edition_corrections (edition_id, at, text) VALUES (?, ?, ?)", id,
          at, text}
        .run();
}

/// How many articles a note says have left; 0 for another note.
int left_by(std::string_view note) {
    if (!note.starts_with(kLeftHead) || !note.ends_with(kLeftTail)) return 0;
    note.remove_prefix(kLeftHead.size());
    note.remove_suffix(kLeftTail.size());
    int count = 0;
    const auto [end, ec] = std::from_chars(note.data(), note.data() + note.size(), count);
    return ec == std::errc{} && end == note.data() + note.size() ? count : 0;
}

/// One more article left: counted in the newest correction where that tells of others just before.
void add_left_note(Connection& connection, std::int64_t id, TimePoint now) {
    std::int64_t last = 0;
    int left = 0;
    {
        Query query{connection,
                    "SELECT id, at, text FROM edition_corrections WHERE edition_id = ? "
                    "ORDER BY id DESC LIMIT 1",
                    id};
        if (query.step() && query.time(1) + kOneDecision > now) {
            last = query.integer(0);
            left = left_by(query.text(2));
        }
    }
    const std::string note = fmt::format("{}{}{}", kLeftHead, left + 1, kLeftTail);
    if (left == 0) return add_correction(connection, id, now, note);
    Query{connection, "UPDATE edition_corrections SET at = ?, text = ? WHERE id = ?", now, note,
          last}
        .run();
}

/// Writes what a correction changes.
void rewrite(Connection& connection, const Row& row) {
    Query{connection,
          "UPDATE editions SET headline = ?, content = ?, revision = ? WHERE id = ?",
          row.edition.headline,
          content_json(row.edition),
          next_number(connection, "revision"),
          row.id}
        .run();
    write_items(connection, row.id, row.edition);
}

/// Whether `edition` may take the stored one's place, and whether that is its one replacement.
Expected<bool> may_replace(const Row& old, const Edition& edition, bool force, TimePoint now) {
    if (force) return old.replaced;
    const bool frozen = now >= old.edition.frozen_at;
    const std::string what = fmt::format("{} {}", to_string(edition.kind), edition.name);
    if (!old.edition.deterministic && edition.deterministic)
        return fail(ErrorKind::Conflict, what + " was made by a model: a list does not replace it");
    if (!frozen) return old.replaced;
    if (!old.edition.deterministic || edition.deterministic || old.replaced)
        return fail(ErrorKind::Conflict, what + " is frozen");
    return true;
}

void write_row(Connection& connection, const Edition& edition, bool replaced) {
    const Provenance& made = edition.provenance;
    Query{connection,
          "INSERT INTO editions (kind, name, from_at, until_at, headline, content, deterministic, "
          "replaced, made, frozen_at, engine, model, prompt_version, input_hash, tokens_in, "
          "tokens_out, cost, findings, revision) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
          "ON CONFLICT (kind, name) DO UPDATE SET from_at = excluded.from_at, "
          "until_at = excluded.until_at, headline = excluded.headline, "
          "content = excluded.content, deterministic = excluded.deterministic, "
          "replaced = excluded.replaced, made = excluded.made, engine = excluded.engine, "
          "model = excluded.model, prompt_version = excluded.prompt_version, "
          "input_hash = excluded.input_hash, tokens_in = excluded.tokens_in, "
          "tokens_out = excluded.tokens_out, cost = excluded.cost, findings = excluded.findings, "
          "revision = excluded.revision",
          to_string(edition.kind),
          edition.name,
          edition.from,
          edition.until,
          edition.headline,
          content_json(edition),
          edition.deterministic,
          replaced,
          edition.made,
          edition.frozen_at,
          made.engine,
          made.model,
          made.prompt_version,
          made.input_hash,
          made.tokens_in,
          made.tokens_out,
          made.cost,
          to_json_array(edition.findings),
          next_number(connection, "revision")}
        .run();
}

/// Calls of editions belong to no item; the answers are of no use once the edition is stored.
void settle_calls(Connection& connection, EditionKind kind) {
    Query{connection,
          "UPDATE calls SET status = 'lost' WHERE item_id = 0 AND stage = ? AND status = 'open'",
          to_string(kind)}
        .run();
    Query{connection,
          "DELETE FROM replies WHERE call_id IN (SELECT id FROM calls WHERE item_id = 0 AND stage "
          "= ?)",
          to_string(kind)}
        .run();
}

/// An item may have been withdrawn while the edition was written.
bool is_out(Connection& connection, ItemId item) {
    Query query{connection,
                "SELECT 1 FROM items WHERE id = ? AND publish NOT IN ('withdrawn', 'hidden')",
                item};
    return !query.step();
}

}  // namespace

std::optional<Edition> read_edition(Connection& connection, EditionKind kind,
                                    std::string_view name) {
    const auto id = find_row(connection, kind, name);
    if (!id) return std::nullopt;
    return read_row(connection, *id)->edition;
}

std::vector<Edition> list_editions(Connection& connection, EditionKind kind,
                                   std::string_view before, int limit) {
    // Names of a kind sort as text in the order of time.
    return read_all(connection, {connection,
                                 "SELECT id FROM editions WHERE kind = ?1 AND "
                                 "(?2 = '' OR name < ?2) ORDER BY name DESC LIMIT ?3",
                                 to_string(kind), before, limit});
}

std::vector<Edition> editions_changed_after(Connection& connection, std::int64_t revision,
                                            int limit) {
    return read_all(
        connection,
        {connection, "SELECT id FROM editions WHERE revision > ? ORDER BY revision LIMIT ?",
         revision, limit});
}

std::vector<std::pair<EditionKind, std::string>> editions_of(Connection& connection, ItemId item) {
    std::vector<std::pair<EditionKind, std::string>> found;
    Query query{connection,
                "SELECT kind, name FROM edition_items JOIN editions ON editions.id = edition_id "
                "WHERE item_id = ? ORDER BY until_at, kind",
                item};
    while (query.step())
        if (const auto kind = edition_kind_from(query.text(0)))
            found.emplace_back(*kind, query.text(1));
    return found;
}

Expected<void> begin_edition(Connection& connection, EditionKind kind, std::string_view name,
                             std::int64_t owner, TimePoint now, Millis lease) {
    Query{connection,
          "INSERT INTO edition_holds VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET "
          "owner_id = excluded.owner_id, until = excluded.until WHERE edition_holds.until <= ?5 "
          "OR edition_holds.owner_id = ?3 "
          "OR edition_holds.owner_id NOT IN (SELECT id FROM owners)",
          to_string(kind),
          name,
          owner,
          now + lease,
          now}
        .run();
    if (connection.changes() == 0)
        return fail(ErrorKind::Conflict,
                    fmt::format("{} {} is being made by another process", to_string(kind), name));
    return {};
}

Expected<void> store_edition(Connection& connection, const Edition& edition, bool force,
                             TimePoint now) {
    const auto id = find_row(connection, edition.kind, edition.name);
    const auto old = id ? read_row(connection, *id) : std::nullopt;
    bool replaced = false;
    if (old) {
        const auto allowed = may_replace(*old, edition, force, now);
        if (!allowed) return tl::unexpected{allowed.error()};
        replaced = *allowed;
    }
    Edition kept = edition;
    for (const ItemId item : items_of(edition))
        if (is_out(connection, item)) take_out(kept, item);
    write_row(connection, kept, replaced);
    const std::int64_t row = *find_row(connection, edition.kind, edition.name);
    write_items(connection, row, kept);
    if (old && force && now >= old->edition.frozen_at)
        add_correction(connection, row, now, kRemadeNote);
    // What a model answered before it went away is kept for the next try.
    if (edition.provenance.engine == "llm") settle_calls(connection, edition.kind);
    abandon_edition(connection, edition.kind, edition.name);
    return {};
}

void abandon_edition(Connection& connection, EditionKind kind, std::string_view name) {
    Query{connection, "DELETE FROM edition_holds WHERE kind = ? AND name = ?", to_string(kind),
          name}
        .run();
}

void leave_editions(Connection& connection, ItemId item, TimePoint now) {
    std::vector<std::int64_t> ids;
    {
        Query query{connection, "SELECT edition_id FROM edition_items WHERE item_id = ?", item};
        while (query.step()) ids.push_back(query.integer(0));
    }
    for (const std::int64_t id : ids) {
        auto row = read_row(connection, id);
        if (!row) continue;
        take_out(row->edition, item);
        rewrite(connection, *row);
        add_left_note(connection, id, now);
    }
}

void rename_in_editions(Connection& connection, ItemId item, ItemId target) {
    std::vector<std::int64_t> ids;
    {
        Query query{connection, "SELECT edition_id FROM edition_items WHERE item_id = ?", item};
        while (query.step()) ids.push_back(query.integer(0));
    }
    for (const std::int64_t id : ids) {
        auto row = read_row(connection, id);
        if (!row) continue;
        rename_item(row->edition, item, target);
        rewrite(connection, *row);
    }
}

}  // namespace ainews::storage
