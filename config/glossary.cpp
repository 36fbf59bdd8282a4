#include "config/glossary.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>

#include "config/reader.h"
#include "config/rules.h"

namespace ainews::config {
namespace {

constexpr std::string_view kKinds = "company model person product org term";

std::vector<std::string> strings_of(const toml::table& table, std::string_view name, bool needed,
                                    const std::string& key, Reader& reader) {
    std::vector<std::string> out;
    const toml::node* node = table.get(name);
    const toml::array* array = node == nullptr ? nullptr : node->as_array();
    if (node == nullptr) {
        if (needed) reader.error_at(key, fmt::format("{} is missing", name));
        return out;
    }
    const bool fits =
        array != nullptr && std::ranges::all_of(*array, [](const toml::node& element) {
            return element.is_string() && !element.value_or(std::string{}).empty();
        });
    if (!fits || (needed && array->empty())) {
        reader.error_at(key, fmt::format("{} must be a list of strings, none empty", name));
        return out;
    }
    for (const toml::node& element : *array) out.push_back(element.value_or(std::string{}));
    return out;
}

Term read_term(const toml::table& table, const std::string& key, Reader& reader) {
    reader.refuse_unknown(table, {"surfaces", "ja", "ja_aliases", "kind"}, key);
    Term term;
    term.surfaces = strings_of(table, "surfaces", true, key, reader);
    term.ja_aliases = strings_of(table, "ja_aliases", false, key, reader);
    term.ja = table["ja"].value_or(std::string{});
    term.kind = table["kind"].value_or(std::string{"term"});
    if (term.ja.empty()) reader.error_at(key, "ja must be a string, not empty");
    if (const auto why = violation(Rule::Choice, kKinds, term.kind))
        reader.error_at(key, "kind: " + *why);
    return term;
}

void read_file(const std::filesystem::path& path, std::vector<std::vector<Term>>& files,
               std::vector<ConfigError>& errors) {
    Reader reader{path.string(), path.parent_path()};
    std::vector<Term> terms;
    std::ifstream in{path, std::ios::binary};
    if (!in) {
        reader.error(0, "", "cannot be read");
    } else {
        try {
            const toml::table root = toml::parse(in, path.string());
            reader.refuse_unknown(root, {"term"}, "");
            std::map<std::string, int> lines;
            int number = 0;
            for (const toml::table* table : reader.tables(root, "term", "term")) {
                const std::string key = fmt::format("term[{}]", ++number);
                terms.push_back(read_term(*table, key, reader));
                for (const std::string& surface : terms.back().surfaces) {
                    const auto [first, fresh] = lines.try_emplace(surface, reader.line_of(key));
                    if (!fresh)
                        reader.error_at(key, fmt::format("\"{}\" already stands in line {}",
                                                         surface, first->second));
                }
            }
        } catch (const toml::parse_error& error) {
            reader.error(static_cast<int>(error.source().begin.line), "",
                         std::string{error.description()});
        }
    }
    std::ranges::stable_sort(reader.errors(), {}, &ConfigError::line);
    errors.insert(errors.end(), reader.errors().begin(), reader.errors().end());
    files.push_back(std::move(terms));
}

bool share_spelling(const Term& a, const Term& b) {
    return std::ranges::find_first_of(a.surfaces, b.surfaces) != a.surfaces.end();
}

}  // namespace

LoadedGlossary load_glossary(const std::vector<std::filesystem::path>& paths) {
    std::vector<std::vector<Term>> files;
    std::vector<ConfigError> errors;
    for (const auto& path : paths)
        if (!path.empty()) read_file(path, files, errors);
    if (!errors.empty()) return tl::unexpected{std::move(errors)};
    std::vector<Term> terms;
    for (std::vector<Term>& file : files) {
        std::erase_if(terms, [&file](const Term& old) {
            return std::ranges::any_of(
                file, [&old](const Term& fresh) { return share_spelling(old, fresh); });
        });
        std::ranges::move(file, std::back_inserter(terms));
    }
    return terms;
}

}  // namespace ainews::config
