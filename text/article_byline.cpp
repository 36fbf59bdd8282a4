#include <array>

#include "text/article_metadata.h"
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
    while (!name.empty() &&
           (name.back() == ',' || name.back() == ' ' || name.back() == ';' || name.back() == '|'))
        name.pop_back();
    const bool address =
        name.find("://") != std::string::npos || name.starts_with("www.") || name.starts_with('@');
    const bool has_letter = !fold_title(name).empty();
    return address || !has_letter || name.size() > kBylineBytesMax ? std::string{} : name;
}

}  // namespace ainews::text
