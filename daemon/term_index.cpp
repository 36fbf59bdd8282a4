#include "daemon/term_index.h"

#include <memory>

#include "text/terms.h"

namespace ainews::daemon {

pipeline::TermLookup term_lookup(std::vector<Term> glossary) {
    if (glossary.empty()) return {};
    const auto finder = std::make_shared<const text::TermFinder>(std::move(glossary));
    return [finder](std::string_view text) {
        std::vector<pipeline::Term> found;
        for (const Term* term : finder->find(text))
            found.push_back(
                {term->surfaces.front(), term->ja, term->surfaces, term->ja_aliases, term->kind});
        return found;
    };
}

}  // namespace ainews::daemon
