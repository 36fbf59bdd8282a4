#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/source.h"
#include "pipeline/stage.h"
#include "text/words.h"

namespace ainews::pipeline {

/// Decides what is held for the editor: a source's hold_if over the whole text and its Japanese,
/// results that the checks found fault with, and articles whose original is gone or retracted when
/// it is read again. Immutable and thread-safe.
class HoldRules {
public:
    /// `vanished`: whether articles that vanished are held.
    HoldRules(const std::vector<Source>& sources, bool vanished);

    /// Why the item is to be held, for the editor; empty: it is not. Where the original vanished,
    /// `output` becomes the text we had: readers of a released item still get it.
    [[nodiscard]] std::string apply(std::string_view stage, const StageInput& input,
                                    StageOutput& output) const;

private:
    struct Rule {
        text::WordFilter words;
        bool findings = false;
    };

    std::map<std::string, Rule, std::less<>> rules_;
    bool vanished_;
};

/// Whether a page says that its article was taken back: 404 pages that answer 200, "Retracted: …".
/// Only the title and the first short blocks count, so that an article about a retraction is none.
[[nodiscard]] bool says_retracted(std::string_view title, const std::vector<Block>& blocks);

}  // namespace ainews::pipeline
