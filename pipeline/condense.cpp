#include "pipeline/condense.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "pipeline/check_language.h"
#include "pipeline/check_numbers.h"
#include "pipeline/check_output.h"
#include "pipeline/japanese_style.h"
#include "pipeline/token_estimate.h"
#include "text/segment.h"
#include "text/unicode.h"

namespace ainews::pipeline {
namespace {

constexpr std::int64_t kBlockTagTokens = 6;  // "[[p123]] " and the line's end
constexpr std::int64_t kNoteTokens = 100;    // a point of 80 characters with its tag
constexpr std::int64_t kNotesMin = 2;        // points asked for of one part
constexpr std::int64_t kNotesMax = 24;
constexpr std::size_t kNoteCharactersMax = 300;
constexpr int kRoundsMax = 4;           // each brings at least 3 to 1: 400,000 characters take two
constexpr int kChunksPerRound = 1'000;  // tells the rounds' questions apart in the ledger
constexpr std::string_view kEnd = "[[end]]";

std::int64_t block_tokens(const Block& block) {
    return kBlockTagTokens + (block.kind == BlockKind::Code ? 2 : estimate_tokens(block.text));
}

/// The block in parts of at most `tokens_max`, cut between sentences; all have its number.
std::vector<Block> parts_of(const Block& block, std::int64_t tokens_max) {
    if (block.kind == BlockKind::Code || block_tokens(block) <= tokens_max) return {block};
    std::vector<Block> parts;
    const std::int64_t room = std::max<std::int64_t>(1, tokens_max - kBlockTagTokens);
    for (const std::string& sentence : text::sentences(block.text)) {
        // At most one token a character: what is cut off here is a "sentence" of pages.
        std::string piece{text::truncate(sentence, static_cast<std::size_t>(room))};
        const bool joins = !parts.empty() &&
                           estimate_tokens(parts.back().text) + estimate_tokens(piece) + 1 <= room;
        if (joins) {
            parts.back().text += " " + piece;
            continue;
        }
        Block part = block;
        part.spans.clear();
        part.text = std::move(piece);
        parts.push_back(std::move(part));
    }
    return parts;
}

SourceText with_blocks(const SourceText& source, std::vector<Block> blocks) {
    SourceText out;
    out.title = source.title;
    out.language = source.language;
    out.published = source.published;
    out.blocks = std::move(blocks);
    for (const Block& block : out.blocks) out.all += block.text + "\n";
    return out;
}

/// The source in runs of blocks that fit into a question each.
std::vector<SourceText> pieces_of(const SourceText& source, std::int64_t tokens_max) {
    std::vector<std::vector<Block>> runs;
    std::int64_t tokens = 0;
    for (const Block& block : source.blocks)
        for (Block& part : parts_of(block, tokens_max)) {
            const std::int64_t more = block_tokens(part);
            if (runs.empty() || tokens + more > tokens_max) {
                runs.emplace_back();
                tokens = 0;
            }
            tokens += more;
            runs.back().push_back(std::move(part));
        }
    std::vector<SourceText> pieces;
    for (std::vector<Block>& run : runs) pieces.push_back(with_blocks(source, std::move(run)));
    return pieces;
}

/// One line of an answer.
struct Note {
    std::int64_t block = 0;
    std::string text;
};

std::optional<Note> note_of(std::string_view line) {
    if (!line.starts_with("[[p")) return std::nullopt;
    Note note;
    const char* begin = line.data() + 3;
    const auto [end, error] = std::from_chars(begin, line.data() + line.size(), note.block);
    if (error != std::errc{}) return std::nullopt;
    line.remove_prefix(static_cast<std::size_t>(end - line.data()));
    if (!line.starts_with("]]")) return std::nullopt;
    note.text = tidy_japanese(text::trim(line.substr(2)));
    return note;
}

struct Notes {
    std::vector<Note> good;
    std::vector<std::string> findings;
};

/// What is wrong with a point, in the model's language; empty: it counts.
std::string fault_of(const Note& note, const SourceText& piece, const OutputCheck& output,
                     std::string_view mark) {
    if (!piece.has_block(note.block)) return "段落がない";
    if (note.text.empty()) return "空";
    if (text::length(note.text) > kNoteCharactersMax) return "長すぎる";
    if (std::string why = not_japanese(note.text, piece.all); !why.empty()) return why;
    const auto foreign = ungrounded_numbers(note.text, piece.all, piece.published);
    if (!foreign.empty()) return "数値 " + foreign.front() + " が資料にない";
    const auto leaks = output(note.text, mark, piece.all);
    return leaks.empty() ? std::string{} : leaks.front().text;
}

Notes read_notes(const Answer& answer, const SourceText& piece, const OutputCheck& output) {
    Notes notes;
    bool complete = false;
    std::string_view rest = answer.text;
    while (!rest.empty() && !complete) {
        const auto end = rest.find('\n');
        const std::string_view line = text::trim(rest.substr(0, end));
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        complete = line == kEnd;
        auto note = note_of(line);
        if (!note) continue;
        if (std::string fault = fault_of(*note, piece, output, answer.mark); fault.empty())
            notes.good.push_back(*std::move(note));
        else
            notes.findings.push_back(fmt::format("p{}: {}", note->block, fault));
    }
    if (!complete) notes.findings.emplace_back("[[end]] がない");
    if (notes.good.empty()) notes.findings.emplace_back("要点がない");
    return notes;
}

/// One run of condense().
class Condenser {
public:
    Condenser(const LlmStageParts& parts, const StageInput& input, std::int64_t tokens_max,
              std::stop_token stop)
        : parts_{parts},
          input_{input},
          tokens_max_{tokens_max},
          stop_{std::move(stop)},
          output_{parts.prompts->text("common")} {}

    Expected<CondensedSource> run(const SourceText& source) {
        out_.source = source;
        for (int round = 0; round < kRoundsMax; ++round) {
            if (source_tokens(out_.source) <= tokens_max_) break;
            if (auto done = one_round(round); !done) return tl::unexpected{std::move(done).error()};
            if (out_.too_large) break;
        }
        return std::move(out_);
    }

private:
    Expected<void> one_round(int round) {
        const std::vector<SourceText> pieces = pieces_of(out_.source, tokens_max_);
        const std::int64_t wanted =
            std::clamp(tokens_max_ / (kNoteTokens * static_cast<std::int64_t>(pieces.size())),
                       kNotesMin, kNotesMax);
        std::vector<Block> blocks;
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            const int chunk = round * kChunksPerRound + static_cast<int>(i);
            auto notes = ask(pieces[i], chunk, wanted);
            if (!notes) return tl::unexpected{std::move(notes).error()};
            if (out_.too_large) return {};
            for (Note& note : *notes)
                blocks.push_back({.n = note.block, .text = std::move(note.text)});
        }
        out_.source = with_blocks(out_.source, std::move(blocks));
        return {};
    }

    Expected<std::vector<Note>> ask(const SourceText& piece, int chunk, std::int64_t wanted) {
        StageQuestion question{.stage = kCondense, .chunk = chunk};
        question.user = fmt::format("要点は{}個まで。\n\n", wanted) + fenced_source(piece).text;
        question.answer_tokens_max = (wanted + 1) * kNoteTokens;
        const auto check = [&](const Answer& answer) {
            return read_notes(answer, piece, output_).findings;
        };
        auto asked = ask_stage(parts_, input_, std::move(question), check, stop_);
        if (!asked) return tl::unexpected{std::move(asked).error()};
        out_.attempts.insert(out_.attempts.end(), asked->attempts.begin(), asked->attempts.end());
        out_.too_large = asked->too_large;
        Notes notes;
        if (asked->answer) notes = read_notes(*asked->answer, piece, output_);
        if (notes.good.empty() && !out_.too_large) notes.good = stand_in(piece);
        if (notes.good.size() > static_cast<std::size_t>(wanted))
            notes.good.resize(static_cast<std::size_t>(wanted));
        return std::move(notes.good);
    }

    /// Better the first sentence of a part than nothing of it.
    std::vector<Note> stand_in(const SourceText& piece) {
        const Block& first = piece.blocks.front();
        out_.findings.push_back(fmt::format("p{}〜p{}: 要点が得られず、冒頭の文で代えた", first.n,
                                            piece.blocks.back().n));
        const auto sentences = text::sentences(first.text);
        if (sentences.empty()) return {};
        return {{first.n, std::string{text::truncate(sentences.front(), kNoteCharactersMax)}}};
    }

    const LlmStageParts& parts_;
    const StageInput& input_;
    const std::int64_t tokens_max_;
    const std::stop_token stop_;
    const OutputCheck output_;
    CondensedSource out_;
};

}  // namespace

std::int64_t source_tokens(const SourceText& source) {
    std::int64_t tokens = 0;
    for (const Block& block : source.blocks) tokens += block_tokens(block);
    return tokens;
}

Expected<CondensedSource> condense(const LlmStageParts& parts, const StageInput& input,
                                   const SourceText& source, std::int64_t tokens_max,
                                   std::stop_token stop) {
    std::unique_lock<std::mutex> turn;
    if (parts.turns) turn = parts.turns->take(input.item.id);
    return Condenser{parts, input, tokens_max, std::move(stop)}.run(source);
}

}  // namespace ainews::pipeline
