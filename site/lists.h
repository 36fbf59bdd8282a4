#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/site_index.h"
#include "core/topics.h"
#include "site/card.h"
#include "site/item_results.h"
#include "site/page.h"

namespace ainews::site {

/// Names of lists in the site's index; those with a family end in "/".
namespace list_names {
inline constexpr std::string_view kAll = "all";
inline constexpr std::string_view kFeed = "feed";  ///< by first completion
inline constexpr std::string_view kPinned = "pinned";
inline constexpr std::string_view kDay = "day/";
inline constexpr std::string_view kSource = "source/";
inline constexpr std::string_view kRating = "rating/";  ///< that many stars or more
inline constexpr std::string_view kKind = "kind/";
inline constexpr std::string_view kLanguage = "lang/";
inline constexpr std::string_view kStory = "story/";
inline constexpr std::string_view kTag = "tag/";
inline constexpr std::string_view kCompany = "company/";
inline constexpr std::string_view kName = "name/";  ///< of an entity or tag; for 関連記事, no page
inline constexpr std::string_view kArticle = "article/";  ///< a dirty page, no list
}  // namespace list_names

inline constexpr std::string_view kVideosPath = "videos/";  ///< its articles as a grid of pictures

inline constexpr int kListedMax = 200;  ///< the newest of a list; older items are in day pages
inline constexpr std::size_t kPageItems = 20;  ///< of the front page and those after it
inline constexpr int kDayListedMax = 5000;
inline constexpr int kRatingLeast = 3;  ///< rating pages from here to five stars

/// A list that has a page.
struct ListPage {
    std::string list;     ///< its name in the index
    std::string path;     ///< "kind/research/"
    std::string heading;  ///< empty on the front page
    std::string intro;
    std::string section;  ///< the menu entry that is current; may be empty
    std::string facet;    ///< the filter it is a choice of: rating, kind, lang; may be empty
    std::string value;    ///< the choice
    int limit = kListedMax;
    std::optional<Day> day = std::nullopt;
};

/// The pages of a list; none where it has none. The front page is "all". `topics` names tags and
/// companies; without it their slugs do.
[[nodiscard]] std::vector<ListPage> pages_of(std::string_view list, const SiteOptions& options,
                                             const TopicReader* topics);
/// Pages that are there even while nothing stands in them.
[[nodiscard]] std::vector<std::string> standing_lists();

/// Where the item stands. `completed`: its first completion, where there was one.
[[nodiscard]] std::vector<SitePlace> places_of(const Card& card, const ItemResults& results,
                                               const std::vector<ItemTopic>& topics,
                                               const std::optional<TimePoint>& completed,
                                               const SiteOptions& options);
/// The names by which 関連記事 finds others, with a weight each: what the article is about first.
[[nodiscard]] std::vector<std::pair<std::string, int>> name_lists(const ItemResults& results);

}  // namespace ainews::site
