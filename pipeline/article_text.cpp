#include "pipeline/article_text.h"

#include <algorithm>

#include "core/sha256.h"
#include "pipeline/boilerplate.h"
#include "pipeline/code_points.h"
#include "pipeline/marked_text.h"
#include "text/fingerprint.h"
#include "text/simhash.h"
#include "text/url.h"

namespace ainews::pipeline {
namespace {

constexpr std::size_t kWholeTextMin = 600;  // characters of a content element that is an article
constexpr std::size_t kWholeTextCjkMin = 250;
constexpr std::size_t kWholeSummaryMin = 1500;  // some feeds put the article into the summary
constexpr std::size_t kBlocksMax = 5000;

/// Text and link offsets without the characters nobody sees.
Block without_invisible(Block block) {
    const std::u32string text = code_points(block.text);
    std::vector<std::int64_t> moved(text.size() + 1);
    std::u32string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        moved[i] = static_cast<std::int64_t>(out.size());
        if (!is_invisible(text[i])) out.push_back(text[i]);
    }
    moved[text.size()] = static_cast<std::int64_t>(out.size());
    if (out.size() == text.size()) return block;
    for (Span& span : block.spans) {
        const auto last = static_cast<std::int64_t>(text.size());
        span.start = moved[static_cast<std::size_t>(std::clamp<std::int64_t>(span.start, 0, last))];
        span.end = moved[static_cast<std::size_t>(std::clamp<std::int64_t>(span.end, 0, last))];
    }
    std::erase_if(block.spans, [](const Span& span) { return span.end <= span.start; });
    block.text = to_utf8(out);
    return block;
}

bool mostly_cjk(std::string_view text) {
    std::size_t cjk = 0, all = 0;
    for (std::size_t pos = 0; pos < text.size() && all < 400; ++all)
        cjk += text::is_cjk(text::next(text, pos)) ? 1 : 0;
    return cjk * 3 > all;
}

}  // namespace

CleanBlocks clean_blocks(std::vector<Block> blocks) {
    CleanBlocks out;
    std::size_t characters = 0;
    for (Block& raw : blocks) {
        Block block = without_invisible(std::move(raw));
        const bool picture = block.kind == BlockKind::Image && !block.href.empty();
        if (text::trim(block.text).empty() && !picture) continue;
        const std::size_t length = text::length(block.text);
        if (characters + length > kArticleCharactersMax || out.blocks.size() == kBlocksMax) {
            out.cut = true;
            break;
        }
        characters += length;
        block.n = static_cast<std::int64_t>(out.blocks.size()) + 1;
        out.blocks.push_back(std::move(block));
    }
    return out;
}

std::string plain_text(const std::vector<Block>& blocks) {
    std::string text;
    for (const Block& block : blocks) {
        if (block.dropped || block.text.empty()) continue;
        if (!text.empty()) text += "\n\n";
        text += block.text;
    }
    return text;
}

std::string content_hash(const std::string& text) { return text::content_hash(text); }

ExtractFacts extract_facts(const Extraction& extraction) {
    const std::string plain = plain_text(extraction.blocks);
    std::string canonical = text::canonical_url(extraction.canonical_url);
    const auto host_end = canonical.find(
        '/', canonical.find("://") == std::string::npos ? 0 : canonical.find("://") + 3);
    if (host_end == std::string::npos || host_end + 1 == canonical.size()) canonical.clear();
    return {text::simhash(plain), content_hash(plain), std::move(canonical), extraction.language,
            extraction.title};
}

bool is_whole_text(const Entry& entry, const std::string& text) {
    if (ends_like_an_excerpt(text)) return false;
    const std::size_t length = text::length(text);
    if (!entry.content_html) return length >= kWholeSummaryMin;
    return length >= (mostly_cjk(text) ? kWholeTextCjkMin : kWholeTextMin);
}

}  // namespace ainews::pipeline
