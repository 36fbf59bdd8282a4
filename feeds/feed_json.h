#pragma once

#include <string>

#include "core/entry.h"

namespace ainews::feeds {

/// What `ainewsd feed` prints: one JSON object in the shape that docs and scripts rely on (design
/// §4). HTML is sanitized and its links are absolute.
[[nodiscard]] std::string feed_json(const Feed& feed);

}  // namespace ainews::feeds
