#include "storage/search.h"

#include <algorithm>
#include <vector>

#include "core/results_json.h"
#include "storage/desk.h"
#include "storage/item_rows.h"
#include "text/segment.h"
#include "text/unicode.h"

namespace ainews::storage {
namespace {

/// Goes up with every change of text::search_terms that cuts a text differently.
constexpr std::int64_t kSegmenter = 1;
/// What of one item is searchable; a longer text is cut.
constexpr std::size_t kBodyBytesMax = 256U << 10U;
constexpr std::size_t kSnippetLength = 120;

struct Document {
    std::string title;
    std::string body;
};

void add_line(std::string& text, std::string_view line) {
    if (line.empty() || text.size() >= kBodyBytesMax) return;
    if (!text.empty()) text += '\n';
    text += line;
}

void add_blocks(std::string& text, const std::vector<Block>& blocks) {
    for (const Block& block : blocks)
        if (!block.dropped) add_line(text, block.text);
}

void add_summary(Document& document, std::string_view json) {
    const auto summary = summary_from_json(json);
    if (!summary) return;
    add_line(document.title, summary->title);
    add_line(document.body, summary->tldr);
    for (const KeyPoint& point : summary->key_points) {
        add_line(document.body, point.heading);
        add_line(document.body, point.text);
    }
    for (const std::string& tag : summary->tags) add_line(document.title, tag);
    for (const Entity& entity : summary->entities) add_line(document.title, entity.name);
}

void add_result(Document& document, std::string_view stage, const std::string& json) {
    if (stage == stage_names::kSummarize) {
        add_summary(document, json);
    } else if (stage == stage_names::kTranslate) {
        if (const auto translation = translation_from_json(json))
            add_blocks(document.body, translation->blocks);
    } else if (stage == stage_names::kExtract) {
        if (const auto extraction = extraction_from_json(json))
            add_blocks(document.body, extraction->blocks);
    } else if (stage == stage_names::kAnalyze) {
        if (const auto analysis = analysis_from_json(json)) {
            add_line(document.body, analysis->impact);
            add_line(document.body, analysis->comment);
        }
    }
}

/// What the stages made, with what the editor set by hand.
Item results_of(Connection& connection, ItemId id) {
    Item item;
    item.id = id;
    {
        Query results{connection, "SELECT stage, json FROM results WHERE item_id = ?", id};
        while (results.step()) item.stages[results.text(0)].result_json = results.text(1);
    }
    read_desk(connection, item);
    apply_hand_texts(item);
    return item;
}

/// What of the item can be found; nullopt where nothing of it is to be.
std::optional<Document> document_of(Connection& connection, ItemId item) {
    Document document;
    {
        Query row{connection,
                  "SELECT title FROM items WHERE id = ? AND (state <> 'skipped' OR skip_reason = "
                  "'duplicate')",
                  item};
        if (!row.step()) return std::nullopt;
        document.title = row.text(0);
    }
    const Item known = results_of(connection, item);
    // Japanese first: a snippet shows the first sentence that has the word.
    for (const auto stage : {stage_names::kSummarize, stage_names::kTranslate,
                             stage_names::kAnalyze, stage_names::kExtract}) {
        const auto record = known.stages.find(stage);
        if (record != known.stages.end() && record->second.result_json)
            add_result(document, stage, *record->second.result_json);
    }
    document.body = text::truncate_bytes(document.body, kBodyBytesMax);
    return document;
}

/// A contentless table forgets a row only when it is told again what the row held.
void remove_document(Connection& connection, ItemId item) {
    Document old;
    {
        Query row{connection, "SELECT title, body FROM search_documents WHERE item_id = ?", item};
        if (!row.step()) return;
        old = {row.text(0), row.text(1)};
    }
    Query{connection,
          "INSERT INTO search_index (search_index, rowid, title, body) VALUES ('delete', ?, ?, ?)",
          item, text::search_terms(old.title), text::search_terms(old.body)}
        .run();
    Query{connection, "DELETE FROM search_documents WHERE item_id = ?", item}.run();
}

void add_document(Connection& connection, ItemId item, const Document& document) {
    Query{connection, "INSERT INTO search_documents VALUES (?, ?, ?)", item, document.title,
          document.body}
        .run();
    Query{connection, "INSERT INTO search_index (rowid, title, body) VALUES (?, ?, ?)", item,
          text::search_terms(document.title), text::search_terms(document.body)}
        .run();
}

/// The words of what was typed, normalized as the index is.
std::vector<std::string> words_of(std::string_view query) {
    std::vector<std::string> words;
    const std::string folded = text::collapse_space(text::lower(text::nfkc(query)));
    for (std::size_t start = 0; start < folded.size();) {
        const std::size_t end = std::min(folded.find(' ', start), folded.size());
        if (end > start) words.push_back(folded.substr(start, end - start));
        start = end + 1;
    }
    return words;
}

/// The part of a sentence around its first `word`, in code points.
std::string cut_around(const std::string& sentence, const std::string& folded, std::size_t at) {
    const std::size_t total = text::length(sentence);
    if (total <= kSnippetLength) return sentence;
    // Folding may change the length a little, never the order.
    const std::size_t before = text::length(std::string_view{folded}.substr(0, at));
    const std::size_t from = std::min(before > kSnippetLength / 4 ? before - kSnippetLength / 4 : 0,
                                      total - kSnippetLength);
    std::size_t pos = 0;
    for (std::size_t i = 0; i < from; ++i) (void)text::next(sentence, pos);
    return (from > 0 ? "…" : "") +
           text::truncate(std::string_view{sentence}.substr(pos), kSnippetLength) +
           (from + kSnippetLength < total ? "…" : "");
}

std::string snippet_of(const std::string& body, const std::vector<std::string>& words) {
    const auto sentences = text::sentences(body);
    for (const std::string& sentence : sentences) {
        const std::string folded = text::lower(text::nfkc(sentence));
        for (const std::string& word : words)
            if (const auto at = folded.find(word); at != std::string::npos)
                return cut_around(sentence, folded, at);
    }
    return sentences.empty() ? std::string{} : text::truncate(sentences.front(), kSnippetLength);
}

std::string title_of(const std::string& titles) {
    // The Japanese title stands after the original one.
    const auto first = titles.find('\n');
    if (first == std::string::npos) return titles;
    return titles.substr(first + 1, titles.find('\n', first + 1) - first - 1);
}

}  // namespace

int refresh_search(Connection& connection, int limit) {
    std::vector<ItemId> dirty;
    {
        Query query{connection, "SELECT item_id FROM search_dirty ORDER BY item_id LIMIT ?", limit};
        while (query.step()) dirty.push_back(query.integer(0));
    }
    for (const ItemId item : dirty) {
        remove_document(connection, item);
        if (const auto document = document_of(connection, item))
            add_document(connection, item, *document);
        Query{connection, "DELETE FROM search_dirty WHERE item_id = ?", item}.run();
    }
    return static_cast<int>(dirty.size());
}

std::vector<SearchHit> search_items(Connection& connection, std::string_view query, int limit) {
    std::vector<SearchHit> hits;
    const std::string match = text::search_query(query);
    if (match.empty() || limit <= 0) return hits;
    const auto words = words_of(query);
    Query found{
        connection,
        "SELECT search_index.rowid, bm25(search_index, 4.0, 1.0) AS score, search_documents.title, "
        "search_documents.body FROM search_index "
        "JOIN search_documents ON search_documents.item_id = search_index.rowid "
        "JOIN items ON items.id = search_index.rowid "
        "WHERE search_index MATCH ? AND items.publish = 'public' ORDER BY score LIMIT ?",
        match, limit};
    while (found.step())
        hits.push_back({found.integer(0), found.real(1), title_of(found.text(2)),
                        snippet_of(found.text(3), words)});
    return hits;
}

void check_segmenter(Connection& connection) {
    {
        Query query{connection, "SELECT value FROM counters WHERE name = 'segmenter'"};
        if (query.step() && query.integer(0) == kSegmenter) return;
    }
    Query{connection, "INSERT INTO search_index (search_index) VALUES ('delete-all')"}.run();
    Query{connection, "INSERT OR IGNORE INTO search_dirty SELECT item_id FROM search_documents"}
        .run();
    Query{connection, "DELETE FROM search_documents"}.run();
    Query{connection, "INSERT OR REPLACE INTO counters VALUES ('segmenter', ?)", kSegmenter}.run();
}

}  // namespace ainews::storage
