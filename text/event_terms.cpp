#include "text/event_terms.h"

#include <algorithm>
#include <vector>

#include "text/unicode.h"

namespace ainews::text {
namespace {

enum class Cut { Nothing, Number, Latin, Hiragana, Letter };

/// A letter of the text that is not part of a name, or a gap where something else stood.
struct Piece {
    char32_t letter = 0;
    Cut cut = Cut::Nothing;
};

bool is_lower_letter(char32_t c) noexcept { return c >= U'a' && c <= U'z'; }

Cut cut_of(char32_t c) noexcept {
    if (is_ascii_digit(c)) return Cut::Number;
    if (is_lower_letter(c)) return Cut::Latin;
    if (c >= 0x3041 && c <= 0x309F) return Cut::Hiragana;
    return is_word_char(c) && c >= 0x80 ? Cut::Letter : Cut::Nothing;
}

std::vector<char32_t> decode(std::string_view text) {
    std::vector<char32_t> letters;
    for (std::size_t pos = 0; pos < text.size();) letters.push_back(next(text, pos));
    return letters;
}

bool is_latin_or_digit(char32_t c) noexcept { return is_lower_letter(c) || is_ascii_digit(c); }

/// Takes names out of a text, whatever stands between their letters ("Sable Tide", "GPT-5").
class NameEraser {
public:
    explicit NameEraser(std::string_view folded) : text_{decode(folded)} {
        for (std::size_t at = 0; at < text_.size(); ++at)
            if (is_word_char(text_[at])) letters_.push_back(at);
        gone_.resize(text_.size(), false);
    }

    void erase(std::string_view name) {
        const auto wanted = decode(name);
        if (wanted.empty()) return;
        for (std::size_t from = 0; from + wanted.size() <= letters_.size(); ++from) {
            if (!stands_at(wanted, from)) continue;
            const std::size_t last = letters_[from + wanted.size() - 1];
            std::fill(gone_.begin() + static_cast<std::ptrdiff_t>(letters_[from]),
                      gone_.begin() + static_cast<std::ptrdiff_t>(last) + 1, true);
        }
    }

    [[nodiscard]] std::vector<Piece> pieces() const {
        std::vector<Piece> found;
        for (std::size_t at = 0; at < text_.size(); ++at) {
            const bool inner_dot = text_[at] == U'.' && at > 0 && is_ascii_digit(text_[at - 1]) &&
                                   at + 1 < text_.size() && is_ascii_digit(text_[at + 1]);
            if (text_[at] == U',') continue;
            if (gone_[at]) {
                found.emplace_back();
            } else {
                found.push_back({text_[at], inner_dot ? Cut::Number : cut_of(text_[at])});
            }
        }
        found.emplace_back();
        return found;
    }

private:
    /// A Latin name is a whole word: "T9" is not in "T90".
    [[nodiscard]] bool stands_at(const std::vector<char32_t>& wanted, std::size_t from) const {
        for (std::size_t i = 0; i < wanted.size(); ++i)
            if (text_[letters_[from + i]] != wanted[i] || gone_[letters_[from + i]]) return false;
        const std::size_t first = letters_[from];
        const std::size_t last = letters_[from + wanted.size() - 1];
        const bool begins = first == 0 || !is_latin_or_digit(wanted.front()) ||
                            !is_latin_or_digit(text_[first - 1]);
        const bool ends = last + 1 == text_.size() || !is_latin_or_digit(wanted.back()) ||
                          !is_latin_or_digit(text_[last + 1]);
        return begins && ends;
    }

    std::vector<char32_t> text_;
    std::vector<std::size_t> letters_;  ///< where the letters and digits are
    std::vector<bool> gone_;
};

/// Words and numbers stand whole, other letters in pairs.
EventTerms terms_of(const std::vector<Piece>& pieces) {
    EventTerms terms;
    std::string word;
    Cut word_cut = Cut::Nothing;
    Piece previous;
    for (const Piece& piece : pieces) {
        const bool whole = piece.cut == Cut::Number || piece.cut == Cut::Latin;
        if (!word.empty() && piece.cut != word_cut) {
            terms[word] = 1;
            word.clear();
        }
        if (whole) {
            append(word, piece.letter);
            word_cut = piece.cut;
        } else if (piece.cut != Cut::Nothing &&
                   (previous.cut == Cut::Letter || previous.cut == Cut::Hiragana)) {
            const int hiragana =
                int{previous.cut == Cut::Hiragana} + int{piece.cut == Cut::Hiragana};
            std::string pair;
            append(pair, previous.letter);
            append(pair, piece.letter);
            if (hiragana < 2) terms[pair] = hiragana == 1 ? 0.5 : 1;
        }
        previous = piece;
    }
    return terms;
}

double weight(const EventTerms& terms) {
    double sum = 0;
    for (const auto& [term, one] : terms) sum += one;
    return sum;
}

double common(const EventTerms& a, const EventTerms& b) {
    double sum = 0;
    for (const auto& [term, one] : a)
        if (b.contains(term)) sum += one;
    return sum;
}

}  // namespace

EventTerms event_terms(std::string_view folded, std::span<const std::string> names) {
    std::vector<std::string_view> longest_first{names.begin(), names.end()};
    std::ranges::stable_sort(longest_first, std::greater{}, &std::string_view::size);
    NameEraser eraser{folded};
    for (const std::string_view name : longest_first) eraser.erase(name);
    return terms_of(eraser.pieces());
}

double jaccard(const EventTerms& a, const EventTerms& b) {
    const double both = common(a, b);
    const double any = weight(a) + weight(b) - both;
    return any > 0 ? both / any : 0;
}

double containment(const EventTerms& a, const EventTerms& b) {
    const double smaller = std::min(weight(a), weight(b));
    return smaller > 0 ? common(a, b) / smaller : 0;
}

}  // namespace ainews::text
