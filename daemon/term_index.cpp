#include "daemon/term_index.h"

#include <memory>

#include "text/words.h"

namespace ainews::daemon {

pipeline::TermLookup term_lookup(std::vector<Term> glossary) {
    if (glossary.empty()) return {};
    const auto terms = std::make_shared<const std::vector<Term>>(std::move(glossary));
    return [terms](std::string_view text) {
        std::vector<pipeline::Term> found;
        for (const Term& term : *terms)
            for (const std::string& surface : term.surfaces)
                if (text::contains_word(text, surface)) {
                    found.push_back({surface, term.ja});
                    break;
                }
        return found;
    };
}

}  // namespace ainews::daemon
