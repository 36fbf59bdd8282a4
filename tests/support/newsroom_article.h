#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/block.h"
#include "core/error.h"

/// The sample newsroom: invented outlets and articles with recorded model answers, served on
/// loopback to the demo and the integration tests. The file format is described in
/// tests/data/newsroom/README.md.
namespace ainews::newsroom {

/// One block with its recorded translation. Both texts carry inline markup: `[words](target)` and
/// `` `code` ``; in the translation the target is the ordinal of the source's link, counted from 1.
struct SampleBlock {
    BlockKind kind = BlockKind::Paragraph;
    int level = 0;         ///< of a heading
    std::string source;    ///< lists, tables and code: one item, row or line a line
    std::string japanese;  ///< same number of lines; empty where the source is Japanese, or code
    std::string href;      ///< of an image
    bool operator==(const SampleBlock&) const = default;
};

/// The recorded answers, JSON as editorial rules want them; `paras` count the article's blocks
/// from 1.
struct SampleAnswers {
    std::string summarize;
    std::string score;
    std::string impact;
};

struct SampleArticle {
    std::string slug;
    std::string outlet;  ///< slug of the outlet
    std::string title;
    std::string summary;   ///< plain text for feeds that carry no full text
    std::string language;  ///< en, ja, zh
    std::vector<std::string> authors;
    std::vector<std::string> categories;
    std::chrono::minutes age{0};                        ///< before the newsroom's `now`
    std::optional<std::int64_t> points = std::nullopt;  ///< of a community post
    std::optional<std::int64_t> comments = std::nullopt;
    std::optional<std::string> video = std::nullopt;    ///< id of a video
    std::optional<std::string> copy_of = std::nullopt;  ///< slug of the article it nearly equals
    std::vector<SampleBlock> blocks;
    SampleAnswers answers;
};

/// Reads one article file. An article with `copy_of` has no blocks yet: see apply_copy.
/// BadInput names the line that is wrong.
[[nodiscard]] Expected<SampleArticle> parse_article(std::string_view text);

/// A wire report that another outlet reprints: `edits` are "old => new", each must occur exactly
/// once.
[[nodiscard]] Expected<std::vector<SampleBlock>> apply_edits(std::vector<SampleBlock> blocks,
                                                             const std::vector<std::string>& edits);

/// The `edit:` lines of an article file, in order.
[[nodiscard]] std::vector<std::string> edits_of(std::string_view text);

}  // namespace ainews::newsroom
