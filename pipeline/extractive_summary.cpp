#include "pipeline/extractive_summary.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <utility>

#include "pipeline/boilerplate.h"
#include "text/segment.h"
#include "text/unicode.h"

namespace ainews::pipeline {
namespace {

constexpr std::size_t kSentencesMax = 200;  // ranking is quadratic; news says it early
constexpr std::size_t kSentenceMin = 25;    // code points; shorter ones say little
constexpr std::size_t kCjkSentenceMin = 12;
constexpr std::size_t kSentenceMax = 500;
constexpr std::size_t kKeyPoints = 3;
constexpr std::size_t kHeadingMax = 34;
constexpr std::size_t kTagsMax = 5;
constexpr double kDamping = 0.85;
constexpr int kIterations = 30;
constexpr double kTooAlike = 0.5;  // share of common words

struct Sentence {
    std::string text;
    std::int64_t block = 0;
    std::string heading;             ///< of the section it stands in
    std::vector<std::string> words;  ///< sorted, unique
};

std::vector<std::string> words_of(std::string_view text) {
    std::set<std::string> words;
    const std::string terms = text::search_terms(text);
    for (std::size_t from = 0; from < terms.size();) {
        const auto end = std::min(terms.find(' ', from), terms.size());
        // Single characters and short words are mostly grammar.
        if (const auto word = std::string_view{terms}.substr(from, end - from);
            text::length(word) >= 2 && word.size() > 3)
            words.emplace(word);
        from = end + 1;
    }
    return {words.begin(), words.end()};
}

bool long_enough(std::string_view sentence) {
    std::size_t pos = 0;
    bool cjk = false;
    while (pos < sentence.size() && !cjk) cjk = text::is_cjk(text::next(sentence, pos));
    return text::length(sentence) >= (cjk ? kCjkSentenceMin : kSentenceMin);
}

std::vector<Sentence> candidate_sentences(const SourceText& source) {
    std::vector<Sentence> out;
    std::string heading;
    for (const Block& block : source.blocks) {
        if (block.kind == BlockKind::Heading) heading = block.text;
        const bool prose = block.kind == BlockKind::Paragraph || block.kind == BlockKind::Quote ||
                           block.kind == BlockKind::List;
        if (!prose || looks_like_boilerplate(block.text)) continue;
        for (std::string& text : text::sentences(block.text)) {
            if (out.size() == kSentencesMax) return out;
            if (!long_enough(text) || text::length(text) > kSentenceMax) continue;
            std::vector<std::string> words = words_of(text);
            if (words.size() >= 2)
                out.push_back({std::move(text), block.n, heading, std::move(words)});
        }
    }
    return out;
}

std::size_t common_words(const Sentence& a, const Sentence& b) {
    std::vector<std::string> common;
    std::ranges::set_intersection(a.words, b.words, std::back_inserter(common));
    return common.size();
}

/// Weighted PageRank over shared words; earlier sentences get a little more, as news is written.
std::vector<double> rank(const std::vector<Sentence>& sentences) {
    const std::size_t count = sentences.size();
    std::vector<double> weight(count * count, 0);
    std::vector<double> sums(count, 0);
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t k = i + 1; k < count; ++k) {
            const auto size = [&](std::size_t s) {
                return std::log(static_cast<double>(sentences[s].words.size()) + 1);
            };
            const double similar =
                static_cast<double>(common_words(sentences[i], sentences[k])) / (size(i) + size(k));
            weight[i * count + k] = weight[k * count + i] = similar;
            sums[i] += similar;
            sums[k] += similar;
        }
    }
    std::vector<double> score(count, 1.0);
    for (int round = 0; round < kIterations; ++round) {
        std::vector<double> next(count, 1 - kDamping);
        for (std::size_t i = 0; i < count; ++i)
            for (std::size_t k = 0; k < count; ++k)
                if (sums[k] > 0) next[i] += kDamping * score[k] * weight[k * count + i] / sums[k];
        score = std::move(next);
    }
    for (std::size_t i = 0; i < count; ++i) score[i] *= 1.0 + 0.5 / (1.0 + static_cast<double>(i));
    return score;
}

/// The best sentences that do not repeat each other, best first.
std::vector<std::size_t> choose(const std::vector<Sentence>& sentences, std::size_t wanted) {
    const std::vector<double> score = rank(sentences);
    std::vector<std::size_t> order(sentences.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order,
                             [&](std::size_t a, std::size_t b) { return score[a] > score[b]; });
    std::vector<std::size_t> chosen;
    for (const std::size_t candidate : order) {
        const bool repeats = std::ranges::any_of(chosen, [&](std::size_t other) {
            const std::size_t least =
                std::min(sentences[candidate].words.size(), sentences[other].words.size());
            return static_cast<double>(common_words(sentences[candidate], sentences[other])) >
                   kTooAlike * static_cast<double>(least);
        });
        if (!repeats) chosen.push_back(candidate);
        if (chosen.size() == wanted) break;
    }
    return chosen;
}

std::string heading_of(const Sentence& sentence) {
    const std::string& text = sentence.heading.empty() ? sentence.text : sentence.heading;
    if (text::length(text) <= kHeadingMax) return text;
    return text::truncate(text, kHeadingMax - 1) + "…";
}

std::size_t occurrences(std::string_view text, std::string_view word) {
    std::size_t count = 0;
    // Short Latin words count only as words: "ai" is not in "said".
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    for (std::size_t at = text.find(word); at != std::string_view::npos;
         at = text.find(word, at + word.size())) {
        const bool starts = at == 0 || !is_letter(text[at - 1]) || !is_letter(word.front());
        const std::size_t end = at + word.size();
        const bool plural = end + 1 < text.size() && text[end] == 's' && !is_letter(text[end + 1]);
        const bool ends =
            end == text.size() || !is_letter(text[end]) || !is_letter(word.back()) || plural;
        if (starts && ends) ++count;
    }
    return count;
}

/// Topics whose words occur in the text, most frequent first, at most five.
std::vector<std::string> keyword_tags(std::string_view text, std::span<const Topic> topics) {
    const std::string lower = text::lower(text);
    std::vector<std::pair<std::size_t, std::string>> found;
    for (const Topic& topic : topics) {
        std::size_t count = occurrences(lower, text::lower(topic.name));
        for (const std::string& word : topic.words) count += occurrences(lower, word);
        if (count > 0) found.emplace_back(count, topic.name);
    }
    std::ranges::stable_sort(found, [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<std::string> tags;
    for (const auto& [count, name] : found)
        if (tags.size() < kTagsMax) tags.push_back(name);
    return tags;
}

}  // namespace

Summary extractive_summary(const SourceText& source, std::span<const Topic> topics) {
    Summary summary;
    summary.extractive = true;
    summary.title = source.title;
    summary.tags = keyword_tags(source.title + "\n" + source.all, topics);
    const std::vector<Sentence> sentences = candidate_sentences(source);
    std::vector<std::size_t> chosen = choose(sentences, kKeyPoints + 1);
    if (chosen.empty()) {
        summary.tldr = text::truncate(
            text::collapse_space(source.all.empty() ? source.title : source.all), kSentenceMax);
        return summary;
    }
    summary.tldr = sentences[chosen.front()].text;
    chosen.erase(chosen.begin());
    std::ranges::sort(chosen);
    for (const std::size_t i : chosen)
        summary.key_points.push_back(
            {heading_of(sentences[i]), sentences[i].text, {sentences[i].block}});
    return summary;
}

}  // namespace ainews::pipeline
