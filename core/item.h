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
    std::string skip_reason;  ///< duplicate, filtered, backlog, old; empty unless skipped
    PublishState publish = PublishState::Public;
    std::vector<Sighting> sightings;
    std::optional<StoryId> story = std::nullopt;
    bool story_lead = false;
    std::map<std::string, StageRecord, std::less<>> stages;
};

/// `items export` and the API: one item in the contract's shape. `rights` and `weights` come from
/// the configuration, so a change of either shows at once.
[[nodiscard]] std::string item_contract_json(const Item& item, Rights rights,
                                             const ScoreWeights& weights);

}  // namespace ainews
