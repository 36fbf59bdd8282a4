#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/calendar.h"
#include "core/editions.h"
#include "core/site_index.h"
#include "site/lists.h"
#include "site/page.h"

namespace ainews::site {

/// A file of the site: path and bytes.
using PutFile = std::function<void(const std::string& path, const std::string& bytes)>;

/// A card of a list, and when it was complete first.
struct ListedCard {
    Card card;
    std::optional<TimePoint> completed = std::nullopt;
};

/// Renders lists from the cards in the index: the pages and the Atom feed under each. Lives for one
/// publish, because it keeps rendered teasers: an item stands in many lists.
class ListRenderer {
public:
    ListRenderer(PageRenderer& pages, const SiteIndex& index, const TopicReader& topics,
                 const EditionReader& editions)
        : pages_{pages}, index_{index}, topics_{topics}, editions_{editions} {}

    /// All files of the list of that name; nothing for one without a page.
    void render(const std::string& list, const PutFile& put);
    /// /stories/ID/, or nothing while nobody else reports the event.
    [[nodiscard]] std::optional<std::string> story(StoryId story);
    [[nodiscard]] std::vector<Card> cards(std::string_view list, int limit) const;

private:
    struct Slice {
        std::size_t begin = 0;
        std::size_t end = 0;
        int number = 1;
        int last = 1;
    };
    void front(const ListPage& page, const std::vector<Card>& cards, const PutFile& put);
    void feeds(const std::string& list, const std::vector<ListedCard>& rows, const PutFile& put);
    std::string list_page(const ListPage& list, const std::vector<Card>& cards, const Slice& slice);
    /// `above`: what stands on the page already.
    [[nodiscard]] View day_views(const std::vector<Card>& cards, const Slice& slice,
                                 const std::string& root, bool front,
                                 const std::vector<Card>& above);
    std::string teaser(const Card& card, const std::string& root, bool lead);
    [[nodiscard]] std::int64_t items_in(const std::string& list) const;
    [[nodiscard]] View pinned_view(const std::vector<Card>& pinned, const std::string& root);
    /// The list of 動画 as a grid of pictures.
    [[nodiscard]] View video_view(const std::vector<Card>& cards, const std::string& root);
    [[nodiscard]] const std::vector<SiteListTotal>& days();
    [[nodiscard]] Day first_day();  ///< of the archive; empty: there is none

    PageRenderer& pages_;
    const SiteIndex& index_;
    const TopicReader& topics_;
    const EditionReader& editions_;
    std::map<std::pair<ItemId, std::string>, std::string> teasers_;
    std::optional<std::vector<SiteListTotal>> days_ = std::nullopt;
};

}  // namespace ainews::site
