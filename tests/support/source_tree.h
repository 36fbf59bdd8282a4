#pragma once

#include <filesystem>

namespace ainews::testing {

/// The project's own tree, as it was when the tests were built: for shipped prompts and sample
/// data. One object file knows the path, so that the others compile the same in every checkout.
[[nodiscard]] std::filesystem::path source_tree();

}  // namespace ainews::testing
