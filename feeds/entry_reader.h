#pragma once

#include <pugixml.hpp>

#include "core/entry.h"
#include "feeds/context.h"
#include "feeds/names.h"

namespace ainews::feeds {

/// The entry that `element` (RSS item, Atom entry) describes. Pure but for `context.met_markup`.
[[nodiscard]] Entry read_entry(pugi::xml_node element, Names& names, const Context& context);

/// The people of an Atom person construct (RFC 4287 §3.2), or the plain text of RSS.
void read_author(pugi::xml_node element, std::vector<std::string>& authors, std::size_t list_max);

/// Where a link leads by its `rel` (RFC 4287 §4.2.7); RSS links have none and are the page itself.
struct LinkElement {
    enum class Role { Page, OtherPage, Enclosure, Replies, PreviousPage, None };
    Role role = Role::None;
    std::string_view href;
    std::string_view type;
};
[[nodiscard]] LinkElement read_link(pugi::xml_node element, std::string& scratch);

}  // namespace ainews::feeds
