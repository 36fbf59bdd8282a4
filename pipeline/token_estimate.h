#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "core/ledger.h"

namespace ainews::pipeline {

/// Tokens of a UTF-8 text before any correction: ASCII characters / 3.5, other letters of alphabets
/// × 0.6, everything from U+0800 (Japanese, Chinese, Korean) × 1.1.
[[nodiscard]] std::int64_t estimate_tokens(std::string_view text) noexcept;

/// What one model's tokenizer makes of our estimate: a moving average of actual / estimated tokens,
/// kept in the ledger across restarts. Thread-safe.
class TokenEstimator {
public:
    /// `memory_key` names endpoint and model. The ledger must outlive this.
    TokenEstimator(Ledger& ledger, std::string memory_key, TimePoint now);

    /// The corrected estimate.
    [[nodiscard]] std::int64_t correct(std::int64_t raw) const;
    /// The same rounded up to a quarter of the factor: decisions on how a text is cut hang on it,
    /// and must come out the same after a restart, or its finished parts would be paid for again.
    [[nodiscard]] std::int64_t correct_coarsely(std::int64_t raw) const;
    /// Whether a prompt estimated at `raw` tokens was cut before the model saw it, by the number it
    /// counted: the only sign that some servers give.
    [[nodiscard]] bool is_truncated(std::int64_t raw, std::int64_t actual) const;
    /// Takes an answered prompt into account, unless its count can't be meant.
    void learn(std::int64_t raw, std::int64_t actual, TimePoint now);

private:
    void load(TimePoint now);

    Ledger& ledger_;
    std::string memory_key_;
    mutable std::mutex mutex_;
    double factor_ = 1.0;
    double remembered_ = 0.0;  ///< the factor the ledger has
    std::int64_t samples_ = 0;
};

}  // namespace ainews::pipeline
