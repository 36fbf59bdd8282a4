#pragma once

#include <optional>
#include <string>

#include "core/calendar.h"
#include "core/site_search.h"
#include "site/publisher.h"
#include "site/server_message.h"

namespace ainews::site {

inline constexpr std::size_t kSearchTextMax = 200;  ///< code points
inline constexpr int kSearchPerPage = 20;
inline constexpr int kSearchPagesMax = 50;

/// What a reader asked /search for.
struct SearchForm {
    std::string text;
    int rating = 0;  ///< that many stars or more; 0: any
    std::optional<SourceKind> kind = std::nullopt;
    std::string language;
    std::string source;
    Day from;  ///< first and last day; may be empty
    Day until;
    int page = 1;
    std::string problem;  ///< for the reader, where something cannot be asked so

    /// Something narrows the search.
    [[nodiscard]] bool filtered() const noexcept;
};

[[nodiscard]] SearchForm read_search_form(const ServerRequest& request, const SiteOptions& options);
/// The items of the form's page, and one more to tell whether there is a next page.
[[nodiscard]] SiteQuery site_query(const SearchForm& form, const SiteOptions& options);
/// "?q=…&rating=4&page=2", encoded.
[[nodiscard]] std::string query_string(const SearchForm& form, int page);

}  // namespace ainews::site
