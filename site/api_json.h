#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "core/editions.h"
#include "core/trends.h"
#include "site/reader_item.h"
#include "site/search_words.h"

/// The shapes of /api/v1/ (docs/openapi.json), within rights as docs/site.md has them.
namespace ainews::site {

/// What shapes are made under.
struct ApiContext {
    const SiteOptions& options;
    const RightsPolicy& rights;
    const ReaderStore& store;
};

/// An item as lists have it.
[[nodiscard]] nlohmann::json api_item(const ReaderItem& found, const ApiContext& context);
/// With all that a reader of its page sees.
[[nodiscard]] nlohmann::json api_whole_item(const ReaderItem& found, const ApiContext& context);
/// The sentence that has a word of the search, and where; null where rights forbid it.
[[nodiscard]] nlohmann::json api_excerpt(const ReaderItem& found, const SearchWords& words);

[[nodiscard]] nlohmann::json api_edition(const Edition& edition, const ApiContext& context);
[[nodiscard]] nlohmann::json api_whole_edition(const Edition& edition, const ApiContext& context);
[[nodiscard]] nlohmann::json api_trends(const std::optional<TrendReport>& report,
                                        const ApiContext& context);

/// JSON that stays inert wherever it is pasted: < > & and the line separators of JavaScript are
/// escaped.
[[nodiscard]] std::string inert_json(const nlohmann::json& value);

}  // namespace ainews::site
