#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/glossary.h"

namespace ainews::text {

/// Finds the glossary's terms in a text. A spelling with capitals matches only so ("Meta", not
/// "meta"); one without matches in any case and with a plural "s". CJK spellings match anywhere,
/// others as whole words. Immutable and thread-safe.
class TermFinder {
public:
    TermFinder() = default;
    explicit TermFinder(std::vector<Term> terms);

    /// The terms that occur, each once, in glossary order. Pointers are into the finder.
    [[nodiscard]] std::vector<const Term*> find(std::string_view text) const;
    [[nodiscard]] const std::vector<Term>& terms() const noexcept { return terms_; }

private:
    struct Spelling {
        std::string text;  ///< NFKC; lower-case where `any_case`
        std::size_t term = 0;
        bool any_case = false;
    };
    std::vector<Term> terms_;
    std::vector<Spelling> spellings_;
};

}  // namespace ainews::text
