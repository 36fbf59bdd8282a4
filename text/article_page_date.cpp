#include "text/article_page_date.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "text/article_metadata.h"
#include "text/date.h"
#include "text/unicode.h"

namespace ainews::text {
namespace {

using std::chrono::sys_days;

constexpr std::chrono::year kFirstYear{1990};
constexpr std::chrono::year kLastYear{2100};
/// Longer text that only contains a date is not a date line.
constexpr std::size_t kDateLineBytesMax = 80;

bool all_digits(std::string_view text) noexcept {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

int number(std::string_view digits) noexcept {
    int value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

/// "/2026/05/01/" or "/2026-05-01" in the path.
std::optional<TimePoint> date_of_url(std::string_view url) {
    for (std::size_t at = url.find_first_of("/-"); at != std::string_view::npos;
         at = url.find_first_of("/-", at + 1)) {
        const std::string_view rest = url.substr(at + 1);
        if (rest.size() < 10 || !all_digits(rest.substr(0, 4)) || rest[4] != rest[7] ||
            (rest[4] != '/' && rest[4] != '-'))
            continue;
        if (!all_digits(rest.substr(5, 2)) || !all_digits(rest.substr(8, 2))) continue;
        const std::chrono::year_month_day day{
            std::chrono::year{number(rest.substr(0, 4))},
            std::chrono::month{static_cast<unsigned>(number(rest.substr(5, 2)))},
            std::chrono::day{static_cast<unsigned>(number(rest.substr(8, 2)))}};
        if (day.ok() && day.year() >= kFirstYear && day.year() <= kLastYear)
            return TimePoint{sys_days{day}};
    }
    return std::nullopt;
}

/// How much the element's names promise a date of publication; 0: nothing.
int date_rank(const Dom& dom, NodeId id) {
    const std::string_view itemprop = dom.attribute(id, Attr::Itemprop);
    if (itemprop.find("datePublished") != std::string_view::npos) return 4;
    const std::string names = ascii_lower(dom.attribute(id, Attr::Class)) + " " +
                              ascii_lower(dom.attribute(id, Attr::Id));
    const auto named = [&](std::string_view word) { return names.find(word) != std::string::npos; };
    if (named("update") || named("modif")) return 0;
    if (dom[id].tag == Tag::Time) return dom.has_attribute(id, Attr::Datetime) ? 3 : 2;
    if (named("publish") || named("pubdate") || named("timestamp") || named("post-date") ||
        named("entry-date"))
        return 2;
    return named("date") || named("datum") || named("fecha") ? 1 : 0;
}

}  // namespace

std::optional<TimePoint> plausible_date(std::string_view text) {
    if (text.empty() || text.size() > kDateLineBytesMax) return std::nullopt;
    const std::optional<TimePoint> date = parse_date(text);
    if (!date) return std::nullopt;
    const auto year =
        std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(*date)}.year();
    return year >= kFirstYear && year <= kLastYear ? date : std::nullopt;
}

std::optional<TimePoint> visible_date(const Dom& dom, std::string_view base_url) {
    std::optional<TimePoint> found;
    int best = 0;
    for (NodeId id = dom.body(); id < dom.size(); ++id) {
        if (dom[id].is_text || (dom[id].attribute_count == 0 && dom[id].tag != Tag::Time)) continue;
        const int rank = date_rank(dom, id);
        if (rank <= best) continue;
        std::optional<TimePoint> date = plausible_date(dom.attribute(id, Attr::Datetime));
        if (!date) date = plausible_date(dom.attribute(id, Attr::Content));
        if (!date && dom[id].tag == Tag::Abbr)
            date = plausible_date(dom.attribute(id, Attr::Title));
        if (!date) date = plausible_date(line_of(dom, id, kDateLineBytesMax));
        if (!date) continue;
        found = date;
        best = rank;
    }
    const std::optional<TimePoint> in_url = date_of_url(base_url);
    return best >= 2 || !in_url ? found : in_url;
}

}  // namespace ainews::text
