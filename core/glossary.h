#pragma once

#include <string>
#include <vector>

namespace ainews {

/// One entry of the editor's term base: how sources write a name or term, and how we do.
struct Term {
    std::vector<std::string> surfaces;    ///< spellings in sources, any language; at least one
    std::string ja;                       ///< the form our Japanese uses
    std::vector<std::string> ja_aliases;  ///< other Japanese forms that a check lets pass
    std::string kind;                     ///< company, model, person, product, org, term
    bool operator==(const Term&) const = default;
};

}  // namespace ainews
