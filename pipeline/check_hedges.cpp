#include "pipeline/check_hedges.h"

#include <string>

#include "pipeline/hedge_loss.h"
#include "text/segment.h"

namespace ainews::pipeline {
namespace {

Findings lost_in(std::string_view japanese, std::string_view source) {
    Findings findings;
    for (const Hedge hedge : hedges_of(source))
        if (is_lost(japanese, hedge, source)) findings.push_back(lost_hedge("訳文", hedge, source));
    return findings;
}

}  // namespace

Findings check_unit_hedges(std::string_view japanese, std::string_view source) {
    const std::vector<std::string> theirs = text::sentences(source);
    const std::vector<std::string> ours = text::sentences(japanese);
    // As many sentences: each is the translation of its own. Else only the whole can be compared.
    if (theirs.size() != ours.size()) return lost_in(japanese, source);
    Findings findings;
    for (std::size_t i = 0; i < ours.size(); ++i) append(findings, lost_in(ours[i], theirs[i]));
    return findings;
}

}  // namespace ainews::pipeline
