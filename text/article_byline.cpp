#include <array>

#include "text/article_metadata.h"
#include "text/article_page_date.h"
#include "text/date_names.h"
#include "text/unicode.h"

namespace ainews::text {
namespace {

/// What stands before names, lower-case; a space follows each, or a colon.
constexpr std::array<std::string_view, 16> kPrefixes{
    "by",  "written by", "posted by", "published by", "story by", "words by", "author", "authors",
    "von", "par",        "por",       "di",           "autor",    "text",     "文",     "著者"};
/// Where the names end.
constexpr std::array<std::string_view, 9> kEnds{" | ", " • ",  " · ", " – ", " — ",
                                                "\n",  " on ", " @",  " (@"};
constexpr std::size_t kBylineBytesMax = 120;

bool begins_with_prefix(std::string_view low, std::string_view prefix) {
    if (!low.starts_with(prefix)) return false;
    const std::string_view after = low.substr(prefix.size());
    return after.starts_with(' ') || after.starts_with(':') || after.starts_with("：") ||
           after.starts_with("/");
}

/// "JANE ROE May 6, 2024": the names end where a date begins, with a month or a number.
void cut_date(std::string& name) {
    for (std::size_t at = name.find(' '); at != std::string::npos; at = name.find(' ', at + 1)) {
        const std::string_view rest = std::string_view{name}.substr(at + 1);
        const std::string word = lower(rest.substr(0, rest.find_first_of(" .,")));
        const bool begins_date =
            !word.empty() && ((word[0] >= '0' && word[0] <= '9') || month_from_name(word));
        const bool names_follow = rest.find(" von ") != std::string_view::npos ||
                                  rest.find(" by ") != std::string_view::npos;
        if (!begins_date || names_follow || !plausible_date(rest)) continue;
        name.resize(at);
        for (const std::string_view before_date : {" am", " on", " -", " »", " ·"})
            if (name.ends_with(before_date)) name.resize(name.size() - before_date.size());
        return;
    }
}

/// The button beside the name.
void cut_button(std::string& name) {
    for (const std::string_view button : {" Follow", " Following", " Subscribe", " フォロー"})
        if (name.ends_with(button)) {
            name.resize(name.size() - button.size());
            return;
        }
}

}  // namespace

std::string clean_byline(std::string_view byline) {
    std::string name = collapse_space(byline);
    for (int passes = 0; passes < 2; ++passes) {
        const std::string low = ascii_lower(name);
        for (const std::string_view prefix : kPrefixes) {
            if (!begins_with_prefix(low, prefix)) continue;
            std::size_t from = prefix.size();
            while (from < name.size() &&
                   (name[from] == ' ' || name[from] == ':' || name[from] == '/'))
                ++from;
            if (name.compare(from, 3, "：") == 0) from += 3;
            name.erase(0, from);
            break;
        }
    }
    for (const std::string_view end : kEnds)
        if (const std::size_t at = name.find(end); at != std::string::npos && at > 0)
            name.resize(at);
    if (name.size() <= kBylineBytesMax) cut_date(name);
    cut_button(name);
    while (!name.empty() &&
           (name.back() == ',' || name.back() == ' ' || name.back() == ';' || name.back() == '|'))
        name.pop_back();
    const bool address =
        name.find("://") != std::string::npos || name.starts_with("www.") || name.starts_with('@');
    const bool has_letter = !fold_title(name).empty();
    return address || !has_letter || name.size() > kBylineBytesMax ? std::string{} : name;
}

}  // namespace ainews::text
