#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Text cut for search and for reading. Pure and thread-safe.
namespace ainews::text {

/// What the search index holds of a text: NFKC, lower case, space separated. A CJK run gives its
/// bigrams and its last character alone (so that a query of one character finds it as a prefix);
/// other words stand whole, hyphenated ones also in parts. For an FTS5 table with unicode61
/// tokenchars '-.+#'.
[[nodiscard]] std::string search_terms(std::string_view text);

/// An FTS5 MATCH expression for what a reader typed: all terms must occur. CJK runs are phrases of
/// bigrams, one CJK character and other words are prefixes. Never a syntax error, whatever was
/// typed; empty where nothing searchable was.
[[nodiscard]] std::string search_query(std::string_view query);

/// The sentences of a text, trimmed, in order; Japanese, Chinese and European punctuation.
/// Quotations are not cut, nor abbreviations and decimals. Line breaks always cut.
[[nodiscard]] std::vector<std::string> sentences(std::string_view text);

/// The clauses of a Japanese text: 、 and 。 end them, so that 「売上は増え、利益は減った」 is two,
/// and so do line breaks.
[[nodiscard]] std::vector<std::string> clauses(std::string_view text);

}  // namespace ainews::text
