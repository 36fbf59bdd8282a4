#include "pipeline/japanese_style.h"

#include <optional>
#include <utility>
#include <vector>

#include "pipeline/code_points.h"
#include "text/unicode.h"

namespace ainews::pipeline {
namespace {

/// A character, or an editing mark, which is moved as a whole.
struct Glyph {
    std::u32string text;
    bool mark = false;  ///< ⟦1⟧ or ⟦/1⟧: has no width of its own
    [[nodiscard]] char32_t c() const { return text.front(); }
};

bool is_blank(const Glyph& glyph) {
    return !glyph.mark && (glyph.c() == U' ' || glyph.c() == U'\u3000' || glyph.c() == U'\u00A0');
}
/// A character of full width: kana, kanji, Japanese punctuation, full-width forms.
bool is_full_width(char32_t c) noexcept {
    return (c >= 0x3001 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFF01 && c <= 0xFF60) ||
           (c >= 0x20000 && c <= 0x3FFFF);
}

bool is_full(const Glyph& glyph) { return is_full_width(glyph.c()); }
bool is_word(char32_t c) { return text::is_kana(c) || text::is_kanji(c); }

std::vector<Glyph> glyphs_of(std::string_view utf8) {
    const std::u32string text = code_points(utf8);
    std::vector<Glyph> out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto end = text[i] == U'⟦' ? text.find(U'⟧', i) : std::u32string::npos;
        if (end == std::u32string::npos) {
            out.push_back({std::u32string(1, text[i])});
            continue;
        }
        const bool code = text[i + 1] == U'c';
        out.push_back({text.substr(i, end - i + 1), !code});
        i = end;
    }
    return out;
}

/// The nearest visible glyph before (step -1) or after (step 1) `at`, marks and blanks stepped
/// over.
const Glyph* neighbour(const std::vector<Glyph>& glyphs, std::size_t at, int step) {
    for (std::size_t i = at + static_cast<std::size_t>(step); i < glyphs.size();
         i += static_cast<std::size_t>(step))
        if (!glyphs[i].mark && !is_blank(glyphs[i])) return &glyphs[i];
    return nullptr;
}

/// Widths: letters, digits and % half, katakana full (with its sound marks joined to it).
std::string with_widths(std::string_view text) {
    std::string out;
    std::string half_kana;
    const auto flush = [&] {
        if (!half_kana.empty()) out += text::nfkc(std::exchange(half_kana, {}));
    };
    for (const char32_t c : code_points(text)) {
        if (c >= 0xFF66 && c <= 0xFF9F) {
            text::append(half_kana, c);
            continue;
        }
        flush();
        // Full-width 0-9, A-Z, a-z and %, by number: the two widths look alike in a listing.
        const bool alnum = (c >= 0xFF10 && c <= 0xFF19) || (c >= 0xFF21 && c <= 0xFF3A) ||
                           (c >= 0xFF41 && c <= 0xFF5A) || c == 0xFF05;
        text::append(out, alnum ? c - 0xFEE0 : c);
    }
    flush();
    return out;
}

/// The index of the bracket that closes the one at `open`.
std::optional<std::size_t> closing(const std::vector<Glyph>& glyphs, std::size_t open) {
    int depth = 0;
    for (std::size_t i = open; i < glyphs.size(); ++i) {
        if (glyphs[i].c() == U'(') ++depth;
        if (glyphs[i].c() == U')' && --depth == 0) return i;
        if (glyphs[i].c() == U'\n') break;
    }
    return std::nullopt;
}

/// Brackets around or beside Japanese are full-width; those of "f(x)" among Latin letters are not.
void widen_brackets(std::vector<Glyph>& glyphs) {
    for (std::size_t i = 0; i < glyphs.size(); ++i) {
        if (glyphs[i].c() != U'(') continue;
        const auto end = closing(glyphs, i);
        if (!end) continue;
        const Glyph* before = neighbour(glyphs, i, -1);
        bool japanese =
            (before != nullptr && is_full(*before)) || (i > 0 && is_blank(glyphs[i - 1]));
        for (std::size_t k = i + 1; k < *end && !japanese; ++k) japanese = is_full(glyphs[k]);
        if (!japanese) continue;
        glyphs[i].text = U"（";
        glyphs[*end].text = U"）";
    }
}

void widen_punctuation(std::vector<Glyph>& glyphs) {
    for (std::size_t i = 1; i < glyphs.size(); ++i) {
        Glyph& glyph = glyphs[i];
        const Glyph* before = neighbour(glyphs, i, -1);
        if (before == nullptr ||
            !(is_word(before->c()) || before->c() == U'」' || before->c() == U'）'))
            continue;
        const Glyph* after = i + 1 < glyphs.size() ? &glyphs[i + 1] : nullptr;
        const bool ends =
            after == nullptr || is_blank(*after) || after->c() == U'\n' || is_full(*after);
        switch (glyph.c()) {
            case U',':
                if (ends) glyph.text = U"、";
                break;
            case U'.':
                if (ends) glyph.text = U"。";
                break;
            case U'!':
                glyph.text = U"！";
                break;
            case U'?':
                glyph.text = U"？";
                break;
            default:
                break;
        }
    }
}

}  // namespace

std::string tidy_japanese(std::string_view text) {
    std::vector<Glyph> glyphs = glyphs_of(with_widths(text));
    widen_brackets(glyphs);
    widen_punctuation(glyphs);
    std::u32string out;
    bool blank_pending = false;
    for (std::size_t i = 0; i < glyphs.size(); ++i) {
        if (is_blank(glyphs[i])) {
            const Glyph* before = neighbour(glyphs, i, -1);
            const Glyph* after = neighbour(glyphs, i, 1);
            const bool beside_full =
                (before != nullptr && is_full(*before)) || (after != nullptr && is_full(*after));
            const bool at_edge = before == nullptr || after == nullptr || before->c() == U'\n' ||
                                 after->c() == U'\n';
            // The wide blank between Japanese words is a headline's own punctuation.
            const bool headline = glyphs[i].c() == U'\u3000' && before != nullptr &&
                                  after != nullptr && is_full(*before) && is_full(*after);
            if (headline && !at_edge && (out.empty() || out.back() != U'\u3000'))
                out.push_back(U'\u3000');
            blank_pending = !beside_full && !at_edge;
            continue;
        }
        if (blank_pending) out.push_back(U' ');
        blank_pending = false;
        out += glyphs[i].text;
    }
    return to_utf8(out);
}

std::string tidy_headline(std::string_view text) {
    const std::u32string words = code_points(text::collapse_space(text));
    const auto ends = [](char32_t c) {
        return is_word(c) || c == U'ー' || c == U'」' || c == U'』' || c == U'）' || c == U'！' ||
               c == U'？';
    };
    const auto begins = [](char32_t c) { return is_word(c) || c == U'「' || c == U'『'; };
    std::u32string out = words;
    for (std::size_t i = 1; i + 1 < words.size(); ++i)
        if (words[i] == U' ' && ends(words[i - 1]) && begins(words[i + 1])) out[i] = U'\u3000';
    return tidy_japanese(to_utf8(out));
}

}  // namespace ainews::pipeline
