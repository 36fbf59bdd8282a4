#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ainews::feeds {

/// HTML's named entities, each name looked up once a document. XML knows five; feeds use them all.
class Entities {
public:
    /// The characters that `name` stands for, escaped for XML; nullopt where HTML has no such
    /// entity.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name);

private:
    std::unordered_map<std::string, std::optional<std::string>> known_;
};

/// Whether `name` is one of the five that XML declares.
[[nodiscard]] bool is_xml_entity(std::string_view name) noexcept;
/// The name in "&name;" at `at`; empty where no such reference stands there.
[[nodiscard]] std::string_view entity_name_at(std::string_view text, std::size_t at) noexcept;
/// Whether a numeric reference ("&#10;", "&#xA;") stands at `at`.
[[nodiscard]] bool is_numeric_reference(std::string_view text, std::size_t at) noexcept;

/// Outside CDATA: numeric references to what no XML text may hold (NUL, control characters,
/// surrogates) vanish, those to 0x80-0x9F mean windows-1252 as in every browser, and undeclared
/// entities that HTML has are decoded; entities that the document itself declares stay as they are
/// written, so nothing expands. Linear, with one cheap pass where nothing is wrong. Each kind adds
/// one line to `problems`.
[[nodiscard]] std::optional<std::string> repair_references(std::string_view text,
                                                           std::vector<std::string>& problems);

}  // namespace ainews::feeds
