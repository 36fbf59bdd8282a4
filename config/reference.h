#pragma once

#include <string>
#include <vector>

namespace ainews::config {

/// One key as the documentation shows it.
struct KeyReference {
    std::string section;  ///< "fetch", "llm.NAME", "pipeline.stage"
    std::string name;
    std::string type;      ///< "duration", "list of strings"
    std::string fallback;  ///< the default as it would be written; "—" where there is none
    std::string help;
};

/// Every key there is, in the order of the documentation.
[[nodiscard]] std::vector<KeyReference> key_reference();

/// The tables of docs/configuration.md, which a test compares with this.
[[nodiscard]] std::string reference_markdown();

}  // namespace ainews::config
