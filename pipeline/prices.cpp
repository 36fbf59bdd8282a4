#include "pipeline/prices.h"

#include <algorithm>
#include <cmath>

namespace ainews::pipeline {
namespace {

constexpr std::int64_t kMillion = 1'000'000;

}  // namespace

const LlmPrices& PriceList::at(TimePoint when) const noexcept {
    if (dated.empty()) return plain;
    const auto later = std::ranges::upper_bound(dated, when, {}, &DatedPrices::from);
    return later == dated.begin() ? dated.front().prices : std::prev(later)->prices;
}

std::optional<MicroUsd> cost_of(const LlmPrices& prices, const TokenUse& use) {
    if (!prices.in && !prices.out) return std::nullopt;
    const MicroUsd in = prices.in.value_or(0);
    // Some servers count what they cached beside the prompt, not in it: then it is all of it.
    const std::int64_t cached = std::clamp<std::int64_t>(use.cached, 0, use.in);
    const std::int64_t written = std::clamp<std::int64_t>(use.cache_write, 0, use.in - cached);
    const std::int64_t scaled =
        in * (use.in - cached - written) + prices.cached_in.value_or(in) * cached +
        prices.cache_write.value_or(in) * written + prices.out.value_or(0) * use.out;
    return (scaled + kMillion - 1) / kMillion;
}

std::optional<MicroUsd> cost_of(const LlmPrices& prices, std::int64_t tokens_in,
                                std::int64_t tokens_out) {
    return cost_of(prices, TokenUse{.in = tokens_in, .out = tokens_out});
}

std::optional<MicroUsd> reservation_of(const LlmPrices& prices, std::int64_t tokens_in,
                                       std::int64_t tokens_out_cap) {
    const bool writing_costs_more = prices.cache_write.value_or(0) > prices.in.value_or(0);
    return cost_of(prices, TokenUse{.in = tokens_in,
                                    .out = tokens_out_cap,
                                    .cache_write = writing_costs_more ? tokens_in : 0});
}

MicroUsd micro_usd(double usd) noexcept {
    return static_cast<MicroUsd>(std::llround(usd * static_cast<double>(kMillion)));
}

}  // namespace ainews::pipeline
