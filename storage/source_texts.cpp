#include "storage/source_texts.h"

namespace ainews::storage {
namespace {

/// A first poll keeps hundreds of entries as skipped, which have no extraction: they are not all
/// looked at.
constexpr std::int64_t kItemsLookedAt = 200;

}  // namespace

std::vector<std::string> recent_extractions(Connection& connection, std::string_view source,
                                            ItemId besides, std::size_t limit) {
    std::vector<std::string> texts;
    Query query{connection,
                "SELECT json FROM (SELECT id FROM items WHERE source_id = (SELECT id FROM sources "
                "WHERE slug = ?1) AND id <> ?2 ORDER BY id DESC LIMIT ?3) AS newest JOIN results "
                "ON results.item_id = newest.id AND results.stage = 'extract' AND json <> '' "
                "ORDER BY newest.id DESC LIMIT ?4",
                source,
                besides,
                kItemsLookedAt,
                static_cast<std::int64_t>(limit)};
    while (query.step()) texts.push_back(query.text(0));
    return texts;
}

}  // namespace ainews::storage
