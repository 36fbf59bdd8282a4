#include "pipeline/token_estimate.h"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <cstdio>

namespace ainews::pipeline {
namespace {

constexpr double kAsciiPerToken = 3.5;
constexpr double kTokensPerLetter = 0.6;
constexpr double kTokensPerIdeograph = 1.1;

constexpr double kFactorMin = 0.4;
constexpr double kFactorMax = 3.0;
constexpr double kNewSampleWeight = 0.1;
constexpr std::int64_t kFirstSamples =
    5;  ///< averaged plainly: the moving average starts behind them
constexpr double kTruncatedBelow = 0.7;
/// Until the model's tokenizer is known the estimate may be a third too high by itself.
constexpr double kUnknownTokenizer = 0.75;
/// Shorter prompts fit every context in use.
constexpr std::int64_t kTruncationPromptMin = 1000;
/// No server cuts a prompt to less than this; a smaller count is a server that does not count.
constexpr std::int64_t kCredibleCountMin = 256;
/// Short prompts are mostly the chat template's own tokens.
constexpr std::int64_t kLearnPromptMin = 64;
constexpr double kCoarseSteps = 4;
constexpr double kRememberChange = 0.02;
constexpr auto kRememberFor = std::chrono::days{30};

}  // namespace

std::int64_t estimate_tokens(std::string_view text) noexcept {
    std::size_t ascii = 0;
    std::size_t letters = 0;
    std::size_t ideographs = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80U)
            ++ascii;
        else if (byte >= 0xE0U)
            ++ideographs;  // the lead of three or four bytes
        else if (byte >= 0xC0U)
            ++letters;
    }
    return static_cast<std::int64_t>(
        std::ceil(static_cast<double>(ascii) / kAsciiPerToken +
                  static_cast<double>(letters) * kTokensPerLetter +
                  static_cast<double>(ideographs) * kTokensPerIdeograph));
}

TokenEstimator::TokenEstimator(Ledger& ledger, std::string memory_key, TimePoint now)
    : ledger_{ledger}, memory_key_{std::move(memory_key)} {
    load(now);
}

void TokenEstimator::load(TimePoint now) {
    const auto kept = ledger_.recall(memory_key_, now);
    double factor = 0;
    long long samples = 0;
    if (!kept || std::sscanf(kept->c_str(), "%lf;%lld", &factor, &samples) != 2) return;
    if (!(factor >= kFactorMin && factor <= kFactorMax) || samples < 0) return;
    factor_ = remembered_ = factor;
    samples_ = samples;
}

std::int64_t TokenEstimator::correct(std::int64_t raw) const {
    const std::lock_guard lock{mutex_};
    return static_cast<std::int64_t>(std::ceil(static_cast<double>(raw) * factor_));
}

std::int64_t TokenEstimator::correct_coarsely(std::int64_t raw) const {
    const std::lock_guard lock{mutex_};
    const double factor = std::max(1.0, std::ceil(factor_ * kCoarseSteps) / kCoarseSteps);
    return static_cast<std::int64_t>(std::ceil(static_cast<double>(raw) * factor));
}

bool TokenEstimator::is_truncated(std::int64_t raw, std::int64_t actual) const {
    const std::lock_guard lock{mutex_};
    const double known = samples_ >= kFirstSamples ? 1.0 : kUnknownTokenizer;
    const double expected = static_cast<double>(raw) * factor_ * known;
    return raw >= kTruncationPromptMin && actual >= kCredibleCountMin &&
           static_cast<double>(actual) < kTruncatedBelow * expected;
}

void TokenEstimator::learn(std::int64_t raw, std::int64_t actual, TimePoint now) {
    if (raw < kLearnPromptMin || actual <= 0) return;
    const double ratio = static_cast<double>(actual) / static_cast<double>(raw);
    if (ratio < kFactorMin || ratio > kFactorMax) return;
    std::string value;
    {
        const std::lock_guard lock{mutex_};
        ++samples_;
        const double weight =
            samples_ <= kFirstSamples ? 1.0 / static_cast<double>(samples_) : kNewSampleWeight;
        factor_ += weight * (ratio - factor_);
        // A write for each answer would cost more than the figure is worth.
        if (std::abs(factor_ - remembered_) < kRememberChange && samples_ != kFirstSamples) return;
        remembered_ = factor_;
        value = fmt::format("{:.4f};{}", factor_, samples_);
    }
    ledger_.remember(memory_key_, value, now + kRememberFor);
}

}  // namespace ainews::pipeline
