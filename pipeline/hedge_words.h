#pragma once

#include <span>
#include <string_view>

#include "pipeline/check_hedges.h"

namespace ainews::pipeline {

/// One row of the lexicon: what betrays a hedge in a source, and what keeps it in Japanese.
struct HedgeWords {
    Hedge hedge;
    std::string_view name;  ///< for findings
    std::span<const std::string_view> source;
    std::span<const std::string_view> japanese;
};

/// The lexicon, a row for each Hedge.
[[nodiscard]] std::span<const HedgeWords> hedge_lexicon() noexcept;

}  // namespace ainews::pipeline
