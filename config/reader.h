#pragma once

#include <toml++/toml.h>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/field.h"
#include "config/load.h"

namespace ainews::config {

/// Reads tables of one file by the table of keys and collects what is wrong. Knows where each key
/// stood, so that checks across keys can name the line too. One per file, used by one thread.
class Reader {
public:
    /// `directory`: what relative paths are against.
    Reader(std::string file, Path directory)
        : file_{std::move(file)}, directory_{std::move(directory)} {}

    /// Reads every field that `table` has into `target`; complains about unknown keys, wrong types
    /// and values, and required keys that are missing. `also` names keys that somebody else reads.
    template <typename S>
    void read(const toml::table& table, S& target, Fields<S> fields, std::string_view prefix,
              std::initializer_list<std::string_view> also = {});

    /// The table or array of tables of that name; nullptr where there is none, with an error where
    /// it is something else.
    [[nodiscard]] const toml::table* table(const toml::table& parent, std::string_view name,
                                           std::string_view key);
    [[nodiscard]] std::vector<const toml::table*> tables(const toml::table& parent,
                                                         std::string_view name,
                                                         std::string_view key);
    /// Complains about every key of `table` that is not in `known`.
    void refuse_unknown(const toml::table& table, const std::vector<std::string_view>& known,
                        std::string_view prefix);

    void error(int line, std::string key, std::string message);
    /// At the line where `key` was read, else that of the nearest table above it.
    void error_at(const std::string& key, std::string message);
    void mark(const std::string& key, const toml::node& node);
    [[nodiscard]] bool has(const std::string& key) const { return lines_.contains(key); }
    [[nodiscard]] int line_of(const std::string& key) const;
    [[nodiscard]] Path resolved(const std::string& path) const;
    [[nodiscard]] const std::string& file() const noexcept { return file_; }
    [[nodiscard]] std::vector<ConfigError>& errors() noexcept { return errors_; }

private:
    std::string file_;
    Path directory_;
    std::map<std::string, int> lines_;
    std::vector<ConfigError> errors_;
};

[[nodiscard]] std::string key_of(const toml::key& key);
/// "prefix.name", or the name alone where there is no prefix.
[[nodiscard]] std::string joined(std::string_view prefix, std::string_view name);

}  // namespace ainews::config
