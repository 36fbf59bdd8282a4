#pragma once

#include <string>

#include "site/page.h"
#include "site/reader_pages.h"
#include "site/search_form.h"

namespace ainews::site {

/// /search: what the form found, best match first (without words: the newest), with words marked in
/// what rights let readers see. Works without script.
[[nodiscard]] std::string search_page(const SearchForm& form, const SiteOptions& options,
                                      const RightsPolicy& rights, const ReaderStore& store,
                                      const RenderPage& render);

}  // namespace ainews::site
