#include "daemon/text_table.h"

#include <algorithm>

#include "text/unicode.h"

namespace ainews::daemon {
namespace {

/// UAX #11 wide ranges that occur in headlines; everything else takes one column.
bool is_wide(char32_t c) {
    return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
           (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
           (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) ||
           (c >= 0x20000 && c <= 0x3FFFD);
}

}  // namespace

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    for (std::size_t pos = 0; pos < text.size();) width += is_wide(text::next(text, pos)) ? 2 : 1;
    return width;
}

std::string fit(std::string_view text, std::size_t columns) {
    if (display_width(text) <= columns) return std::string{text};
    std::size_t width = 0;
    std::size_t pos = 0;
    while (pos < text.size()) {
        std::size_t after = pos;
        width += is_wide(text::next(text, after)) ? 2 : 1;
        if (width + 1 > columns) break;
        pos = after;
    }
    return std::string{text.substr(0, pos)} + "…";
}

void TextTable::print(std::ostream& out) const {
    std::vector<std::size_t> widths;
    for (const auto& row : rows_)
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (i >= widths.size()) widths.push_back(0);
            widths[i] = std::max(widths[i], display_width(row[i]));
        }
    for (const auto& row : rows_) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += row[i];
            if (i + 1 < row.size()) line.append(widths[i] - display_width(row[i]) + 2, ' ');
        }
        out << line << '\n';
    }
}

}  // namespace ainews::daemon
