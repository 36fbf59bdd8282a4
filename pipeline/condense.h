#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "pipeline/llm_stage.h"
#include "pipeline/source_text.h"

namespace ainews::pipeline {

/// The name under which the ledger books what condensing costs. It is no stage of the graph: what
/// it gives is used by every stage that reads a long article, and is paid for once.
inline constexpr std::string_view kCondense = "condense";

/// Lets one thread at a time condense an item, so that a second stage finds the replies of the
/// first instead of asking the same. Items may share a turn. Thread-safe.
class CondenseTurns {
public:
    [[nodiscard]] std::unique_lock<std::mutex> take(ItemId item) {
        return std::unique_lock{turns_[static_cast<std::size_t>(item) % turns_.size()]};
    }

private:
    std::array<std::mutex, 64> turns_;
};

/// A long article brought down to what one question carries.
struct CondensedSource {
    /// Blocks are one sentence each, in Japanese, with the `n` of the block they rest on; the rest
    /// is as in the original.
    SourceText source;
    std::vector<AttemptNote> attempts;
    std::vector<std::string> findings;
    bool too_large = false;  ///< even a part of the article did not fit into a question
};

/// Estimated tokens of the source's blocks as a question shows them.
[[nodiscard]] std::int64_t source_tokens(const SourceText& source);

/// Maps: asks for the main points of each part of at most `tokens_max`, and again for the main
/// points of those, until all fit into `tokens_max`. Parts that no model answers are stood in for
/// by their first sentence. Errors as of ask_stage().
[[nodiscard]] Expected<CondensedSource> condense(const LlmStageParts& parts,
                                                 const StageInput& input, const SourceText& source,
                                                 std::int64_t tokens_max, std::stop_token stop);

}  // namespace ainews::pipeline
