#include "pipeline/fingerprint.h"

#include <algorithm>
#include <array>

#include "core/sha256.h"

namespace ainews::pipeline {
namespace {

constexpr std::size_t kPartDigits = 8;
constexpr std::array kParts{"prompt", "model", "terms", "input"};
constexpr char kInParts = '+';
constexpr std::size_t kLength = kParts.size() * (kPartDigits + 1) - 1;

std::string digits(std::string_view text) { return sha256_hex(text).substr(0, kPartDigits); }

/// What the stage reads of the article; links and numbering change no answer.
std::string text_of(const StageInput& input) {
    std::string text = input.item.title + '\n';
    if (!input.extraction) return text;
    text += input.extraction->language + '\n';
    for (const Block& block : input.extraction->blocks)
        if (!block.dropped) text += std::string{to_string(block.kind)} + '\t' + block.text + '\n';
    return text;
}

std::string summary_of(const StageInput& input) {
    if (!input.summary) return {};
    std::string text = input.summary->title + '\n' + input.summary->tldr + '\n';
    for (const KeyPoint& point : input.summary->key_points)
        text += point.heading + '\t' + point.text + '\n';
    return text;
}

std::string terms_in(const StageMaker& maker, const std::string& text) {
    std::string lines;
    if (maker.terms)
        for (const Term& term : maker.terms(text))
            lines += term.source + '\t' + term.japanese + '\n';
    return lines;
}

}  // namespace

std::string maker_part(const StageMaker& maker) {
    return digits(maker.prompt) + '.' + digits(maker.model);
}

std::string fingerprint(const StageMaker& maker, const StageInput& input) {
    const std::string text = text_of(input);
    const bool reads_summary = maker.stage == stage_names::kAnalyze;
    return maker_part(maker) + '.' + digits(terms_in(maker, text)) + '.' +
           digits(reads_summary ? text + '\0' + summary_of(input) : text);
}

std::string in_parts_version(std::string_view prompt, std::string_view parts) {
    return std::string{prompt} + kInParts + std::string{parts};
}

std::vector<std::string> stale_parts(const Provenance& made, const StageMaker& maker,
                                     const StageInput& input) {
    auto parts = differences(made.input_hash, fingerprint(maker, input));
    const auto plus = made.prompt_version.find(kInParts);
    const bool other_parts = plus != std::string::npos && !maker.parts_prompt.empty() &&
                             made.prompt_version.substr(plus + 1) != maker.parts_prompt;
    if (other_parts && std::ranges::find(parts, kParts[0]) == parts.end())
        parts.insert(parts.begin(), kParts[0]);
    return parts;
}

std::vector<std::string> differences(std::string_view stored, std::string_view today) {
    std::vector<std::string> parts;
    if (stored.size() != kLength || today.size() != kLength || stored[kPartDigits] != '.')
        return parts;
    for (std::size_t i = 0; i < kParts.size(); ++i) {
        const std::size_t at = i * (kPartDigits + 1);
        if (stored.substr(at, kPartDigits) != today.substr(at, kPartDigits))
            parts.emplace_back(kParts[i]);
    }
    return parts;
}

}  // namespace ainews::pipeline
