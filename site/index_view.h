#pragma once

#include <string>
#include <vector>

#include "site/page.h"

namespace ainews::site {

struct IndexRow {
    std::string href;  ///< from the site's root
    std::string name;
    std::string note;
    std::string value;
};
struct IndexGroup {
    std::string name;  ///< may be empty
    std::vector<IndexRow> rows;
};
struct IndexHead {
    std::string path;
    std::string heading;
    std::string intro;
    std::string empty_text;
    std::string section;  ///< the menu entry that is current; may be empty
};

/// A page of links in columns; says `empty_text` where there is no row.
[[nodiscard]] std::string index_page(PageRenderer& pages, const IndexHead& head,
                                     const std::vector<IndexGroup>& groups);

}  // namespace ainews::site
