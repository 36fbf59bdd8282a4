#include "pipeline/prompt_set.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <fstream>
#include <iterator>
#include <optional>

#include "core/sha256.h"
#include "text/unicode.h"

namespace ainews::pipeline {
namespace {

constexpr std::array<std::string_view, 11> kPromptNames{
    "common", "translate", "summarize", "score", "analyze", "daily",
    "hacker", "weekly",    "condense",  "reask", "topics"};
constexpr std::size_t kPromptBytesMax = 64U << 10U;
constexpr std::size_t kVersionDigits = 12;

std::optional<std::string> read_file(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    if (!in) return std::nullopt;
    std::string text;
    text.resize(kPromptBytesMax + 1);
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    return text;
}

/// Comments for the editor stay out of the question; everything else is sent as it stands.
std::string without_comments(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        if (!(line.starts_with("<!--") && line.ends_with("-->"))) out.append(line).append("\n");
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    const auto first = out.find_first_not_of("\n");
    if (first == std::string::npos) return {};
    const auto last = out.find_last_not_of(" \n");
    return out.substr(first, last - first + 1);
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

}  // namespace

std::span<const std::string_view> prompt_names() noexcept { return kPromptNames; }

Expected<PromptSet> PromptSet::load(std::span<const std::filesystem::path> folders) {
    PromptSet set;
    std::string problems;
    for (const std::string_view name : kPromptNames) {
        const std::string file = std::string{name} + ".md";
        std::optional<std::string> text;
        for (const auto& folder : folders) {
            text = read_file(folder / file);
            if (text) break;
        }
        std::string problem;
        if (!text)
            problem = "is in none of the prompt folders";
        else if (text->size() > kPromptBytesMax)
            problem = "is larger than 64 KB";
        else if (!text::is_utf8(*text))
            problem = "is not UTF-8";
        else if (without_comments(*text).empty())
            problem = "is empty";
        if (problem.empty())
            set.texts_.emplace(name, without_comments(*text));
        else
            problems += (problems.empty() ? "" : "; ") + file + " " + problem;
    }
    if (!problems.empty()) return fail(ErrorKind::BadInput, "prompts: " + problems);
    return set;
}

PromptSet PromptSet::with(std::string_view name, std::string text) const {
    PromptSet copy = *this;
    copy.texts_.insert_or_assign(std::string{name}, without_comments(text));
    return copy;
}

const std::string& PromptSet::text(std::string_view name) const {
    static const std::string kEmpty;
    const auto found = texts_.find(name);
    return found == texts_.end() ? kEmpty : found->second;
}

std::string PromptSet::system(std::string_view stage) const {
    return text("common") + "\n\n" + text(stage);
}

std::string PromptSet::version(std::string_view stage) const {
    std::string all = text("common") + '\0' + text(stage) + '\0' + text("reask");
    // The topic table is part of the question for the summary alone.
    if (stage == "summarize") all += '\0' + text("topics");
    return sha256_hex(all).substr(0, kVersionDigits);
}

std::vector<Topic> parse_topics(std::string_view text) {
    std::vector<Topic> topics;
    while (!text.empty()) {
        const auto end = text.find('\n');
        std::string_view line = trimmed(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.empty() || line.starts_with('#')) continue;
        const auto colon = line.find(':');
        Topic topic{std::string{trimmed(line.substr(0, colon))}, {}};
        std::string_view words =
            colon == std::string_view::npos ? std::string_view{} : line.substr(colon + 1);
        while (!words.empty()) {
            const auto comma = words.find(',');
            if (const auto word = trimmed(words.substr(0, comma)); !word.empty())
                topic.words.push_back(text::lower(word));
            words.remove_prefix(comma == std::string_view::npos ? words.size() : comma + 1);
        }
        if (!topic.name.empty()) topics.push_back(std::move(topic));
    }
    return topics;
}

}  // namespace ainews::pipeline
