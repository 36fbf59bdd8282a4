#pragma once

#include <string>

#include "text/article.h"

namespace ainews::text {

/// The article as one line of JSON: the contract of `ainewsd article` (design §4), with the
/// canonical URL beside it.
[[nodiscard]] std::string article_json(const Article& article);

}  // namespace ainews::text
