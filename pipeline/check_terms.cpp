#include "pipeline/check_terms.h"

#include <algorithm>

#include "pipeline/code_points.h"
#include "pipeline/name_sounds.h"
#include "pipeline/term_rivals.h"

namespace ainews::pipeline {
namespace {

/// Spelling without what editors vary: width, case, spaces.
std::string without_blanks(std::string_view text) {
    std::string out;
    for (const char32_t c : code_points(text::lower(text::nfkc(text))))
        if (c != U' ' && c != U'\u3000') text::append(out, c);
    return out;
}

bool is_latin(std::string_view text) { return text::is_ascii(text); }

bool is_han(char32_t c) { return c >= U'\u4E00' && c <= U'\u9FFF'; }

/// Whether some place in `text` has the Han word standing alone: 算力, not the name 栖雲算力.
bool holds_han(std::string_view text, std::string_view word) {
    const std::u32string all = code_points(text);
    const std::u32string part = code_points(word);
    for (auto at = all.find(part); at != std::u32string::npos; at = all.find(part, at + 1)) {
        const auto end = at + part.size();
        if ((at == 0 || !is_han(all[at - 1])) && (end == all.size() || !is_han(all[end])))
            return true;
    }
    return false;
}

/// `word` in `text`, not as a part of a longer word of the same script.
bool holds_word(std::string_view text, std::string_view word) {
    if (std::ranges::all_of(code_points(word), is_han)) return holds_han(text, word);
    const auto letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const auto end = at + word.size();
        const bool starts = at == 0 || !letter(text[at - 1]) || !letter(word.front());
        const bool ends = end == text.size() || !letter(text[end]) || !letter(word.back());
        if (starts && ends) return true;
    }
    return false;
}

/// A word in katakana that reads like one of the term's spellings, where it is none of its forms:
/// アーロンセン for アロンセン, ウェイト for 重み.
std::string other_katakana(std::string_view japanese, const Term& term,
                           const std::vector<std::string>& forms) {
    for (const std::string& word : katakana_words(japanese)) {
        const bool accepted = std::ranges::any_of(forms, [&](const std::string& form) {
            return form.find(word) != std::string::npos || word.find(form) != std::string::npos;
        });
        const bool reads = std::ranges::any_of(term.surfaces, [&](const std::string& surface) {
            return surface.find(' ') == std::string::npos && reads_like(word, surface);
        });
        if (!accepted && reads) return word;
    }
    return {};
}

/// `rival` somewhere in the text as a word: one in katakana not as a part of a longer one.
bool holds_rival(std::string_view japanese, std::string_view rival) {
    if (!std::ranges::all_of(code_points(rival), text::is_katakana))
        return japanese.find(rival) != std::string_view::npos;
    const auto words = katakana_words(japanese);
    return std::ranges::find(words, rival) != words.end();
}

/// Another common rendering of the term, where the glossary has chosen one: 使用許諾 for
/// ライセンス. Empty: none. Forms of other terms stay theirs.
std::string other_rendering(std::string_view japanese, const std::vector<std::string>& forms,
                            std::span<const Term> terms) {
    std::string rest{japanese};
    for (const Term& term : terms)
        for (const std::string& form : accepted_forms(term))
            for (auto at = rest.find(form); !form.empty() && at != std::string::npos;
                 at = rest.find(form, at))
                rest.replace(at, form.size(), "。");
    for (const std::string& form : forms)
        for (const std::string_view rival : rival_forms(form))
            if (std::ranges::find(forms, rival) == forms.end() && holds_rival(rest, rival))
                return std::string{rival};
    return {};
}

bool has_capital(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

std::vector<std::string> accepted_forms(const Term& term) {
    std::vector<std::string> forms{term.japanese};
    const std::string plain = text::nfkc(term.japanese);
    const auto open = plain.find('(');
    if (open != std::string::npos && plain.ends_with(')') && open > 0) {
        forms.push_back(plain.substr(0, open));
        forms.push_back(plain.substr(open + 1, plain.size() - open - 2));
    }
    forms.insert(forms.end(), term.aliases.begin(), term.aliases.end());
    return forms;
}

Findings check_term_forms(std::string_view japanese, std::span<const Term> terms) {
    Findings findings;
    for (const Term& term : terms) {
        const std::vector<std::string> forms = accepted_forms(term);
        if (const std::string other = other_katakana(japanese, term, forms); !other.empty())
            findings.push_back(
                {Gate::Terms, "用語表の表記を使う: " + other + " → " + term.japanese, false});
        else if (const std::string rival = other_rendering(japanese, forms, terms); !rival.empty())
            findings.push_back(
                {Gate::Terms, "用語表の表記を使う: " + rival + " → " + term.japanese, false});
        for (const std::string& surface : term.surfaces) {
            // A common word in Latin letters ("inference") is no spelling of a name.
            if (is_latin(surface) && !has_capital(surface)) continue;
            const std::string key = without_blanks(surface);
            const bool accepted = std::ranges::any_of(forms, [&](const std::string& form) {
                const std::string own = without_blanks(form);
                return own.find(key) != std::string::npos || key.find(own) != std::string::npos;
            });
            if (accepted || !holds_word(japanese, surface)) continue;
            findings.push_back(
                {Gate::Terms, "用語表の表記を使う: " + surface + " → " + term.japanese, false});
        }
    }
    return findings;
}

Findings check_terms_used(std::string_view japanese, std::string_view source,
                          std::span<const Term> terms) {
    Findings findings;
    const std::string here = without_blanks(japanese);
    for (const Term& term : terms) {
        const std::vector<std::string> forms = accepted_forms(term);
        const bool used = std::ranges::any_of(forms, [&](const std::string& form) {
            return here.find(without_blanks(form)) != std::string::npos;
        });
        // 栖云算力 is a name that stays one: 栖雲算力 has the term in it.
        const bool in_name = here.find(without_blanks(term.source)) != std::string::npos &&
                             !holds_word(japanese, term.source);
        if (used || in_name) continue;
        const bool pronoun = term.kind == "person" ? here.find("同氏") != std::string::npos ||
                                                         here.find("本人") != std::string::npos
                                                   : here.find("同社") != std::string::npos ||
                                                         here.find("当社") != std::string::npos ||
                                                         here.find("各社") != std::string::npos ||
                                                         here.find("両社") != std::string::npos;
        if (pronoun && term.kind != "term") continue;
        // A spelling that another entry or our own form explains ("Claude" in "Claude Code").
        const bool inside_another = std::ranges::any_of(terms, [&](const Term& other) {
            return &other != &term &&
                   std::ranges::any_of(other.surfaces, [&](const std::string& surface) {
                       return surface.size() > term.source.size() &&
                              without_blanks(surface).find(without_blanks(term.source)) !=
                                  std::string::npos &&
                              source.find(surface) != std::string_view::npos;
                   });
        });
        if (inside_another) continue;
        findings.push_back({Gate::Terms,
                            "用語表の「" + term.source + " → " + term.japanese + "」が訳文にない",
                            false});
    }
    return findings;
}

}  // namespace ainews::pipeline
