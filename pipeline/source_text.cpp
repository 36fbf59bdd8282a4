#include "pipeline/source_text.h"

#include <algorithm>
#include <utility>

#include "pipeline/llm_client.h"
#include "pipeline/marked_text.h"
#include "text/unicode.h"

namespace ainews::pipeline {
namespace {

/// Which blocks fit: all, or the first three quarters and the last quarter of what may be sent.
std::vector<bool> chosen_blocks(const SourceText& source, std::size_t characters_max, bool& cut) {
    const std::size_t count = source.blocks.size();
    std::vector<bool> chosen(count, false);
    std::vector<std::size_t> lengths(count);
    std::ranges::transform(source.blocks, lengths.begin(), [](const Block& block) {
        return block.kind == BlockKind::Code ? std::size_t{4} : text::length(block.text);
    });
    std::size_t room = characters_max / 4 * 3;
    std::size_t head = 0;
    for (; head < count && (lengths[head] <= room || head == 0); ++head) {
        room -= std::min(room, lengths[head]);
        chosen[head] = true;
    }
    room = characters_max / 4 + room;
    for (std::size_t i = count; i > head && lengths[i - 1] <= room; --i) {
        room -= lengths[i - 1];
        chosen[i - 1] = true;
    }
    cut = std::ranges::find(chosen, false) != chosen.end();
    return chosen;
}

}  // namespace

bool SourceText::has_block(std::int64_t n) const noexcept {
    return std::ranges::any_of(blocks, [n](const Block& block) { return block.n == n; });
}

SourceText source_text(const StageInput& input) {
    SourceText source;
    source.title = input.item.title;
    source.language = input.item.language;
    source.published = input.item.published;
    source.origin = input.item.source + "\n" + input.item.url + "\n";
    for (const std::string& author : input.item.authors) source.origin += author + "\n";
    if (!input.extraction) return source;
    source.origin += input.extraction->site_name + "\n" + input.extraction->byline + "\n" +
                     input.extraction->title + "\n";
    if (source.title.empty()) source.title = input.extraction->title;
    if (!input.extraction->language.empty()) source.language = input.extraction->language;
    if (!source.published) source.published = input.extraction->published;
    for (const Block& block : input.extraction->blocks) {
        if (block.dropped || block.text.empty()) continue;
        source.all += block.text + "\n";
        source.blocks.push_back(block);
    }
    return source;
}

std::string fenced(std::string_view body) {
    const std::string mark{kFenceMark};
    return "資料[" + mark + "]\n" + std::string{body} + (body.ends_with('\n') ? "" : "\n") +
           "資料終わり[" + mark + "]";
}

FencedSource fenced_source(const SourceText& source, std::size_t characters_max) {
    FencedSource out;
    const std::vector<bool> chosen = chosen_blocks(source, characters_max, out.cut);
    std::string body = "原題: " + as_prose(text::collapse_space(source.title)) + "\n\n";
    int codes = 0;
    bool gap = false;
    for (std::size_t i = 0; i < source.blocks.size(); ++i) {
        const Block& block = source.blocks[i];
        if (!chosen[i]) {
            if (!std::exchange(gap, true)) body += "(中略)\n";
            continue;
        }
        body += "[[p" + std::to_string(block.n) + "]] ";
        body += block.kind == BlockKind::Code
                    ? "⟦c" + std::to_string(++codes) + "⟧"
                    : as_prose(text::truncate(block.text, characters_max));
        body += "\n";
    }
    out.text = fenced(body);
    return out;
}

}  // namespace ainews::pipeline
