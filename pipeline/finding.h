#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ainews::pipeline {

/// What an answer has to get past, each gate for itself (docs/editorial.md says what each looks
/// at).
enum class Gate {
    Schema,        ///< the promised shape: JSON, required keys, levels, three key points
    Language,      ///< Japanese, all of it
    Completeness,  ///< nothing of the source left out of a translation, nothing added
    Numbers,       ///< values, dates and the direction of comparisons as the source has them
    Names,         ///< nobody named whom the source does not name
    Register,      ///< 常体 or 敬体, as the stage asks, outside quotations
    Evidence,      ///< blocks that exist and hold what is said
    Hedge,         ///< partly, reportedly, may, not: as strong as the source, no stronger
    Links,         ///< marks of links and code kept, no address written
    Leak,          ///< nothing of the prompt, the fence or our tags
    Injection,     ///< the article is read, not obeyed
    Length,        ///< what the page has room for
    Terms,         ///< the editor's glossary
    Style,         ///< markup, headings, titles, repetition
    Dropped,       ///< a paragraph left out that is no boilerplate
};

[[nodiscard]] std::string_view to_string(Gate gate) noexcept;
[[nodiscard]] std::optional<Gate> gate_from(std::string_view name) noexcept;
/// All gates, in the order of tables.
[[nodiscard]] const std::vector<Gate>& all_gates();

/// Something that is wrong, in the model's language: it is sent back in a re-ask. After the last
/// re-ask a soft finding is kept beside the result; a hard one (not Japanese, a number from
/// nowhere, no evidence) means that the result must not be shown.
struct Finding {
    Gate gate;
    std::string text;
    bool hard = true;
};
using Findings = std::vector<Finding>;

[[nodiscard]] bool any_hard(const Findings& findings) noexcept;
[[nodiscard]] std::vector<std::string> texts(const Findings& findings);
void append(Findings& findings, Findings more);

}  // namespace ainews::pipeline
