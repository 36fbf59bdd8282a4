#pragma once

#include <string>
#include <string_view>

#include "core/results.h"
#include "pipeline/finding.h"
#include "pipeline/source_text.h"

namespace ainews::pipeline {

/// True where a text speaks to a model instead of a reader: orders to ignore instructions, requests
/// for a rating, changes of role, in the languages we read. Articles about such attacks quote them,
/// so this alone condemns nothing.
[[nodiscard]] bool addresses_a_model(std::string_view text);

/// An assistant's voice ("承知しました", "AIとして", "ご要望") or a reason that appeals to the
/// article's own request: the article was obeyed, not read. Hard. Quotations 「」 are not looked
/// at.
[[nodiscard]] Findings check_voice(std::string_view japanese);

/// Axes that rest on nothing but such a paragraph, or that all have the level it asks for. Hard.
[[nodiscard]] Findings check_score_requests(const Score& score, const SourceText& source);

/// Key points that rest on nothing but such paragraphs. Soft: the article may be about them.
[[nodiscard]] Findings check_point_requests(const Summary& summary, const SourceText& source);

/// Names, praise and wording that only such paragraphs have. Soft: the article may be about them.
[[nodiscard]] Findings check_request_words(const std::string& what, std::string_view japanese,
                                           const SourceText& source);

/// A paragraph that speaks to a model must be translated like any other: a translation without a
/// word of what it demands was written by obeying it. Soft.
[[nodiscard]] Findings check_unit_request(std::string_view japanese, std::string_view source);

}  // namespace ainews::pipeline
