#include "pipeline/check_repetition.h"

#include <algorithm>
#include <set>
#include <string>

#include "pipeline/code_points.h"

namespace ainews::pipeline {
namespace {

/// Shares of character pairs above which one text repeats another.
constexpr double kHeadingOverlap = 0.5;
constexpr double kTextOverlap = 0.6;
/// The TL;DR leads with what the first point tells in full, so more is allowed.
constexpr double kTldrOverlap = 0.85;

std::set<std::u32string> bigrams_of(std::string_view text) {
    std::set<std::u32string> bigrams;
    const std::u32string points = code_points(text);
    for (std::size_t i = 0; i + 1 < points.size(); ++i)
        if (text::is_word_char(points[i]) && text::is_word_char(points[i + 1]))
            bigrams.insert(points.substr(i, 2));
    return bigrams;
}

}  // namespace

double bigram_overlap(std::string_view a, std::string_view b) {
    const auto left = bigrams_of(a);
    const auto right = bigrams_of(b);
    const auto shared = static_cast<std::size_t>(
        std::ranges::count_if(left, [&](const auto& bigram) { return right.contains(bigram); }));
    const std::size_t all = left.size() + right.size() - shared;
    return all == 0 ? 0.0 : static_cast<double>(shared) / static_cast<double>(all);
}

Findings check_repetition(const Summary& summary) {
    Findings findings;
    const auto name = [](std::size_t i) { return "key_points[" + std::to_string(i) + "]"; };
    for (std::size_t i = 0; i < summary.key_points.size(); ++i) {
        const KeyPoint& point = summary.key_points[i];
        for (std::size_t k = i + 1; k < summary.key_points.size(); ++k) {
            const KeyPoint& other = summary.key_points[k];
            if (bigram_overlap(point.heading, other.heading) >= kHeadingOverlap)
                findings.push_back(
                    {Gate::Style, name(i) + " と " + name(k) + " の heading がほぼ同じ", false});
            if (bigram_overlap(point.text, other.text) >= kTextOverlap)
                findings.push_back(
                    {Gate::Style, name(i) + " と " + name(k) + " の text がほぼ同じ", false});
        }
        if (bigram_overlap(point.text, summary.tldr) >= kTldrOverlap)
            findings.push_back({Gate::Style, name(i) + " が tldr の言い換えになっている", false});
    }
    return findings;
}

Findings check_headline_style(const Summary& summary) {
    Findings findings;
    const auto ends_badly = [](std::string_view text) {
        return text.ends_with("？") || text.ends_with("！") || text.ends_with("。") ||
               text.ends_with("?") || text.ends_with("!");
    };
    if (ends_badly(summary.title) || summary.title.find("！") != std::string::npos)
        findings.push_back({Gate::Style, "title が疑問形・感嘆符・句点で終わっている", false});
    for (std::size_t i = 0; i < summary.key_points.size(); ++i)
        if (ends_badly(summary.key_points[i].heading))
            findings.push_back({Gate::Style,
                                "key_points[" + std::to_string(i) +
                                    "] の heading が体言止めでない(句点・疑問符・感嘆符)",
                                false});
    return findings;
}

}  // namespace ainews::pipeline
