#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/block.h"
#include "core/clock.h"
#include "pipeline/stage.h"

namespace ainews::pipeline {

/// Most code points of an article that one question carries; longer ones keep their start and end.
inline constexpr std::size_t kQuestionCharactersMax = 60'000;

/// An article as the checks and questions see it: without dropped blocks.
struct SourceText {
    std::string title;  ///< of the original
    std::string language;
    std::optional<TimePoint> published = std::nullopt;
    std::vector<Block> blocks;
    std::string all;     ///< text of `blocks`, one a line
    std::string origin;  ///< outlet, site, authors, address: names that an article goes without

    /// Where a name may come from: title, text and origin.
    [[nodiscard]] std::string named() const { return title + "\n" + all + origin; }

    [[nodiscard]] bool has_block(std::int64_t n) const noexcept;
};

/// Of the item's extraction; without one there are no blocks.
[[nodiscard]] SourceText source_text(const StageInput& input);

/// What is put between the fence marks, and whether something had to be left out.
struct FencedSource {
    std::string text;
    bool cut = false;
};

/// 資料[印] ... 資料終わり[印] with the original's title and every block as "[[pN]] text"; code
/// blocks become ⟦cN⟧. Nothing in it can be taken for the fence or our marks.
[[nodiscard]] FencedSource fenced_source(const SourceText& source,
                                         std::size_t characters_max = kQuestionCharactersMax);

/// `body` between the fence marks. `body` must have gone through as_data() where it is from
/// outside.
[[nodiscard]] std::string fenced(std::string_view body);

}  // namespace ainews::pipeline
