#include "pipeline/marked_text.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <utility>

#include "pipeline/code_points.h"
#include "pipeline/llm_client.h"

namespace ainews::pipeline {
namespace {

constexpr char32_t kOpen = U'⟦';
constexpr char32_t kClose = U'⟧';
constexpr std::size_t kInlineCodeMax = 200;  // code points; longer runs between backticks are prose
constexpr std::size_t kMarkMax = 12;         // code points of a mark's inside

struct Range {
    std::size_t start = 0;
    std::size_t end = 0;
};

bool is_url_char(char32_t c) {
    return c > U' ' && c < 0x7F && c != U'"' && c != U'<' && c != U'>' && c != U'`';
}

std::optional<Range> url_at(std::u32string_view text, std::size_t at) {
    const auto rest = text.substr(at);
    if (!rest.starts_with(U"http://") && !rest.starts_with(U"https://")) return std::nullopt;
    std::size_t end = at;
    while (end < text.size() && is_url_char(text[end])) ++end;
    while (end > at &&
           std::u32string_view{U".,;:!?)]}'"}.find(text[end - 1]) != std::u32string_view::npos)
        --end;
    return Range{at, end};
}

std::optional<Range> backticked_at(std::u32string_view text, std::size_t at) {
    if (text[at] != U'`') return std::nullopt;
    const auto end = text.find(U'`', at + 1);
    if (end == std::u32string_view::npos || end == at + 1 || end - at > kInlineCodeMax)
        return std::nullopt;
    if (text.substr(at, end - at).find(U'\n') != std::u32string_view::npos) return std::nullopt;
    return Range{at, end + 1};
}

/// Links that can be marked: inside the text, not empty, not overlapping, in order.
std::vector<Span> usable_spans(const Block& block, std::size_t length) {
    std::vector<Span> spans = block.spans;
    std::ranges::stable_sort(spans, {}, &Span::start);
    std::int64_t end = 0;
    std::erase_if(spans, [&](const Span& span) {
        const bool bad = span.start < end || span.end <= span.start ||
                         span.end > static_cast<std::int64_t>(length) || span.href.empty();
        if (!bad) end = span.end;
        return bad;
    });
    return spans;
}

bool crosses_a_link(const Range& range, const std::vector<Span>& spans) {
    return std::ranges::any_of(spans, [&](const Span& span) {
        const auto start = static_cast<std::size_t>(span.start);
        const auto end = static_cast<std::size_t>(span.end);
        return (start > range.start && start < range.end) || (end > range.start && end < range.end);
    });
}

/// A mark at `text[at]`: what stands between ⟦ and ⟧.
std::optional<std::u32string> mark_at(std::u32string_view text, std::size_t at) {
    if (text[at] != kOpen) return std::nullopt;
    const auto end = text.find(kClose, at);
    if (end == std::u32string_view::npos || end - at - 1 > kMarkMax) return std::nullopt;
    return std::u32string{text.substr(at + 1, end - at - 1)};
}

std::optional<std::size_t> number_of(std::u32string_view digits) {
    const std::string ascii = to_utf8(digits);
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(ascii.data(), ascii.data() + ascii.size(), value);
    if (error != std::errc{} || end != ascii.data() + ascii.size() || value == 0)
        return std::nullopt;
    return value;
}

std::map<std::string, int> count_marks(std::string_view utf8) {
    std::map<std::string, int> counts;
    const std::u32string text = code_points(utf8);
    for (std::size_t i = 0; i < text.size(); ++i)
        if (const auto mark = mark_at(text, i)) ++counts["⟦" + to_utf8(*mark) + "⟧"];
    return counts;
}

}  // namespace

bool is_invisible(char32_t c) noexcept {
    return c == 0x00AD || c == 0x034F || c == 0x061C || c == 0x180E ||
           (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) ||
           (c >= 0xE0000 && c <= 0xE007F) || (c >= 0xE0100 && c <= 0xE01EF);
}

std::string as_data(std::string_view untrusted) {
    std::u32string out;
    for (const char32_t c : code_points(untrusted)) {
        if (is_invisible(c)) continue;
        const char32_t shown = c == kOpen ? U'[' : c == kClose ? U']' : c;
        if (shown == U'[' && !out.empty() && out.back() == U'[') out.push_back(U' ');
        out.push_back(shown);
    }
    return without_fence_mark(to_utf8(out));
}

std::string as_prose(std::string_view untrusted) {
    const std::u32string text = code_points(untrusted);
    std::u32string out;
    for (std::size_t i = 0; i < text.size();) {
        if (const auto url = url_at(text, i)) {
            out += U"[URL]";
            i = std::max(url->end, i + 1);
        } else {
            out.push_back(text[i++]);
        }
    }
    return as_data(to_utf8(out));
}

MarkedText mark_block(const Block& block) {
    const std::u32string text = code_points(block.text);
    const std::vector<Span> spans = usable_spans(block, text.size());
    MarkedText out;
    std::string plain;  // text since the last mark, still to be made harmless
    const auto flush = [&] { out.text += as_data(std::exchange(plain, {})); };
    std::size_t next_span = 0;
    std::optional<std::size_t> open;
    for (std::size_t i = 0; i <= text.size();) {
        if (open && static_cast<std::size_t>(spans[*open].end) == i) {
            flush();
            out.text += "⟦/" + std::to_string(*open + 1) + "⟧";
            open.reset();
        }
        if (next_span < spans.size() && static_cast<std::size_t>(spans[next_span].start) == i) {
            flush();
            open = next_span++;
            out.links.push_back(spans[*open].href);
            out.text += "⟦" + std::to_string(*open + 1) + "⟧";
        }
        if (i == text.size()) break;
        std::optional<Range> code = backticked_at(text, i);
        if (!code) code = url_at(text, i);
        if (code && !crosses_a_link(*code, spans)) {
            flush();
            out.codes.push_back(to_utf8(std::u32string_view{text}.substr(i, code->end - i)));
            out.text += "⟦c" + std::to_string(out.codes.size()) + "⟧";
            i = code->end;
            continue;
        }
        text::append(plain, text[i++]);
    }
    flush();
    return out;
}

RestoredText restore_marks(std::string_view marked_text, const MarkedText& marked) {
    const std::u32string text = code_points(marked_text);
    std::u32string out;
    RestoredText restored;
    std::map<std::size_t, std::size_t> open;  // link number → where its text starts in `out`
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto mark = mark_at(text, i);
        if (!mark) {
            if (text[i] != kOpen && text[i] != kClose) out.push_back(text[i]);
            continue;
        }
        i += mark->size() + 1;
        const bool closes = mark->starts_with(U'/');
        const bool code = mark->starts_with(U'c');
        const auto number = number_of(std::u32string_view{*mark}.substr(closes || code ? 1 : 0));
        if (!number) continue;
        if (code) {
            if (*number <= marked.codes.size()) out += code_points(marked.codes[*number - 1]);
        } else if (!closes) {
            open.insert_or_assign(*number, out.size());
        } else if (const auto start = open.find(*number); start != open.end()) {
            if (*number <= marked.links.size() && start->second < out.size())
                restored.spans.push_back({static_cast<std::int64_t>(start->second),
                                          static_cast<std::int64_t>(out.size()),
                                          marked.links[*number - 1]});
            open.erase(start);
        }
    }
    std::ranges::stable_sort(restored.spans, {}, &Span::start);
    restored.text = to_utf8(out);
    return restored;
}

std::string mark_difference(std::string_view text, std::string_view source) {
    const std::map<std::string, int> expected = count_marks(source);
    const std::map<std::string, int> found = count_marks(text);
    std::string missing;
    std::string added;
    for (const auto& [mark, count] : expected)
        if (const auto it = found.find(mark); it == found.end() || it->second < count)
            missing += mark;
    for (const auto& [mark, count] : found)
        if (const auto it = expected.find(mark); it == expected.end() || count > it->second)
            added += mark;
    std::string line;
    if (!missing.empty()) line = "編集用の印 " + missing + " がない";
    if (!added.empty()) line += (line.empty() ? "" : "、") + ("余分な印 " + added + " がある");
    return line;
}

std::string without_marks(std::string_view marked_text) {
    std::u32string out;
    const std::u32string text = code_points(marked_text);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (const auto mark = mark_at(text, i))
            i += mark->size() + 1;
        else
            out.push_back(text[i]);
    }
    return to_utf8(out);
}

}  // namespace ainews::pipeline
