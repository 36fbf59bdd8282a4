#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/item.h"

namespace ainews {

/// Port: what a source's articles say, for telling what all of them say. Thread-safe.
class SourceTexts {
public:
    virtual ~SourceTexts() = default;
    /// Extractions of the source's newest items but `besides`, as stored (core/results_json.h), at
    /// most `limit`, newest first. Looks at the source's newest few hundred items only, so that it
    /// costs the same however large the archive is; fewer where those were not extracted.
    [[nodiscard]] virtual std::vector<std::string> recent_extractions(std::string_view source,
                                                                      ItemId besides,
                                                                      std::size_t limit) const = 0;
};

}  // namespace ainews
