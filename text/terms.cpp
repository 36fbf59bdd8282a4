#include "text/terms.h"

#include <algorithm>

#include "text/unicode.h"
#include "text/word_match.h"

namespace ainews::text {

TermFinder::TermFinder(std::vector<Term> terms) : terms_{std::move(terms)} {
    for (std::size_t i = 0; i < terms_.size(); ++i) {
        for (const std::string& surface : terms_[i].surfaces) {
            Spelling spelling{nfkc(surface), i, false};
            spelling.any_case = spelling.text == lower(spelling.text);
            if (!spelling.text.empty()) spellings_.push_back(std::move(spelling));
        }
    }
}

std::vector<const Term*> TermFinder::find(std::string_view text) const {
    const std::string exact = nfkc(text);
    const std::string folded = lower(exact);
    std::vector<const Term*> found;
    for (const Spelling& spelling : spellings_) {
        const Term* term = &terms_[spelling.term];
        if (!found.empty() && found.back() == term)
            continue;  // spellings of one term are neighbours
        if (word_occurs(spelling.any_case ? folded : exact, spelling.text, spelling.any_case))
            found.push_back(term);
    }
    return found;
}

}  // namespace ainews::text
