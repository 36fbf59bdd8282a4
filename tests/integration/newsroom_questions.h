#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/block.h"
#include "pipeline/source_text.h"
#include "tests/support/newsroom_article.h"
#include "tests/support/newsroom_library.h"
#include "tests/support/newsroom_request.h"

namespace ainews::newsroom {

/// The shipped newsroom; loaded once.
[[nodiscard]] const Library& sample_library();

/// The blocks of an article as extraction gives them: plain text, links as spans.
[[nodiscard]] std::vector<Block> extracted(const SampleArticle& article);
[[nodiscard]] pipeline::SourceText source_of(const SampleArticle& article);

inline constexpr std::string_view kTestMark = "a1b2c3d4e5f6";
inline constexpr std::string_view kTestKey = "sk-planted-for-the-test-51c7";

/// A whole chat completion request as a careful client sends it: prompts as shipped, blocks in
/// marked form between fences, the stage's schema.
[[nodiscard]] std::string request_body(AskedStage stage, const std::vector<Block>& blocks);
/// The same, read.
[[nodiscard]] Question question(AskedStage stage, const std::vector<Block>& blocks);

/// The shipped prompt of that name.
[[nodiscard]] std::string prompt_text(std::string_view name);

}  // namespace ainews::newsroom
