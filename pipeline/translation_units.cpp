#include "pipeline/translation_units.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "pipeline/token_estimate.h"
#include "text/segment.h"
#include "text/unicode.h"

namespace ainews::pipeline {
namespace {

struct Piece {
    std::string text;
    std::string glue;  ///< before it
};

bool has_words(std::string_view marked) {
    bool inside = false;
    for (std::size_t pos = 0; pos < marked.size();) {
        const char32_t c = text::next(marked, pos);
        if (c == U'⟦')
            inside = true;
        else if (c == U'⟧')
            inside = false;
        else if (!inside && text::is_word_char(c) && !(c >= U'0' && c <= U'9'))
            return true;
    }
    return false;
}

/// Lines of the text, those that are too long cut further into sentences.
std::vector<Piece> small_pieces(std::string_view text) {
    std::vector<Piece> pieces;
    for (std::size_t from = 0; from <= text.size();) {
        const auto end = std::min(text.find('\n', from), text.size());
        const std::string_view line = text.substr(from, end - from);
        const std::string glue = from == 0 ? "" : "\n";
        if (estimate_tokens(line) <= kChunkTokensMax) {
            pieces.push_back({std::string{line}, glue});
        } else {
            bool first = true;
            for (std::string& sentence : text::sentences(line))
                pieces.push_back({std::move(sentence), std::exchange(first, false) ? glue : ""});
        }
        from = end + 1;
    }
    return pieces;
}

/// A text in parts that fit into a question. A single sentence may still be longer.
std::vector<Piece> parts_of(std::string_view text) {
    if (estimate_tokens(text) <= kChunkTokensMax) return {{std::string{text}, ""}};
    std::vector<Piece> parts;
    for (Piece& piece : small_pieces(text)) {
        const bool joins =
            !parts.empty() &&
            estimate_tokens(parts.back().text) + estimate_tokens(piece.text) <= kChunkTokensMax;
        if (joins)
            parts.back().text += (piece.glue.empty() ? " " : piece.glue) + piece.text;
        else
            parts.push_back(std::move(piece));
    }
    return parts;
}

struct Tag {
    std::int64_t id = 0;  ///< 0: [[end]]
    std::size_t start = 0;
    std::size_t end = 0;
};

std::optional<Tag> tag_at(std::string_view text, std::size_t at) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("[[end]]")) return Tag{0, at, at + 7};
    if (!rest.starts_with("[[p")) return std::nullopt;
    std::int64_t id = 0;
    const char* begin = rest.data() + 3;
    const auto [end, error] = std::from_chars(begin, rest.data() + rest.size(), id);
    if (error != std::errc{} || id <= 0) return std::nullopt;
    const auto offset = static_cast<std::size_t>(end - rest.data());
    if (!rest.substr(offset).starts_with("]]")) return std::nullopt;
    return Tag{id, at, at + offset + 2};
}

std::vector<Tag> tags_of(std::string_view text) {
    std::vector<Tag> tags;
    for (std::size_t at = text.find("[["); at != std::string_view::npos;
         at = text.find("[[", at + 2))
        if (const auto tag = tag_at(text, at)) tags.push_back(*tag);
    return tags;
}

}  // namespace

bool is_translatable(const Block& block) {
    return block.kind != BlockKind::Code && !block.dropped && has_words(mark_block(block).text);
}

std::vector<TranslationUnit> translation_units(std::span<const Block> blocks,
                                               std::span<const MarkedText> marked) {
    std::vector<TranslationUnit> units;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        if (!is_translatable(blocks[i])) continue;
        std::int64_t id = blocks[i].n;
        for (Piece& part : parts_of(marked[i].text)) {
            units.push_back({id, i, std::move(part.text), std::move(part.glue)});
            id += kPartStride;
        }
    }
    return units;
}

std::vector<Chunk> chunk_units(std::span<const TranslationUnit> units) {
    std::vector<Chunk> chunks;
    std::int64_t tokens = 0;
    for (std::size_t i = 0; i < units.size(); ++i) {
        const std::int64_t more = estimate_tokens(units[i].text);
        const bool full = chunks.empty() ||
                          chunks.back().last - chunks.back().first >= kChunkUnitsMax ||
                          tokens + more > kChunkTokensMax;
        if (full) {
            chunks.push_back({i, i});
            tokens = 0;
        }
        chunks.back().last = i + 1;
        tokens += more;
    }
    return chunks;
}

TranslationReply read_translation_reply(std::string_view text) {
    TranslationReply reply;
    const std::vector<Tag> tags = tags_of(text);
    for (std::size_t i = 0; i < tags.size(); ++i) {
        if (tags[i].id == 0) {
            reply.complete = true;
            break;
        }
        if (i + 1 == tags.size()) break;  // nothing closes the last one: it may be cut off
        const auto body = text::trim(text.substr(tags[i].end, tags[i + 1].start - tags[i].end));
        if (!reply.texts.emplace(tags[i].id, std::string{body}).second)
            reply.repeated.push_back(tags[i].id);
    }
    for (const std::int64_t id : reply.repeated) reply.texts.erase(id);
    return reply;
}

}  // namespace ainews::pipeline
