#pragma once

#include <string>
#include <vector>

#include "config/reader.h"

namespace ainews::config {

/// Where a source was read.
struct SourceOrigin {
    Reader* reader = nullptr;
    std::string key;  ///< "source[3]"
};

/// What no single key can tell: references, sums, duplicates, prices, rights. Errors go to the
/// reader of the file they are in; what is valid but odd becomes a warning of the configuration.
/// `origins` are those of `config.sources`, in order.
void check_whole(Config& config, Reader& main, const std::vector<SourceOrigin>& origins);

/// Adds the shipped stages that the file does not name and settles open engines.
void complete_stages(Config& config);

}  // namespace ainews::config
