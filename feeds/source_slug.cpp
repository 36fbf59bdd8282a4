#include "feeds/source_slug.h"

#include <fmt/format.h>

#include "text/kana.h"
#include "text/slug.h"
#include "text/unicode.h"
#include "text/url.h"

namespace ainews::feeds {

namespace {

/// Room for "-2" … "-20000" behind it.
constexpr std::size_t kStemMax = text::kSlugLengthMax - 6;
constexpr std::size_t kNameCharsMax = 120;

/// Of as many words from the front as fit.
std::string slug_of_name(std::string_view name) {
    const std::string line = text::collapse_space(
        text::romanize_kana(text::truncate(text::clean_utf8(name), kNameCharsMax)));
    for (std::string_view words = line; !words.empty();) {
        std::string slug = text::slug(words);
        if (!slug.empty() && slug.size() <= kStemMax) return slug;
        const auto space = words.rfind(' ');
        words = words.substr(0, space == std::string_view::npos ? 0 : space);
    }
    return {};
}

std::string slug_of_host(std::string_view url) {
    std::string host = text::host_of(url);
    for (const std::string_view prefix : {"www.", "feeds.", "feed.", "rss."})
        if (host.starts_with(prefix) && host.find('.', prefix.size()) != std::string::npos)
            host.erase(0, prefix.size());
    std::string slug = text::slug(host);
    slug.resize(std::min(slug.size(), kStemMax));
    while (slug.ends_with('-')) slug.pop_back();
    return slug;
}

}  // namespace

std::string SlugMaker::make(std::string_view name, std::string_view url) {
    std::string stem = slug_of_name(name);
    if (stem.empty()) stem = slug_of_host(url);
    if (stem.empty()) stem = "source";
    if (take(stem)) return stem;
    int& number = next_.try_emplace(stem, 2).first->second;
    for (;; ++number)
        if (std::string numbered = fmt::format("{}-{}", stem, number); take(numbered))
            return numbered;
}

}  // namespace ainews::feeds
