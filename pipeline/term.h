#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ainews::pipeline {

/// A name or term of the editor's glossary: how the source writes it, how we do.
struct Term {
    std::string source;                 ///< its first spelling: what a question shows
    std::string japanese;               ///< the form our Japanese uses
    std::vector<std::string> surfaces;  ///< every spelling of sources
    std::vector<std::string> aliases;   ///< other Japanese forms that pass
    std::string kind;                   ///< company, model, person, product, org, term
};

/// The terms that occur in a text, each once. Thread-safe; empty function: no glossary.
using TermLookup = std::function<std::vector<Term>(std::string_view text)>;

}  // namespace ainews::pipeline
