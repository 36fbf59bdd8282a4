#include "pipeline/boilerplate.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "pipeline/word_list.h"
#include "text/unicode.h"

namespace ainews::pipeline {
namespace {

constexpr std::size_t kBoilerplateMax = 320;  // code points
constexpr std::size_t kCreditMax = 60;

constexpr std::array<std::string_view, 33> kCalls{"subscribe",
                                                  "newsletter",
                                                  "sign up",
                                                  "sign-up",
                                                  "follow us",
                                                  "follow topics",
                                                  "follow me",
                                                  "share this",
                                                  "share on",
                                                  "click here",
                                                  "cookie",
                                                  "advertisement",
                                                  "all rights reserved",
                                                  "join our",
                                                  "our podcast",
                                                  "email updates",
                                                  "privacy policy",
                                                  "read more:",
                                                  "related:",
                                                  "購読",
                                                  "メルマガ",
                                                  "ニュースレター",
                                                  "会員登録",
                                                  "フォロー",
                                                  "シェア",
                                                  "この記事を共有",
                                                  "订阅",
                                                  "关注我们",
                                                  "扫码",
                                                  "转发",
                                                  "点击关注",
                                                  "구독",
                                                  "abonnieren"};
constexpr std::array<std::string_view, 7> kCredits{"by ",     "written by", "photo", "image credit",
                                                   "credit:", "文:",        "写真:"};
constexpr std::array<std::string_view, 17> kExcerptEnds{"…",
                                                        "...",
                                                        "[…]",
                                                        "[...]",
                                                        "read more",
                                                        "continue reading",
                                                        "read the full story",
                                                        "read the full article",
                                                        "keep reading",
                                                        "full story",
                                                        "続きを読む",
                                                        "もっと読む",
                                                        "全文を読む",
                                                        "全文はこちら",
                                                        "阅读全文",
                                                        "查看全文",
                                                        "weiterlesen"};
constexpr std::array<std::string_view, 11> kPaywalls{"subscribe to read",
                                                     "subscribe to continue",
                                                     "to continue reading",
                                                     "subscribers only",
                                                     "already a subscriber",
                                                     "log in to read",
                                                     "create a free account to",
                                                     "会員限定",
                                                     "有料会員",
                                                     "ログインして続き",
                                                     "この記事は有料"};

}  // namespace

bool looks_like_boilerplate(std::string_view paragraph) {
    const std::size_t length = text::length(paragraph);
    if (length > kBoilerplateMax) return false;
    const std::string lower = text::lower(text::collapse_space(paragraph));
    if (holds_one_of(lower, kCalls)) return true;
    if (length > kCreditMax) return false;
    if (std::ranges::any_of(kCredits,
                            [&](std::string_view word) { return lower.starts_with(word); }))
        return true;
    // A bare list of names: capitalized words without an end of sentence.
    const bool sentence = paragraph.find_first_of(".!?:") != std::string_view::npos ||
                          paragraph.find("。") != std::string_view::npos;
    bool lower_word = false;
    for (std::size_t i = 0; i < paragraph.size(); ++i) {
        const bool starts = i == 0 || paragraph[i - 1] == ' ' || paragraph[i - 1] == '\n';
        lower_word = lower_word || (starts && paragraph[i] >= 'a' && paragraph[i] <= 'z');
    }
    return !sentence && !lower_word && text::is_ascii(paragraph) &&
           paragraph.find(' ') != std::string_view::npos;
}

bool is_feed_footer(std::string_view line) {
    if (text::length(line) > kBoilerplateMax) return false;
    const std::string lower = text::lower(text::trim(line));
    if (lower.starts_with("the post ") && lower.find(" appeared first on ") != std::string::npos)
        return true;
    const auto names = [&](std::string_view label, std::string_view allowed) {
        if (!lower.starts_with(label)) return false;
        const std::string_view value = text::trim(std::string_view{lower}.substr(label.size()));
        return allowed.empty()
                   ? value.starts_with("http") && value.find(' ') == std::string_view::npos
                   : value.find_first_not_of(allowed) == std::string_view::npos;
    };
    constexpr std::string_view kDigits = "0123456789,";
    return names("points:", kDigits) || names("# comments:", kDigits) ||
           names("article url:", "") || names("comments url:", "");
}

bool ends_like_an_excerpt(std::string_view text) {
    std::string lower = text::lower(text::trim(text));
    while (lower.ends_with("»") || lower.ends_with("→") || lower.ends_with(">")) {
        lower.resize(lower.size() - (lower.ends_with(">") ? 1 : lower.ends_with("»") ? 2 : 3));
        lower = std::string{text::trim(lower)};
    }
    return std::ranges::any_of(kExcerptEnds,
                               [&](std::string_view end) { return lower.ends_with(end); });
}

bool looks_paywalled(std::string_view text) { return holds_one_of(text::lower(text), kPaywalls); }

}  // namespace ainews::pipeline
