#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/finding.h"
#include "pipeline/term.h"

namespace ainews::pipeline {

/// How the glossary lets a term be written: its Japanese form, the parts of "A(B)" alone, aliases.
[[nodiscard]] std::vector<std::string> accepted_forms(const Term& term);

/// Names and terms that the Japanese text spells otherwise than the glossary ("Elon Musk" for
/// イーロン・マスク, a Chinese spelling). Soft.
[[nodiscard]] Findings check_term_forms(std::string_view japanese, std::span<const Term> terms);

/// Terms of a paragraph whose translation has none of their accepted forms. A company may be 同社
/// after its first mention, a person 同氏. Soft.
[[nodiscard]] Findings check_terms_used(std::string_view japanese, std::string_view source,
                                        std::span<const Term> terms);

}  // namespace ainews::pipeline
