#include "feeds/context.h"

#include <algorithm>

#include "feeds/scan.h"
#include "text/date.h"
#include "text/html.h"
#include "text/unicode.h"

namespace ainews::feeds {

namespace {

constexpr TimePoint kEarliest{std::chrono::sys_days{std::chrono::year{1990} / 1 / 1}};
constexpr std::size_t kPersonBytesMax = 256;
constexpr std::size_t kDateBytesMax = 128;

}  // namespace

std::string title_of(std::string_view text, bool html, std::size_t bytes_max) {
    text = text::truncate_bytes(trimmed(text), bytes_max * 4);
    if (!html || !may_be_html(text)) return one_line(text, bytes_max);
    return one_line(text::plain_title(text), bytes_max);
}

std::optional<TimePoint> date_of(std::string_view text, const ParseOptions& options) {
    text = trimmed(text);
    if (text.empty() || text.size() > kDateBytesMax) return std::nullopt;
    const auto date = text::parse_date(text);
    if (!date || !options.now) return date;
    if (*date < kEarliest || *date > *options.now + std::chrono::hours{24}) return std::nullopt;
    return date;
}

void add_unique(std::vector<std::string>& list, std::string value, std::size_t list_max) {
    if (value.empty() || list.size() >= list_max) return;
    if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(std::move(value));
}

std::string person_name(std::string_view text) {
    std::string line = title_of(text, true, kPersonBytesMax);
    const auto open = line.find('(');
    if (open != std::string::npos && open > 0 && line.find('@', open) != std::string::npos)
        return std::string{trimmed(std::string_view{line}.substr(0, open))};
    if (const auto angle = line.find('<'); angle != std::string::npos && angle > 0 &&
                                           line.ends_with('>') &&
                                           line.find('@', angle) != std::string::npos) {
        std::string_view name = trimmed(std::string_view{line}.substr(0, angle));
        if (name.size() > 2 && name.starts_with('"') && name.ends_with('"'))
            name = trimmed(name.substr(1, name.size() - 2));
        if (!name.empty()) return std::string{name};
    }
    if (line.find('@') != std::string::npos && open != std::string::npos && line.ends_with(')')) {
        const std::string_view name =
            trimmed(std::string_view{line}.substr(open + 1, line.size() - open - 2));
        if (!name.empty()) return std::string{name};
    }
    return line;
}

}  // namespace ainews::feeds
