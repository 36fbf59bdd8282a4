#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace ainews::pipeline {

/// The editor's prompts: one Markdown file each (common, translate, summarize, score, analyze,
/// daily, hacker, weekly, condense, reask, topics). Immutable after loading and thread-safe; a
/// reload builds a new set.
class PromptSet {
public:
    /// Reads every prompt from the first of `folders` that has it: the operator's folder stands
    /// before the shipped one, and files override one by one. BadInput names each file that is
    /// missing, empty, not UTF-8 or larger than 64 KB.
    [[nodiscard]] static Expected<PromptSet> load(std::span<const std::filesystem::path> folders);
    /// For tests and `compare --prompt`: the texts by name, replacing those of `base`.
    [[nodiscard]] PromptSet with(std::string_view name, std::string text) const;

    /// The text of a file, without comments (lines that start with "<!--" and end with "-->").
    [[nodiscard]] const std::string& text(std::string_view name) const;
    /// The system part of a stage's question: common rules, then the stage's task.
    [[nodiscard]] std::string system(std::string_view stage) const;
    /// 12 hexadecimal digits over every file that shapes the stage's answers.
    [[nodiscard]] std::string version(std::string_view stage) const;

private:
    std::map<std::string, std::string, std::less<>> texts_;
};

/// The names load() asks for.
[[nodiscard]] std::span<const std::string_view> prompt_names() noexcept;

/// A topic an editor may choose for an item, with the words that betray it: the `topics` file holds
/// one a line, "日本語の名: word, word" (words may be left out).
struct Topic {
    std::string name;
    std::vector<std::string> words;  ///< lower-case
};
[[nodiscard]] std::vector<Topic> parse_topics(std::string_view text);

}  // namespace ainews::pipeline
