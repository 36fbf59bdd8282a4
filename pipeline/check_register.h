#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ainews::pipeline {

/// Without what stands inside 「」, 『』, “” and （）; a quotation leaves "…" behind. An unclosed
/// one ends with its line.
[[nodiscard]] std::string outside_quotes(std::string_view text);

/// Sentences in 敬体 (です・ます) outside quotations; what is wrong in a text in 常体.
[[nodiscard]] std::vector<std::string> polite_sentences(std::string_view text);

/// Sentences not in 敬体 outside quotations; what is wrong in a text in 敬体.
[[nodiscard]] std::vector<std::string> plain_sentences(std::string_view text);

/// True where the text says that something is inferred: 可能性, 考えられる, 見込み and the like.
[[nodiscard]] bool has_modal(std::string_view text);

}  // namespace ainews::pipeline
