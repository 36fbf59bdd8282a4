#include "site/lists.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/calendar.h"
#include "site/card_view.h"
#include "site/labels.h"
#include "site/topic_pages.h"
#include "text/unicode.h"

namespace ainews::site {
namespace {

constexpr std::array kKinds{SourceKind::News,      SourceKind::Blog,  SourceKind::Research,
                            SourceKind::Community, SourceKind::Video, SourceKind::Tools};
constexpr int kMainWeight = 3;
constexpr int kMentionWeight = 1;
constexpr int kTagWeight = 1;

/// A list's name after its family, or nullopt.
std::optional<std::string> member_of(std::string_view list, std::string_view family) {
    if (!list.starts_with(family)) return std::nullopt;
    return std::string{list.substr(family.size())};
}

bool is_language_tag(std::string_view tag) {
    return (tag.size() == 2 || tag.size() == 3) &&
           std::ranges::all_of(tag, [](char c) { return c >= 'a' && c <= 'z'; });
}

ListPage rating_page(const std::string& list, const std::string& value) {
    return {.list = list,
            .path = list + "/",
            .heading = value == "5" ? "重要度5の記事" : fmt::format("重要度{}以上の記事", value),
            .intro = "4つの軸の評価を重み付けして合計し、5段階に丸めたものが重要度です。",
            .facet = "rating",
            .value = value};
}

std::vector<ListPage> kind_pages(const std::string& list, const std::string& value) {
    const auto kind = source_kind_from(value);
    if (!kind) return {};
    std::vector<ListPage> pages{{.list = list,
                                 .path = list + "/",
                                 .heading = fmt::format("{}の記事", kind_name(*kind)),
                                 .facet = "kind",
                                 .value = value}};
    if (kind == SourceKind::Video)
        pages.push_back({.list = list,
                         .path = std::string{kVideosPath},
                         .heading = "動画",
                         .intro = "AIを扱う動画の一覧。再生は元のサイトで行います。"
                                  "外部の動画プレーヤーは埋め込みません。",
                         .section = "videos"});
    if (kind == SourceKind::Tools)
        pages.push_back({.list = list,
                         .path = "tools/",
                         .heading = "AIツール",
                         .intro = "AIツールの新着と更新情報。提供条件は変わることがあるため、"
                                  "元記事でお確かめください。",
                         .section = "tools"});
    return pages;
}

ListPage source_page(const std::string& list, const std::string& slug, const SiteOptions& options) {
    return {.list = list,
            .path = fmt::format("sources/{}/", slug),
            .heading = source_name(options, slug),
            .intro = "この情報源の新しい記事。"};
}

ListPage topic_page(const std::string& list, TopicKind kind, const std::string& slug,
                    const TopicReader* topics) {
    const auto topic = topics == nullptr ? std::nullopt : topics->topic(kind, slug);
    const std::string name = topic ? topic->name : slug;
    const bool company = kind == TopicKind::Company;
    return {.list = list,
            .path = topic_path(kind, slug),
            .heading = company ? name : "#" + name,
            .intro = company ? fmt::format("{}が中心の記事。", name)
                             : fmt::format("「{}」の記事。", name),
            .section = company ? "companies" : ""};
}

}  // namespace

std::vector<ListPage> pages_of(std::string_view list, const SiteOptions& options,
                               const TopicReader* topics) {
    const std::string name{list};
    if (list == list_names::kAll) return {{.list = name, .path = "", .section = "latest"}};
    if (const auto day = member_of(list, list_names::kDay))
        return {{.list = name,
                 .path = fmt::format("days/{}/", *day),
                 .heading = fmt::format("{}の記事", japanese_day(*day)),
                 .limit = kDayListedMax,
                 .day = *day}};
    if (const auto slug = member_of(list, list_names::kSource))
        return {source_page(name, *slug, options)};
    if (const auto slug = member_of(list, list_names::kTag))
        return {topic_page(name, TopicKind::Tag, *slug, topics)};
    if (const auto slug = member_of(list, list_names::kCompany))
        return {topic_page(name, TopicKind::Company, *slug, topics)};
    if (const auto value = member_of(list, list_names::kRating)) return {rating_page(name, *value)};
    if (const auto value = member_of(list, list_names::kKind)) return kind_pages(name, *value);
    if (const auto tag = member_of(list, list_names::kLanguage)) {
        const auto words = language_name(*tag);
        return {{.list = name,
                 .path = name + "/",
                 .heading = fmt::format("原文が{}の記事", words.empty() ? *tag : words),
                 .facet = "lang",
                 .value = *tag}};
    }
    return {};
}

std::vector<std::string> standing_lists() {
    std::vector<std::string> lists{std::string{list_names::kAll}, std::string{list_names::kFeed}};
    for (int stars = kRatingLeast; stars <= kStarsMax; ++stars)
        lists.push_back(fmt::format("{}{}", list_names::kRating, stars));
    for (const SourceKind kind : kKinds)
        lists.push_back(fmt::format("{}{}", list_names::kKind, to_string(kind)));
    return lists;
}

std::vector<std::pair<std::string, int>> name_lists(const ItemResults& results) {
    std::vector<std::pair<std::string, int>> names;
    if (!results.summary) return names;
    const auto add = [&](const std::string& word, int weight) {
        std::string list = fmt::format("{}{}", list_names::kName, text::lower(text::nfkc(word)));
        if (std::ranges::find(names, list, &std::pair<std::string, int>::first) == names.end())
            names.emplace_back(std::move(list), weight);
    };
    for (const Entity& entity : results.summary->entities)
        add(entity.name, entity.role == "main" ? kMainWeight : kMentionWeight);
    for (const std::string& tag : results.summary->tags) add(tag, kTagWeight);
    return names;
}

std::vector<SitePlace> places_of(const Card& card, const ItemResults& results,
                                 const std::vector<ItemTopic>& topics,
                                 const std::optional<TimePoint>& completed,
                                 const SiteOptions& options) {
    std::vector<SitePlace> places;
    const auto add = [&](std::string_view family, std::string_view member) {
        places.push_back({fmt::format("{}{}", family, member), card.when});
    };
    if (card.story) add(list_names::kStory, std::to_string(*card.story));
    if (card.outside) return places;
    add(list_names::kAll, "");
    if (card.pinned) add(list_names::kPinned, "");
    add(list_names::kDay, options.time_zone.day_of(card.when));
    add(list_names::kSource, card.source);
    for (int stars = kRatingLeast; stars <= card.stars; ++stars)
        add(list_names::kRating, std::to_string(stars));
    if (const auto kind = source_kind(options, card.source))
        add(list_names::kKind, to_string(*kind));
    if (is_language_tag(card.language)) add(list_names::kLanguage, card.language);
    if (completed) places.push_back({std::string{list_names::kFeed}, *completed});
    if (card.rights != Rights::Link)
        for (const auto& [name, weight] : name_lists(results)) places.push_back({name, card.when});
    // An extract's tags are shown nowhere (card_of), so they put it into no list either.
    const bool extract = results.summary && results.summary->extractive;
    if (card.rights != Rights::Link && !extract)
        for (const ItemTopic& known : topics) {
            if (!known.main) continue;
            if (known.topic.kind == TopicKind::Tag) add(list_names::kTag, known.topic.slug);
            if (known.topic.kind == TopicKind::Company) add(list_names::kCompany, known.topic.slug);
        }
    return places;
}

}  // namespace ainews::site
