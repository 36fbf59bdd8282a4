#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/block.h"
#include "core/clock.h"
#include "pipeline/check_names.h"
#include "pipeline/check_output.h"
#include "pipeline/check_results.h"

namespace ainews::pipeline {

/// What a translated unit is held against.
struct UnitSource {
    std::string text;  ///< in marked form
    BlockKind kind = BlockKind::Paragraph;
    std::string language;
    std::optional<TimePoint> published = std::nullopt;
    /// Of the whole article: where a name may come from. nullptr: from `text` alone.
    std::shared_ptr<const KnownNames> names = nullptr;
    std::vector<Term> terms;  ///< of the glossary, that occur in `text`
};

/// The answer that leaves a paragraph out.
inline constexpr std::string_view kLeftOut = "⟦除外⟧";

/// Language, length, numbers, lines of lists and tables, leaks (hard); marks, register, names,
/// hedges, terms (soft: with them a translation is still better than none). `text` is in marked
/// form.
[[nodiscard]] Findings check_unit(std::string_view text, const UnitSource& source,
                                  const OutputCheck& output, std::string_view mark);

}  // namespace ainews::pipeline
