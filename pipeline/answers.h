#pragma once

#include <string_view>

#include "core/error.h"
#include "core/results.h"

/// Answers with a schema: what is asked for and how it is read. Reading is strict about shape,
/// names the field that is wrong in the model's language (it goes into a re-ask), and bounds every
/// length.
namespace ainews::pipeline {

/// JSON schemas in the subset every provider takes: closed objects, all keys required, no lengths.
[[nodiscard]] std::string_view summary_schema() noexcept;
[[nodiscard]] std::string_view score_schema() noexcept;
[[nodiscard]] std::string_view analysis_schema() noexcept;

/// Rejected: the shape is wrong.
[[nodiscard]] Expected<Summary> read_summary_answer(std::string_view json);
[[nodiscard]] Expected<Score> read_score_answer(std::string_view json);

/// `Analysis::impact` holds its sentences one after another.
[[nodiscard]] Expected<Analysis> read_analysis_answer(std::string_view json);

}  // namespace ainews::pipeline
