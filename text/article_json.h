#pragma once

#include <string>

#include "text/article.h"

namespace ainews::text {

/// The article as one line of JSON: what `ainewsd article` prints and scripts rely on, with
/// the canonical URL beside it.
[[nodiscard]] std::string article_json(const Article& article);

}  // namespace ainews::text
