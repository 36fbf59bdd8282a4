#include "site/list_renderer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/calendar.h"
#include "site/card_view.h"
#include "site/feeds.h"
#include "site/filters.h"
#include "site/front_side.h"
#include "site/headline.h"
#include "site/labels.h"
#include "site/topic_pages.h"

namespace ainews::site {
namespace {

constexpr std::size_t kFeedEntries = 50;
constexpr std::size_t kLeadWithin = 5;  ///< the first important one of these is set large
constexpr int kLeadStars = 4;
constexpr std::size_t kTeasersKept = 1000;  ///< by each thread
constexpr int kStoryCardsMax = 100;
constexpr int kPinnedMax = 5;
constexpr std::array<const char*, 7> kWeekdays{"日曜日", "月曜日", "火曜日", "水曜日",
                                               "木曜日", "金曜日", "土曜日"};

/// Parsed once for the page and the feed under it.
std::vector<ListedCard> parsed(const std::vector<SiteCard>& rows) {
    std::vector<ListedCard> listed;
    listed.reserve(rows.size());
    for (const SiteCard& row : rows)
        if (auto card = card_from_json(row.card))
            listed.push_back({std::move(*card), row.completed});
    return listed;
}

std::vector<Card> cards_of(std::vector<ListedCard> listed) {
    std::vector<Card> cards;
    cards.reserve(listed.size());
    for (ListedCard& row : listed) cards.push_back(std::move(row.card));
    return cards;
}

/// Those that were complete once, the newest completion first.
std::vector<FeedEntry> feed_entries(const std::vector<ListedCard>& rows) {
    std::vector<const ListedCard*> complete;
    for (const ListedCard& row : rows)
        if (row.completed && row.card.progress == Progress::Done) complete.push_back(&row);
    std::ranges::stable_sort(complete, std::greater{},
                             [](const ListedCard* row) { return *row->completed; });
    if (complete.size() > kFeedEntries) complete.resize(kFeedEntries);
    std::vector<FeedEntry> entries;
    for (const ListedCard* row : complete) entries.push_back({row->card, *row->completed});
    return entries;
}

void set_pager(View& view, const std::string& newer, const std::string& newer_name,
               const std::string& older, const std::string& older_name) {
    if (newer.empty() && older.empty()) return set_flag(view, "pager", false);
    View pager;
    set_text(pager, "newer", newer);
    pager.set("newer_name", newer_name);
    set_text(pager, "older", older);
    pager.set("older_name", older_name);
    view.set("pager", std::move(pager));
}

}  // namespace

std::vector<Card> ListRenderer::cards(std::string_view list, int limit) const {
    return cards_of(parsed(index_.listed(list, limit)));
}

std::string ListRenderer::teaser(const Card& card, const std::string& root, bool lead) {
    const std::pair key{card.id, root};
    if (!lead)
        if (const auto known = teasers_.find(key); known != teasers_.end()) return known->second;
    View view = card_view(card, pages_.options(), root, true);
    set_flag(view, "lead", lead);
    std::string html = pages_.fragment("teaser", view);
    if (lead) return html;
    if (teasers_.size() >= kTeasersKept) teasers_.clear();
    return teasers_.emplace(key, std::move(html)).first->second;
}

View ListRenderer::day_views(const std::vector<Card>& cards, const Slice& slice,
                             const std::string& root, bool front, const std::vector<Card>& above) {
    const TimeZone& zone = pages_.options().time_zone;
    const auto stands_above = [&](const Card& card) {
        return std::ranges::find(above, card.id, &Card::id) != above.end();
    };
    const auto lead = [&]() -> std::size_t {
        for (std::size_t i = slice.begin; i < std::min(slice.end, slice.begin + kLeadWithin); ++i)
            if (cards[i].stars >= kLeadStars && !stands_above(cards[i])) return i;
        return slice.end;
    }();
    View days = View::list();
    for (std::size_t i = slice.begin; i < slice.end;) {
        const Day day = zone.day_of(cards[i].when);
        View view;
        view.set("day", day);
        view.set("label", month_and_day(day));
        view.set(
            "weekday",
            kWeekdays.at(static_cast<std::size_t>(std::stoi(zone.format(cards[i].when, "%w")))));
        std::string teasers;
        std::int64_t count = 0;
        for (; i < slice.end && zone.day_of(cards[i].when) == day; ++i) {
            if (stands_above(cards[i])) continue;
            teasers += teaser(cards[i], root, front && i == lead);
            ++count;
        }
        view.set("teasers", std::move(teasers));
        set_number(view, "count", count);
        if (count > 0) days << std::move(view);
    }
    return days;
}

/// What the editor pinned stands first on the front page.
View ListRenderer::pinned_view(const std::vector<Card>& pinned, const std::string& root) {
    if (pinned.empty()) return View{false};
    std::string teasers;
    // With its date: a pinned article may be of another day than those below.
    for (const Card& card : pinned)
        teasers += pages_.fragment("teaser", card_view(card, pages_.options(), root, false));
    View section;
    section.set("teasers", std::move(teasers));
    return section;
}

View ListRenderer::video_view(const std::vector<Card>& cards, const std::string& root) {
    if (cards.empty()) return View{false};
    std::string videos;
    for (const Card& card : cards)
        videos += pages_.fragment("video", card_view(card, pages_.options(), root, false));
    View section;
    section.set("teasers", std::move(videos));
    return section;
}

const std::vector<SiteListTotal>& ListRenderer::days() {
    if (!days_) days_ = index_.lists(list_names::kDay);
    return *days_;
}

Day ListRenderer::first_day() {
    return days().empty() ? Day{} : days().front().list.substr(list_names::kDay.size());
}

std::int64_t ListRenderer::items_in(const std::string& list) const {
    for (const SiteListTotal& total : index_.lists(list))
        if (total.list == list) return total.items;
    return 0;
}

std::string ListRenderer::list_page(const ListPage& list, const std::vector<Card>& cards,
                                    const Slice& slice) {
    const bool front = list.path.empty();
    Page page;
    page.path = front && slice.number > 1 ? fmt::format("page/{}/", slice.number) : list.path;
    page.title = front && slice.number > 1 ? fmt::format("最新の記事 {}ページ目", slice.number)
                                           : list.heading;
    page.description = front                ? "世界中のAIニュースを毎時集め、日本語に訳し、要約し、4つの軸で評価し"
                                              "て届けるニュースサイト。"
                       : list.intro.empty() ? fmt::format("{}。新しい順。", list.heading)
                                            : list.intro;
    page.section = list.section;
    const std::string root = root_of(page.path);
    if (!front) page.atom = list.path + "atom.xml";
    if (front && !cards.empty()) page.newest = cards.front().when;
    View view;
    set_text(view, "heading", list.heading);
    set_text(view, "intro", list.intro);
    set_text(view, "more_head",
             list.list.starts_with(list_names::kCompany)
                 ? company_head(pages_, cards, {list.path, root, items_in(list.list), first_day()})
                 : std::string{});
    set_flag(view, "empty", cards.empty());
    view.set("empty_text", front ? "記事はまだありません。最初の巡回が終わると、ここに並びます。"
                                 : "ここに並ぶ記事はまだありません。");
    set_flag(view, "front", front);
    const bool first_page = front && slice.number == 1;
    const std::vector<Card> pinned =
        first_page ? this->cards(list_names::kPinned, kPinnedMax) : std::vector<Card>{};
    view.set("pinned", pinned_view(pinned, root));
    const bool videos = list.path == kVideosPath;
    view.set("videos", videos ? video_view(cards, root) : View{false});
    view.set("days", videos ? View::list() : day_views(cards, slice, root, first_page, pinned));
    set_text(view, "atom_path", page.atom);
    const bool filtered = front || !list.facet.empty();
    set_flag(view, "has_filters", filtered);
    set_flag(view, "filter_open", false);
    if (filtered) view.set("filters", filter_views(list, index_, root));
    view.set("side", front ? front_side(days(), editions_, pages_.options()) : View{false});
    const std::string first = root;
    const auto numbered = [&](int number) {
        return number == 1 ? first : fmt::format("{}page/{}/", root, number);
    };
    if (list.day) {
        const auto [before, after] = neighbours(days(), *list.day);
        set_pager(view, after.empty() ? "" : fmt::format("{}days/{}/", root, after), after,
                  before.empty() ? "" : fmt::format("{}days/{}/", root, before), before);
    } else {
        set_pager(view, slice.number > 1 ? numbered(slice.number - 1) : "", "新しい記事",
                  slice.number < slice.last ? numbered(slice.number + 1) : "", "古い記事");
    }
    return pages_.page("list", page, std::move(view));
}

void ListRenderer::front(const ListPage& page, const std::vector<Card>& cards, const PutFile& put) {
    const auto last = std::max<std::size_t>(1, (cards.size() + kPageItems - 1) / kPageItems);
    for (std::size_t number = 1; number <= last; ++number) {
        const std::size_t begin = (number - 1) * kPageItems;
        const Slice slice{begin, std::min(cards.size(), begin + kPageItems),
                          static_cast<int>(number), static_cast<int>(last)};
        put(number == 1 ? "index.html" : fmt::format("page/{}/index.html", number),
            list_page(page, cards, slice));
    }
}

void ListRenderer::feeds(const std::string& list, const std::vector<ListedCard>& rows,
                         const PutFile& put) {
    const SiteOptions& options = pages_.options();
    if (list == list_names::kFeed) {
        Feed feed{options.title, "atom.xml", "", feed_entries(rows)};
        put("atom.xml", atom_feed(feed, options));
        feed.path = "rss.xml";
        put("rss.xml", rss_feed(feed, options));
        feed.path = "feed.json";
        put("feed.json", json_feed(feed, options));
        return;
    }
    for (const ListPage& page : pages_of(list, options, &topics_)) {
        if (page.path.empty()) continue;  // the front page's is the feed of all
        const Feed feed{fmt::format("{} | {}", page.heading, options.title), page.path + "atom.xml",
                        page.path, feed_entries(rows)};
        put(feed.path, atom_feed(feed, options));
    }
}

void ListRenderer::render(const std::string& list, const PutFile& put) {
    if (list == list_names::kFeed) return feeds(list, parsed(index_.listed(list, kListedMax)), put);
    const auto pages = pages_of(list, pages_.options(), &topics_);
    if (pages.empty()) return;
    auto rows = parsed(index_.listed(list, pages.front().limit));
    feeds(list, rows, put);
    const std::vector<Card> cards = cards_of(std::move(rows));
    for (const ListPage& page : pages) {
        if (page.path.empty()) {
            front(page, cards, put);
            continue;
        }
        put(page.path + "index.html", list_page(page, cards, {0, cards.size(), 1, 1}));
    }
}

std::optional<std::string> ListRenderer::story(StoryId story) {
    const auto members = cards(fmt::format("{}{}", list_names::kStory, story), kStoryCardsMax);
    if (members.size() < 2) return std::nullopt;
    // The lead's summary stands above: the first with a page and the best rating tells it best.
    const auto lead = std::ranges::max_element(members, {}, [](const Card& card) {
        return std::pair{!card.outside && !card.tldr.empty(), card.total};
    });
    Page page;
    page.path = fmt::format("stories/{}/", story);
    page.title = "同じ話題：" + lead->title;
    page.description = lead->tldr;
    const std::string root = root_of(page.path);
    std::string teasers;
    std::vector<std::string> sources;
    for (const Card& card : members) {
        View view = card_view(card, pages_.options(), root, false);
        set_flag(view, "same", false);
        teasers += pages_.fragment("teaser", view);
        if (std::ranges::find(sources, card.source) == sources.end())
            sources.push_back(card.source);
    }
    View view;
    view.set("title_html", headline_html(lead->title));
    set_text(view, "tldr", lead->tldr);
    view.set("teasers", std::move(teasers));
    set_number(view, "count", static_cast<std::int64_t>(members.size()));
    set_number(view, "sources", static_cast<std::int64_t>(sources.size()));
    return pages_.page("story", page, std::move(view));
}

}  // namespace ainews::site
