#include "site/search_form.h"

#include <fmt/format.h>

#include <charconv>

#include "site/labels.h"
#include "site/lists.h"
#include "site/page.h"
#include "text/unicode.h"

namespace ainews::site {
namespace {

constexpr std::chrono::hours kLongestDay{25};  ///< the end of summer time
constexpr std::size_t kLanguageBytesMax = 8;

constexpr const char* kTooLong = "検索する語が長すぎます。200文字までにしてください。";
constexpr const char* kBadFilter =
    "絞り込みの指定が正しくありません。指定を外して、もう一度お試しください。";
constexpr const char* kBadDay = "日付は2026-05-01のように指定してください。";
constexpr const char* kBadText = "検索する語を読み取れませんでした。もう一度入力してください。";

std::optional<int> number_of(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

bool is_language(std::string_view text) {
    return !text.empty() && text.size() <= kLanguageBytesMax &&
           std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
}

void read_filters(const ServerRequest& request, const SiteOptions& options, SearchForm& form) {
    if (const auto rating = request.parameter("rating"); !rating.empty()) {
        form.rating = number_of(rating).value_or(-1);
        if (form.rating < kRatingLeast || form.rating > kStarsMax) {
            form.rating = 0;
            form.problem = kBadFilter;
        }
    }
    if (const auto kind = request.parameter("kind"); !kind.empty()) {
        form.kind = source_kind_from(kind);
        if (!form.kind) form.problem = kBadFilter;
    }
    if (const auto language = request.parameter("lang"); !language.empty()) {
        if (is_language(language))
            form.language = language;
        else
            form.problem = kBadFilter;
    }
    if (const auto source = request.parameter("source"); !source.empty()) {
        if (options.source_names.contains(std::string{source}))
            form.source = source;
        else
            form.problem = kBadFilter;
    }
}

Day read_day(std::string_view text, const TimeZone& zone, SearchForm& form) {
    if (text.empty()) return {};
    if (zone.start_of(text)) return Day{text};
    form.problem = kBadDay;
    return {};
}

}  // namespace

bool SearchForm::filtered() const noexcept {
    return rating > 0 || kind || !language.empty() || !source.empty() || !from.empty() ||
           !until.empty();
}

SearchForm read_search_form(const ServerRequest& request, const SiteOptions& options) {
    SearchForm form;
    form.text = text::collapse_space(request.parameter("q"));
    if (request.query_repaired) form.problem = kBadText;
    if (text::length(form.text) > kSearchTextMax) {
        form.text = text::truncate(form.text, kSearchTextMax);
        form.problem = kTooLong;
    }
    read_filters(request, options, form);
    form.from = read_day(request.parameter("from"), options.time_zone, form);
    form.until = read_day(request.parameter("until"), options.time_zone, form);
    if (const auto page = request.parameter("page"); !page.empty()) {
        form.page = number_of(page).value_or(0);
        if (form.page < 1 || form.page > kSearchPagesMax) {
            form.page = 1;
            form.problem = kBadFilter;
        }
    }
    return form;
}

SiteQuery site_query(const SearchForm& form, const SiteOptions& options) {
    SiteQuery query;
    query.text = form.text;
    if (form.rating > 0)
        query.lists.push_back(fmt::format("{}{}", list_names::kRating, form.rating));
    if (form.kind)
        query.lists.push_back(fmt::format("{}{}", list_names::kKind, to_string(*form.kind)));
    if (!form.language.empty())
        query.lists.push_back(fmt::format("{}{}", list_names::kLanguage, form.language));
    if (!form.source.empty())
        query.lists.push_back(fmt::format("{}{}", list_names::kSource, form.source));
    const TimeZone& zone = options.time_zone;
    if (!form.from.empty()) query.since = zone.start_of(form.from);
    if (!form.until.empty())
        if (const auto start = zone.start_of(form.until))
            query.until = zone.start_of(zone.day_of(*start + kLongestDay));
    query.skip = (form.page - 1) * kSearchPerPage;
    query.limit = kSearchPerPage + 1;
    return query;
}

std::string query_string(const SearchForm& form, int page) {
    std::string out;
    const auto add = [&](const char* name, const std::string& value) {
        if (!value.empty())
            out += fmt::format("{}{}={}", out.empty() ? "?" : "&", name, percent_encoded(value));
    };
    add("q", form.text);
    add("rating", form.rating > 0 ? std::to_string(form.rating) : "");
    add("kind", form.kind ? std::string{to_string(*form.kind)} : "");
    add("lang", form.language);
    add("source", form.source);
    add("from", form.from);
    add("until", form.until);
    add("page", page > 1 ? std::to_string(page) : "");
    return out;
}

}  // namespace ainews::site
