#pragma once

#include <string>
#include <string_view>

namespace ainews::text {

/// BCP 47 primary tag of the text's language ("ja", "en", "zh", ...), by script and, for Latin and
/// Cyrillic, by common words. `declared` (any BCP 47 tag, "en_US" too) wins where the text does not
/// contradict it, for templates often declare the wrong one. Empty where nothing is known.
[[nodiscard]] std::string detect_language(std::string_view text, std::string_view declared = {});

}  // namespace ainews::text
