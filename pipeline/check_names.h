#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/finding.h"
#include "pipeline/term.h"

namespace ainews::pipeline {

/// Names in Latin letters: words with a capital or of letters and digits ("Northlake", "GPT-5.6",
/// "xAI"), without abbreviations that Japanese uses as words (AI, CEO) and units after a number.
[[nodiscard]] std::vector<std::string> latin_names(std::string_view text);

/// Names with the number that belongs to them ("Heron 2", "Kite 4.3B"), where Japanese goes on with
/// a particle: not "OpenAI 12人".
[[nodiscard]] std::vector<std::string> numbered_names(std::string_view japanese);

/// The names of a source. They are taken from it once, when the first text that has a name is held
/// against it: the source may be a whole book, and every paragraph and field of an answer is.
/// Immutable and thread-safe.
class KnownNames {
public:
    explicit KnownNames(std::string source);
    ~KnownNames();
    KnownNames(const KnownNames&) = delete;
    KnownNames& operator=(const KnownNames&) = delete;

    /// Names of the Japanese text that neither the source has nor what stands `beside` it. Latin
    /// names are compared without case, spaces and hyphens, or as initials of words of the source
    /// (EU, CTO); people in kanji by their characters (simplified and traditional forms differ in
    /// some), people in katakana by their consonants against the source's capitalized words. The
    /// glossary's forms pass.
    [[nodiscard]] std::vector<std::string> ungrounded(std::string_view japanese,
                                                      std::string_view beside = {},
                                                      std::span<const Term> terms = {}) const;

private:
    struct Names;
    class Lookup;

    [[nodiscard]] static Names names_of(std::string_view source);
    [[nodiscard]] const Names& names() const;

    const std::string source_;
    mutable std::once_flag taken_;
    mutable std::unique_ptr<const Names> names_;
};

/// KnownNames of a source that is asked once.
[[nodiscard]] std::vector<std::string> ungrounded_names(std::string_view japanese,
                                                        std::string_view source,
                                                        std::span<const Term> terms = {});

}  // namespace ainews::pipeline
