#include "pipeline/recurring_lines.h"

#include <set>
#include <string>
#include <unordered_map>

#include "text/unicode.h"

namespace ainews::pipeline {
namespace {

/// A sentence in Japanese is about so long, one in English longer.
constexpr std::size_t kCharactersMin = 20;

/// What two lines have in common that say the same; empty for a block that does not count.
std::string line_of(const Block& block) {
    const bool counts = block.kind == BlockKind::Paragraph || block.kind == BlockKind::Quote ||
                        block.kind == BlockKind::List;
    if (!counts || text::length(block.text) < kCharactersMin) return {};
    std::string line;
    for (const char c : text::ascii_lower(text::collapse_space(block.text)))
        if (c < '0' || c > '9')
            line += c;
        else if (!line.ends_with('0'))
            line += '0';
    return line;
}

/// In how many articles each line stands.
std::unordered_map<std::string, std::size_t> count_lines(
    std::span<const std::vector<Block>> articles) {
    std::unordered_map<std::string, std::size_t> counts;
    for (const auto& blocks : articles) {
        std::set<std::string> lines;
        for (const Block& block : blocks) lines.insert(line_of(block));
        for (const std::string& line : lines) ++counts[line];
    }
    counts.erase("");
    return counts;
}

}  // namespace

std::size_t drop_recurring(std::vector<Block>& blocks, std::span<const std::vector<Block>> others) {
    if (others.size() < kArticlesSharing) return 0;
    const auto counts = count_lines(others);
    std::vector<Block*> recurring;
    std::size_t all = 0;
    std::size_t marked = 0;
    for (Block& block : blocks) {
        if (block.dropped) continue;
        const std::size_t length = text::length(block.text);
        all += length;
        const auto found = counts.find(line_of(block));
        if (found == counts.end() || found->second < kArticlesSharing) continue;
        recurring.push_back(&block);
        marked += length;
    }
    if (marked * 2 > all) return 0;
    for (Block* block : recurring) block->dropped = true;
    return recurring.size();
}

}  // namespace ainews::pipeline
