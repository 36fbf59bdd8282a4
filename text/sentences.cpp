#include <algorithm>
#include <array>

#include "text/segment.h"
#include "text/unicode.h"

namespace ainews::text {
namespace {

// A full stop behind these does not end a sentence.
constexpr auto kAbbreviations = std::to_array<std::string_view>(
    {"mr",  "mrs",  "ms",   "dr",     "prof", "sr",  "jr",  "st",  "vs",   "etc", "inc", "ltd",
     "co",  "corp", "e.g",  "i.e",    "al",   "u.s", "u.k", "u.n", "e.u",  "cf",  "gen", "gov",
     "sen", "rep",  "jan",  "feb",    "mar",  "apr", "aug", "sep", "sept", "oct", "nov", "dec",
     "a.m", "p.m",  "ph.d", "approx", "z.b",  "d.h", "bzw", "ca",  "usw"});
// Nor behind these where a number follows: "No. 5", but "He said no."
constexpr auto kBeforeNumbers = std::to_array<std::string_view>(
    {"no", "nos", "nr", "fig", "figs", "eq", "vol", "p", "pp", "sec", "ver", "ch", "art"});

constexpr std::u32string_view kOpeners = U"「『（【〈《“(";
constexpr std::u32string_view kClosers = U"」』）】〉》”)";
/// Beyond this a quotation is taken for one whose end is missing.
constexpr std::size_t kQuotationMax = 400;

bool is_final(char32_t c) noexcept {
    return c == U'。' || c == U'！' || c == U'？' || c == U'．' || c == U'｡' || c == U'!' ||
           c == U'?' || c == U'…';
}

bool is_trailing(char32_t c) noexcept {
    return is_final(c) || kClosers.find(c) != std::u32string_view::npos || c == U'"' ||
           c == U'\'' || c == U'’' || c == U']' || c == U'.';
}

bool is_abbreviation(std::string_view before_stop, char32_t following) {
    const auto space = before_stop.find_last_of(" \t\n(\"'");
    const std::string word =
        ascii_lower(space == std::string_view::npos ? before_stop : before_stop.substr(space + 1));
    if (following >= '0' && following <= '9' &&
        std::ranges::find(kBeforeNumbers, word) != kBeforeNumbers.end())
        return true;
    if (word.size() == 1 && word[0] >= 'a' && word[0] <= 'z') return true;  // an initial
    return std::ranges::find(kAbbreviations, word) != kAbbreviations.end();
}

char32_t peek(std::string_view text, std::size_t pos) noexcept {
    return pos < text.size() ? next(text, pos) : U'\n';
}

/// Marks in a row, and the white space behind them. Each stop of the row asks for both, so they
/// are found once: rows of many thousand dots exist.
struct StopRow {
    std::size_t end = 0;      ///< where the marks end
    std::size_t follows = 0;  ///< where the next word begins; `end` where no white space stands
};

/// The row that goes on at `pos`.
StopRow row_at(std::string_view text, std::size_t pos) {
    while (pos < text.size() && is_trailing(peek(text, pos))) static_cast<void>(next(text, pos));
    StopRow row{.end = pos, .follows = pos};
    while (row.follows < text.size() && is_space(peek(text, row.follows)))
        static_cast<void>(next(text, row.follows));
    return row;
}

class Splitter {
public:
    explicit Splitter(std::string_view text) : text_{text} {}

    std::vector<std::string> run() {
        while (pos_ < text_.size()) step();
        cut(text_.size());
        return std::move(out_);
    }

private:
    void step() {
        const std::size_t from = pos_;
        const char32_t c = next(text_, pos_);
        if (c == U'\n') {
            cut(from);
            return;
        }
        track_quotation(c);
        if (depth_ > 0) return;
        if (is_final(c) || (c == U'.' && full_stop_ends())) {
            if (c < 0x80 && c != U'.' && !ends_word(from)) return;
            take_trailing();
            // 「…。」と述べた and (…!) go on: the quotation is part of a longer sentence.
            cut(pos_);
        }
    }

    /// Whether the "." just read ends the sentence.
    [[nodiscard]] bool full_stop_ends() {
        if (pos_ > row_.end) row_ = row_at(text_, pos_);
        if (row_.end < text_.size() && row_.follows == row_.end) return false;
        const char32_t following = peek(text_, row_.follows);
        const bool lower_case = following >= 'a' && following <= 'z';
        return !lower_case && !is_abbreviation(text_.substr(begin_, pos_ - 1 - begin_), following);
    }

    /// "!" and "?" inside a word, a name or an address ("a?b=c", "Yahoo!ニュース") end nothing.
    [[nodiscard]] bool ends_word(std::size_t mark_at) const {
        const char32_t following = peek(text_, pos_);
        const bool after_latin =
            mark_at > 0 && static_cast<unsigned char>(text_[mark_at - 1]) < 0x80;
        const bool starts_anew =
            is_cjk(following) || kOpeners.find(following) != std::u32string_view::npos;
        return is_space(following) || is_trailing(following) || (starts_anew && !after_latin);
    }

    void track_quotation(char32_t c) {
        if (kOpeners.find(c) != std::u32string_view::npos) {
            if (depth_++ == 0) opened_at_ = pos_;
        } else if (kClosers.find(c) != std::u32string_view::npos) {
            if (depth_ > 0) --depth_;
        } else if (depth_ > 0 && pos_ - opened_at_ > kQuotationMax * 3) {
            depth_ = 0;
        }
    }

    void take_trailing() {
        while (pos_ < text_.size() && is_trailing(peek(text_, pos_)))
            static_cast<void>(next(text_, pos_));
    }

    void cut(std::size_t end) {
        if (std::string sentence = collapse_space(text_.substr(begin_, end - begin_));
            !sentence.empty())
            out_.push_back(std::move(sentence));
        begin_ = pos_;
        depth_ = 0;
    }

    std::string_view text_;
    std::vector<std::string> out_;
    std::size_t pos_ = 0;
    std::size_t begin_ = 0;
    std::size_t opened_at_ = 0;
    StopRow row_;
    int depth_ = 0;
};

}  // namespace

std::vector<std::string> sentences(std::string_view text) { return Splitter{text}.run(); }

}  // namespace ainews::text
