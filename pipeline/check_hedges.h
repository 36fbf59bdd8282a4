#pragma once

#include <string_view>
#include <vector>

#include "core/results.h"
#include "pipeline/finding.h"
#include "pipeline/source_text.h"

namespace ainews::pipeline {

/// How a source limits what it says. What it limits must stay limited in Japanese (common.md 3).
enum class Hedge {
    Partial,      ///< partly, in part, 部分
    Reported,     ///< reportedly, people familiar with, 据报道
    Possible,     ///< may, might, likely, 可能
    Alleged,      ///< allegedly, accused of
    Claimed,      ///< claims, by its own account
    Opinion,      ///< believes, predicts
    Unconfirmed,  ///< unverified, not yet
    Unclear,      ///< it is unclear whether
    Considered,   ///< in talks, weighing
    Draft,        ///< a draft, a proposal
    Planned,      ///< plans to, expected to, 计划
    Denied,       ///< denied, declined to, 否认
    AtMost,       ///< up to 40 percent
    AtLeast,      ///< at least 40 percent
    Conditional,  ///< if, provided that
    Except,       ///< unless, except
    Negated,      ///< not, never, without
};

/// The hedges of a piece of source text, each once; Latin words are matched whole, in lower case.
[[nodiscard]] std::vector<Hedge> hedges_of(std::string_view source);

/// True where the Japanese text has some word that keeps this hedge. Generous: any of the ways to
/// say it counts, whatever it refers to.
[[nodiscard]] bool keeps_hedge(std::string_view japanese, Hedge hedge);

/// Hedges of a paragraph that its translation lost. Soft.
[[nodiscard]] Findings check_unit_hedges(std::string_view japanese, std::string_view source);

/// Hedges that the title, TL;DR or a key point lost. A sentence of ours is held against the source
/// sentence whose numbers or names it shares, and against a key point that kept the hedge while
/// saying the same. Soft.
[[nodiscard]] Findings check_summary_hedges(const Summary& summary, const SourceText& source);

}  // namespace ainews::pipeline
