#pragma once

#include <optional>

#include "core/item.h"
#include "core/results.h"

namespace ainews::site {

/// The results of an item, parsed once for all views. A result that cannot be read is left out.
struct ItemResults {
    std::optional<Extraction> extraction;
    std::optional<Summary> summary;
    std::optional<Score> score;
    std::optional<Translation> translation;
    std::optional<Analysis> analysis;

    /// A Japanese title and summary by a model are there, not only sentences of the original.
    [[nodiscard]] bool summarized() const noexcept;
    /// All four axes are there.
    [[nodiscard]] bool scored() const noexcept;
};

[[nodiscard]] ItemResults results_of(const Item& item);

}  // namespace ainews::site
