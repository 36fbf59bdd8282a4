#pragma once

#include <vector>

#include "core/item.h"

namespace ainews::testing {

/// Invented articles, one for each state that a reader can meet: complete, in Chinese, Japanese,
/// waiting, extracted, failed, summary only, link only, withdrawn, corrected, pinned, in a story,
/// with a very long title, without any text. The newest was seen at `now`.
[[nodiscard]] std::vector<Item> sample_articles(TimePoint now);

}  // namespace ainews::testing
