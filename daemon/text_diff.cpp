#include "daemon/text_diff.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "text/unicode.h"

namespace ainews::daemon {
namespace {

using Kind = DiffPart::Kind;

/// Of the table of common subsequences: 2,000 characters against 2,000.
constexpr std::size_t kCellsMax = 4'000'000;
/// One letter that happens to be the same between two changes makes a diff harder to read.
constexpr std::size_t kSameMin = 2;

std::u32string code_points(std::string_view text) {
    std::u32string out;
    for (std::size_t at = 0; at < text.size();) out.push_back(text::next(text, at));
    return out;
}

class Builder {
public:
    void add(Kind kind, std::u32string_view text) {
        if (text.empty()) return;
        if (runs_.empty() || runs_.back().kind != kind) runs_.push_back({kind, {}});
        runs_.back().text += text;
    }
    /// Each change as one removal and one addition; the ends keep even a single common letter.
    std::vector<DiffPart> parts() const {
        std::vector<DiffPart> parts;
        std::u32string removed;
        std::u32string added;
        const auto flush = [&] {
            if (!removed.empty()) parts.push_back({Kind::Removed, utf8(removed)});
            if (!added.empty()) parts.push_back({Kind::Added, utf8(added)});
            removed.clear();
            added.clear();
        };
        for (std::size_t i = 0; i < runs_.size(); ++i) {
            const Run& run = runs_[i];
            const bool between = i > 0 && i + 1 < runs_.size();
            const bool same = run.kind == Kind::Same && !(between && run.text.size() < kSameMin);
            if (same) flush();
            if (same) parts.push_back({Kind::Same, utf8(run.text)});
            if (!same && run.kind != Kind::Added) removed += run.text;
            if (!same && run.kind != Kind::Removed) added += run.text;
        }
        flush();
        return parts;
    }

private:
    struct Run {
        Kind kind;
        std::u32string text;
    };
    static std::string utf8(std::u32string_view text) {
        std::string out;
        for (const char32_t c : text) text::append(out, c);
        return out;
    }
    std::vector<Run> runs_;
};

/// Longest common subsequence of what lies between the common ends.
void diff_middle(Builder& out, std::u32string_view before, std::u32string_view after) {
    const std::size_t rows = before.size();
    const std::size_t columns = after.size();
    if (rows == 0 || columns == 0 || rows > kCellsMax / columns) {
        out.add(Kind::Removed, before);
        out.add(Kind::Added, after);
        return;
    }
    // Lengths of the common subsequences of the rests; neither side is longer than the cells.
    std::vector<std::uint32_t> lengths((rows + 1) * (columns + 1), 0);
    const auto at = [&](std::size_t i, std::size_t j) -> std::uint32_t& {
        return lengths[i * (columns + 1) + j];
    };
    for (std::size_t i = rows; i-- > 0;)
        for (std::size_t j = columns; j-- > 0;)
            at(i, j) =
                before[i] == after[j] ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < rows && j < columns) {
        if (before[i] == after[j]) {
            out.add(Kind::Same, before.substr(i, 1));
            ++i;
            ++j;
        } else if (at(i + 1, j) >= at(i, j + 1)) {
            out.add(Kind::Removed, before.substr(i++, 1));
        } else {
            out.add(Kind::Added, after.substr(j++, 1));
        }
    }
    out.add(Kind::Removed, before.substr(i));
    out.add(Kind::Added, after.substr(j));
}

}  // namespace

std::vector<DiffPart> text_diff(std::string_view before, std::string_view after) {
    const std::u32string first = code_points(before);
    const std::u32string second = code_points(after);
    const std::size_t shorter = std::min(first.size(), second.size());
    std::size_t head = 0;
    while (head < shorter && first[head] == second[head]) ++head;
    std::size_t tail = 0;
    while (tail < shorter - head &&
           first[first.size() - 1 - tail] == second[second.size() - 1 - tail])
        ++tail;
    const std::u32string_view a = first;
    const std::u32string_view b = second;
    Builder out;
    out.add(Kind::Same, a.substr(0, head));
    diff_middle(out, a.substr(head, a.size() - head - tail),
                b.substr(head, b.size() - head - tail));
    out.add(Kind::Same, a.substr(a.size() - tail));
    return out.parts();
}

}  // namespace ainews::daemon
