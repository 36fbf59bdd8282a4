#include "text/segment.h"

#include <algorithm>

#include "text/unicode.h"

namespace ainews::text {
namespace {

/// What a reader types is short; a longer query only costs the database time.
constexpr std::size_t kQueryBytesMax = 1024;
constexpr std::size_t kQueryTermsMax = 32;

/// The FTS5 tokenizer's own word characters beside letters and digits (tokenchars).
bool is_joiner(char32_t c) noexcept { return c == '-' || c == '.' || c == '+' || c == '#'; }

struct Run {
    bool cjk = false;
    std::string_view text;
};

/// "model." is "model", "-x" is "x"; "c++" and "c#" keep their tails.
std::string_view without_edges(std::string_view word) {
    while (!word.empty() && is_joiner(static_cast<unsigned char>(word.front())))
        word.remove_prefix(1);
    while (!word.empty() && (word.back() == '.' || word.back() == '-')) word.remove_suffix(1);
    return word;
}

/// Calls `visit` with each CJK run and each other word of a folded text, in order.
template <typename Visit>
void for_each_run(std::string_view text, Visit visit) {
    enum class In { Gap, Cjk, Word };
    In in = In::Gap;
    std::size_t begin = 0;
    const auto close = [&](std::size_t end) {
        const std::string_view run = text.substr(begin, end - begin);
        if (in == In::Cjk) visit(Run{true, run});
        if (in == In::Word)
            if (const std::string_view word = without_edges(run); !word.empty())
                visit(Run{false, word});
    };
    for (std::size_t pos = 0; pos < text.size();) {
        const std::size_t from = pos;
        const char32_t c = next(text, pos);
        const In now = is_cjk(c) ? In::Cjk : is_word_char(c) || is_joiner(c) ? In::Word : In::Gap;
        if (now == in) continue;
        close(from);
        in = now;
        begin = from;
    }
    close(text.size());
}

/// Byte offsets of the code points of `run`, and its size.
std::vector<std::size_t> offsets(std::string_view run) {
    std::vector<std::size_t> out;
    for (std::size_t pos = 0; pos < run.size();) {
        out.push_back(pos);
        static_cast<void>(next(run, pos));
    }
    out.push_back(run.size());
    return out;
}

void add_term(std::string& out, std::string_view term) {
    if (!out.empty()) out += ' ';
    out += term;
}

std::string bigrams(std::string_view run, bool with_last) {
    const std::vector<std::size_t> at = offsets(run);
    const std::size_t count = at.size() - 1;
    std::string out;
    for (std::size_t i = 0; i + 2 <= count; ++i)
        add_term(out, run.substr(at[i], at[i + 2] - at[i]));
    if (with_last || count == 1) add_term(out, run.substr(at[count - 1]));
    return out;
}

/// The parts of a hyphenated word, so that "opus" finds "claude-opus"; nothing for a plain word.
void add_parts(std::string& out, std::string_view word) {
    if (word.find('-') == std::string_view::npos) return;
    while (!word.empty()) {
        const auto hyphen = std::min(word.find('-'), word.size());
        if (const std::string_view part = without_edges(word.substr(0, hyphen)); !part.empty())
            add_term(out, part);
        word.remove_prefix(std::min(hyphen + 1, word.size()));
    }
}

}  // namespace

std::string search_terms(std::string_view text) {
    const std::string folded = lower(nfkc(text));
    std::string out;
    out.reserve(folded.size() * 2);
    for_each_run(folded, [&out](const Run& run) {
        add_term(out, run.cjk ? bigrams(run.text, true) : std::string{run.text});
        if (!run.cjk) add_parts(out, run.text);
    });
    return out;
}

std::string search_query(std::string_view query) {
    const std::string folded = lower(nfkc(truncate_bytes(query, kQueryBytesMax)));
    std::string out;
    std::size_t terms = 0;
    for_each_run(folded, [&](const Run& run) {
        // A run of joiners alone ("++") is a token of no text.
        if (++terms > kQueryTermsMax) return;
        const bool phrase = run.cjk && length(run.text) > 1;
        add_term(out, "\"" + (phrase ? bigrams(run.text, false) : std::string{run.text}) + "\"" +
                          (phrase ? "" : "*"));
    });
    return out;
}

std::vector<std::string> clauses(std::string_view text) {
    std::vector<std::string> out(1);
    for (std::size_t pos = 0; pos < text.size();) {
        const char32_t c = next(text, pos);
        if (c == U'、' || c == U'。' || c == U'\n')
            out.emplace_back();
        else
            append(out.back(), c);
    }
    return out;
}

}  // namespace ainews::text
