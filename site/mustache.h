#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "site/view.h"

namespace ainews::site {

/// A template, parsed once and rendered into one text; pages are rendered by the ten thousand, so
/// nothing is copied or looked up by spelling on the way. Mustache without lambdas and parts (parts
/// are put in before parsing): {{name}}, {{{name}}} and {{&name}}, {{#name}}...{{/name}},
/// {{^name}}...{{/name}}, {{!comment}}, {{=<% %>=}}, {{.}} and {{a.b}}. A line that held a section
/// and came out blank is left out. Immutable and thread-safe.
class Mustache {
public:
    /// Throws std::runtime_error with what is wrong and where, in bytes from the beginning.
    explicit Mustache(std::string_view source);
    Mustache(const Mustache&) = delete;
    Mustache& operator=(const Mustache&) = delete;

    /// Names that `view` does not have come out empty.
    [[nodiscard]] std::string render(const View& view) const;

private:
    friend class MustacheParser;
    enum class Kind : std::uint8_t { Text, Lines, Value, RawValue, Section, Inverted };
    struct Part {
        Kind kind = Kind::Text;
        std::string text;            ///< of Text; of Lines, which begin with a line end
        std::size_t line_end = 0;    ///< of Lines: bytes of the first line end
        std::size_t last_line = 0;   ///< of Lines: where the text after the last one begins
        std::vector<ViewKey> names;  ///< "a.b" is two; "." none
        std::size_t end = 0;         ///< of a section: the part after it
    };
    struct State;
    void render_parts(State& state, std::size_t from, std::size_t to) const;
    void render_section(State& state, const Part& part, std::size_t from) const;

    std::string source_;  ///< keys point into it
    std::vector<Part> parts_;
};

}  // namespace ainews::site
