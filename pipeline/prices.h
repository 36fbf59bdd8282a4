#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/clock.h"
#include "core/item.h"

namespace ainews::pipeline {

/// USD prices in millionths of a dollar for a million tokens; nullopt: unknown, or as for `in`
/// where the cache is concerned.
struct LlmPrices {
    std::optional<MicroUsd> in = std::nullopt;
    std::optional<MicroUsd> out = std::nullopt;
    std::optional<MicroUsd> cached_in = std::nullopt;    ///< prompt tokens read from a cache
    std::optional<MicroUsd> cache_write = std::nullopt;  ///< prompt tokens written to one
};

/// Prices that hold from a moment on, until the next.
struct DatedPrices {
    TimePoint from;
    LlmPrices prices;
};

/// What one model costs, and when. Without dated prices the plain ones hold always; with some, the
/// newest that have begun, and before the first date the first: a call is never without a price
/// because it came early.
struct PriceList {
    LlmPrices plain;
    std::vector<DatedPrices> dated;  ///< oldest first

    [[nodiscard]] const LlmPrices& at(TimePoint when) const noexcept;
};

/// Tokens of one call. `cached` and `cache_write` are part of `in`, reasoning is part of `out`.
struct TokenUse {
    std::int64_t in = 0;
    std::int64_t out = 0;
    std::int64_t cached = 0;
    std::int64_t cache_write = 0;
};

/// What so many tokens cost, rounded up to a millionth of a dollar; nullopt without prices.
[[nodiscard]] std::optional<MicroUsd> cost_of(const LlmPrices& prices, const TokenUse& use);
[[nodiscard]] std::optional<MicroUsd> cost_of(const LlmPrices& prices, std::int64_t tokens_in,
                                              std::int64_t tokens_out);
/// The most that a call can cost: nothing of the prompt comes from a cache, all of it may be
/// written to one, and the answer takes its whole cap.
[[nodiscard]] std::optional<MicroUsd> reservation_of(const LlmPrices& prices,
                                                     std::int64_t tokens_in,
                                                     std::int64_t tokens_out_cap);

/// 0.20 (USD a million tokens, as configured) → 200000.
[[nodiscard]] MicroUsd micro_usd(double usd) noexcept;

}  // namespace ainews::pipeline
