#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace ainews::daemon {

/// A plain table for people: columns padded to their widest cell, full-width characters counted as
/// two.
class TextTable {
public:
    explicit TextTable(std::vector<std::string> header) : rows_{std::move(header)} {}
    void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
    void print(std::ostream& out) const;

private:
    std::vector<std::vector<std::string>> rows_;
};

/// Columns a terminal needs for the text (East Asian wide and full-width characters: two).
[[nodiscard]] std::size_t display_width(std::string_view text);
/// Of an article's title in a table.
inline constexpr std::size_t kTitleColumns = 60;
/// The text cut to `columns`, with "…" where something was cut.
[[nodiscard]] std::string fit(std::string_view text, std::size_t columns);

}  // namespace ainews::daemon
