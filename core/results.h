#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/block.h"
#include "core/clock.h"

namespace ainews {

/// Names of the shipped stages; a stage is known to the store and the others by its name alone.
namespace stage_names {
inline constexpr std::string_view kExtract = "extract";
inline constexpr std::string_view kSummarize = "summarize";
inline constexpr std::string_view kScore = "score";
inline constexpr std::string_view kTranslate = "translate";
inline constexpr std::string_view kAnalyze = "analyze";
}  // namespace stage_names

/// Result of `extract`.
struct Extraction {
    std::string title;  ///< as the page says it; may be empty
    std::string byline;
    std::string site_name;
    std::string language;       ///< BCP 47 primary tag, detected where not declared truthfully
    std::string canonical_url;  ///< link rel=canonical where it is on the same site; may be empty
    std::string image;          ///< absolute URL; may be empty
    std::optional<TimePoint> published = std::nullopt;
    bool from_page = false;  ///< false: the text is the feed's own
    bool partial = false;    ///< only an excerpt could be had (paywall, refused page)
    int reading_minutes = 0;
    std::vector<Block> blocks;
};

struct KeyPoint {
    std::string heading;
    std::string text;
    std::vector<std::int64_t> blocks;  ///< the `n` of the blocks it rests on
    bool operator==(const KeyPoint&) const = default;
};

struct Entity {
    std::string name;     ///< as shown in Japanese text
    std::string kind;     ///< company, model, person, product, org
    std::string role;     ///< main, mention
    std::string surface;  ///< as the source spells it
    bool operator==(const Entity&) const = default;
};

/// Result of `summarize`.
struct Summary {
    std::string title;
    std::string tldr;
    std::vector<KeyPoint>
        key_points;  ///< exactly three, or fewer where extractive and the text is short
    std::vector<std::string> tags;
    std::vector<Entity> entities;
    bool extractive = false;  ///< 抽出: sentences of the original, in its language
};

enum class Axis { Depth, Relevance, Practicality, Novelty };
inline constexpr std::array<Axis, 4> kAxes{Axis::Depth, Axis::Relevance, Axis::Practicality,
                                           Axis::Novelty};
[[nodiscard]] std::string_view to_string(Axis axis) noexcept;

struct AxisScore {
    int level = 0;  ///< 1 to 5
    std::string reason;
    std::vector<std::int64_t> blocks;
};

/// Result of `score`: axes only. Totals are computed, so new weights re-rank without a call.
struct Score {
    std::map<Axis, AxisScore> axes;
};

/// Shares of the axes in percent; they sum to 100.
struct ScoreWeights {
    std::map<Axis, int> percent{
        {Axis::Depth, 40}, {Axis::Relevance, 30}, {Axis::Practicality, 20}, {Axis::Novelty, 10}};
};

/// The total in hundredths: 100 to 500. (5,5,3,2) under the default weights is 430.
[[nodiscard]] int score_total(const Score& score, const ScoreWeights& weights);
/// Rounded half up: 430 gives 4, 450 gives 5.
[[nodiscard]] int score_stars(int total) noexcept;

/// Result of `translate`: one block for each block of the extraction, same `n`, same kind.
struct Translation {
    std::vector<Block> blocks;
    /// What the translation of each block depends on, as a hash, by the block's `n`: when an
    /// article changes, blocks whose key did not are not paid for again. Empty where no model was
    /// asked.
    std::map<std::int64_t, std::string> keys = {};
};

/// Result of `analyze`.
struct Analysis {
    std::string impact;
    std::string comment;
    std::vector<std::string> watch;
    std::vector<std::int64_t> facts_used;
};

/// Japanese: 500 characters a minute; others: 230 words a minute. At least 1.
[[nodiscard]] int reading_minutes(const std::vector<Block>& blocks, std::string_view language);
/// What a Japanese reader needs: for the translation where there is one, else for the original.
/// nullopt where there is neither.
[[nodiscard]] std::optional<int> reader_minutes(const std::optional<Extraction>& extraction,
                                                const std::optional<Translation>& translation);

}  // namespace ainews
