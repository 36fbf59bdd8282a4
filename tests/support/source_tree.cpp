#include "tests/support/source_tree.h"

namespace ainews::testing {

std::filesystem::path source_tree() { return AINEWS_SOURCE_TREE; }

}  // namespace ainews::testing
