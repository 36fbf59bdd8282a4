#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/results.h"
#include "core/source.h"

namespace ainews {

using ItemId = std::int64_t;
using StoryId = std::int64_t;
using MicroUsd = std::int64_t;  ///< money: millionths of a US dollar
/// For people and JSON; sums are made of MicroUsd.
[[nodiscard]] constexpr double usd(MicroUsd amount) noexcept {
    return static_cast<double>(amount) / 1e6;
}

enum class JobState { Pending, Running, Waiting, Done, Failed };
enum class ItemState { Pending, Running, Waiting, Done, Skipped, Failed };
enum class PublishState { Public, Held, Hidden, Withdrawn };

[[nodiscard]] std::string_view to_string(JobState state) noexcept;
[[nodiscard]] std::string_view to_string(ItemState state) noexcept;
[[nodiscard]] std::string_view to_string(PublishState state) noexcept;
[[nodiscard]] std::optional<JobState> job_state_from(std::string_view text) noexcept;
[[nodiscard]] std::optional<ItemState> item_state_from(std::string_view text) noexcept;
[[nodiscard]] std::optional<PublishState> publish_state_from(std::string_view text) noexcept;

/// Entry E was seen in source S and is this item.
struct Sighting {
    std::string source;
    std::string guid;
    std::string url;
    TimePoint seen;
    std::optional<std::int64_t> points = std::nullopt;
    std::optional<std::int64_t> comments = std::nullopt;
    std::string comments_url;
};

/// Who made a result, from what, at what price.
struct Provenance {
    std::string engine;          ///< llm, builtin, command
    std::string model;           ///< the model that really answered; empty for other engines
    std::string prompt_version;  ///< hash of the prompt files; empty for other engines
    std::string input_hash;      ///< of everything the result depends on
    std::int64_t tokens_in = 0;
    std::int64_t tokens_out = 0;
    std::optional<MicroUsd> cost = std::nullopt;  ///< nullopt where no price is known
};

/// The current state of one stage of one item, with its current result if there is one.
struct StageRecord {
    JobState state = JobState::Pending;
    bool provisional = false;  ///< a builtin result that a model's will replace
    std::optional<std::string> result_json = std::nullopt;
    Provenance provenance;
    int attempts = 0;
    std::optional<TimePoint> finished = std::nullopt;
    std::optional<TimePoint> not_before = std::nullopt;  ///< of a waiting job
    std::vector<std::string> findings;
    std::string error;
};

/// A text that readers may have seen was changed by hand: the dated 訂正 on the page.
struct Correction {
    TimePoint at;
    std::string field;  ///< as in core/desk.h: title, tldr, body:3 ...
    std::string note;   ///< what readers are told; never empty
    bool operator==(const Correction&) const = default;
};

/// A text set by hand. It stands in the stages' results of an Item as read, and stays when a stage
/// is redone.
struct HandText {
    std::string field;  ///< as in core/desk.h
    std::string text;
    TimePoint at;
    std::string anchor;   ///< of a block of the body: SHA-256 of the original's text
    bool applies = true;  ///< false: what it replaced is not there (any more)
    bool operator==(const HandText&) const = default;
};

/// One article of ours, as read from the store.
struct Item {
    ItemId id = 0;
    std::string url;
    std::string source;
    std::string title;
    std::vector<std::string> authors;
    std::string language;
    std::optional<TimePoint> published = std::nullopt;
    TimePoint first_seen;
    ItemState state = ItemState::Pending;
    std::string error;
    std::string skip_reason;  ///< duplicate, newsletter, filtered, backlog, old; or empty
    PublishState publish = PublishState::Public;
    std::vector<Sighting> sightings;
    std::optional<StoryId> story = std::nullopt;
    bool story_lead = false;
    std::map<std::string, StageRecord, std::less<>> stages;

    // What the editor did (core/desk.h).
    bool pinned = false;         ///< stands first in lists and editions
    std::string publish_reason;  ///< why it is held, hidden or withdrawn; not for readers
    std::string publish_note;    ///< what readers are told about a withdrawal; may be empty
    std::optional<TimePoint> publish_changed =
        std::nullopt;  ///< when its publish state last changed
    /// When readers could first see it complete; feeds date it so. Never reset.
    std::optional<TimePoint> first_published = std::nullopt;
    std::vector<Correction> corrections;  ///< oldest first
    std::vector<HandText> hand_texts;     ///< by field
};

/// `items export` and the API: one item in the contract's shape. `rights` and `weights` come from
/// the configuration, so a change of either shows at once.
[[nodiscard]] std::string item_contract_json(const Item& item, Rights rights,
                                             const ScoreWeights& weights);

}  // namespace ainews
