#include <gmock/gmock.h>

#include "tests/storage/store_contract.h"

namespace ainews::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TimePoint at(int minute) { return TimePoint{std::chrono::minutes{minute}}; }

class SiteIndexContract : public StoreContract {
protected:
    void file(ItemId id, const std::string& card, std::vector<SitePlace> places,
              std::vector<ItemId> links = {}, std::optional<TimePoint> completed = std::nullopt) {
        const SiteEntry entry{id, card, completed, std::move(places), std::move(links)};
        ASSERT_TRUE(store().file_entries({&entry, 1}));
    }
    std::vector<std::string> take_dirty() {
        auto names = store().dirty_names();
        EXPECT_TRUE(store().clean(names));
        EXPECT_THAT(store().dirty_names(), IsEmpty());
        return names;
    }
    std::vector<ItemId> ids(std::string_view list, int limit = 10) {
        std::vector<ItemId> out;
        for (const SiteCard& card : store().listed(list, limit)) out.push_back(card.item);
        return out;
    }
};

TEST_P(SiteIndexContract, ListsRunFromTheNewestToTheOldest) {
    file(1, "a", {{"all", at(5)}, {"kind/news", at(5)}});
    file(2, "b", {{"all", at(9)}});
    file(3, "c", {{"all", at(5)}});
    EXPECT_THAT(ids("all"), ElementsAre(2, 3, 1));
    EXPECT_THAT(ids("all", 2), ElementsAre(2, 3));
    EXPECT_EQ(store().listed("all", 1).front().card, "b");
    const auto lists = store().lists("kind/");
    ASSERT_EQ(lists.size(), 1U);
    EXPECT_EQ(lists[0].list, "kind/news");
    EXPECT_EQ(lists[0].items, 1);
    EXPECT_EQ(lists[0].changed, at(5));
}

TEST_P(SiteIndexContract, AChangeMakesDirtyWhatItLeftAndWhatItCameInto) {
    file(1, "a", {{"all", at(5)}, {"rating/3", at(5)}});
    EXPECT_THAT(take_dirty(), ElementsAre("all", "rating/3"));
    file(1, "a", {{"all", at(5)}, {"rating/3", at(5)}});
    EXPECT_THAT(take_dirty(), IsEmpty());
    file(1, "a", {{"all", at(5)}, {"rating/4", at(5)}});
    EXPECT_THAT(take_dirty(), ElementsAre("rating/3", "rating/4"));
    file(1, "new title", {{"all", at(5)}, {"rating/4", at(5)}});
    EXPECT_THAT(take_dirty(), ElementsAre("all", "rating/4"));
    file(1, "", {});
    EXPECT_THAT(take_dirty(), ElementsAre("all", "rating/4"));
    EXPECT_THAT(store().lists(""), IsEmpty());
}

TEST_P(SiteIndexContract, PagesThatShowACardFollowIt) {
    file(1, "a", {{"all", at(1)}});
    file(2, "b", {{"all", at(2)}}, {1});
    EXPECT_THAT(store().links_of(2), ElementsAre(1));
    take_dirty();
    file(1, "another", {{"all", at(1)}});
    EXPECT_THAT(take_dirty(), ElementsAre("all", "article/2"));
}

TEST_P(SiteIndexContract, APageFiledTogetherWithWhatItShowsIsRenderedByWhoFilesIt) {
    file(3, "c", {{"all", at(3)}}, {1});
    take_dirty();
    const std::vector<SiteEntry> together{
        {.item = 1, .card = "a", .places = {{"all", at(1)}}},
        {.item = 2, .card = "b", .places = {{"all", at(2)}}, .links = {1}},
        {.item = 4, .card = "d", .places = {{"all", at(4)}}, .links = {2, 1}},
    };
    ASSERT_TRUE(store().file_entries(together));
    EXPECT_THAT(take_dirty(), ElementsAre("all", "article/3"));
}

TEST_P(SiteIndexContract, NamesTheNewestOfAList) {
    file(1, "a", {{"all", at(5)}});
    file(2, "b", {{"all", at(7)}, {"kind/news", at(7)}});
    file(3, "c", {{"all", at(5)}});
    EXPECT_THAT(store().newest_of("all", 10), ElementsAre(2, 3, 1));
    EXPECT_THAT(store().newest_of("all", 2), ElementsAre(2, 3));
    EXPECT_THAT(store().newest_of("kind/blog", 2), IsEmpty());
}

TEST_P(SiteIndexContract, TheFirstCompletionIsKeptForGood) {
    file(1, "a", {{"feed", at(7)}}, {}, at(7));
    file(1, "b", {{"feed", at(9)}}, {}, at(9));
    EXPECT_EQ(store().card_of(1)->completed, at(7));
    file(1, "", {});
    reopen();
    file(1, "c", {{"feed", at(9)}}, {}, at(11));
    EXPECT_EQ(store().card_of(1)->completed, at(7));
}

class SiteSearchContract : public SiteIndexContract {
protected:
    /// An item of that title whose text is read: from then on the search index knows it.
    ItemId read_item(const std::string& title) {
        const ItemId id = add_item("a", title);
        finish(done(claim_of(id, "extract"), R"({"title":"","language":"ja","blocks":[]})"));
        return id;
    }
    /// Listed at a time and in these lists beside the list of all.
    ItemId listed(const std::string& title, TimePoint when, std::vector<std::string> lists = {}) {
        const ItemId id = read_item(title);
        std::vector<SitePlace> places{{"all", when}};
        for (std::string& list : lists) places.push_back({std::move(list), when});
        file(id, title, std::move(places));
        return id;
    }
    void index() {
        while (store().refresh(100).value() > 0) {
        }
    }
    std::vector<ItemId> found(const SiteQuery& query) {
        std::vector<ItemId> ids;
        for (const SiteFind& find : store().find(query).items) ids.push_back(find.item);
        return ids;
    }
};

TEST_P(SiteSearchContract, WithoutTextTheNewestComeFirst) {
    const ItemId first = listed("one", at(10), {"kind/news", "lang/en"});
    const ItemId second = listed("two", at(20), {"kind/news"});
    const ItemId third = listed("three", at(20), {"lang/en"});
    EXPECT_THAT(found({}), ElementsAre(third, second, first));
    EXPECT_THAT(found({.lists = {"kind/news"}}), ElementsAre(second, first));
    EXPECT_THAT(found({.lists = {"lang/en", "kind/news"}}), ElementsAre(first));
    EXPECT_THAT(found({.lists = {"kind/blog"}}), IsEmpty());
    EXPECT_THAT(found({.lists = {"all", "x' OR 1=1"}}), IsEmpty());
    EXPECT_THAT(found({.since = at(11)}), ElementsAre(third, second));
    EXPECT_THAT(found({.until = at(20)}), ElementsAre(first));
    EXPECT_THAT(found({.limit = 1}), ElementsAre(third));
    EXPECT_THAT(found({.after = SiteFind{third, at(20)}, .limit = 1}), ElementsAre(second));
    EXPECT_THAT(found({.skip = 1, .limit = 1}), ElementsAre(second));
    EXPECT_EQ(store().find({.lists = {"kind/news"}}).items.front(), (SiteFind{second, at(20)}));
}

TEST_P(SiteSearchContract, WithTextTheBestMatchComesFirstAndNewOnesAreWorthMore) {
    const TimePoint long_ago = now() - std::chrono::hours{24 * 900};
    const ItemId old = listed("蒸留の規則 一", long_ago, {"kind/news"});
    const ItemId fresh = listed("蒸留の規則 二", now(), {"lang/en"});
    const ItemId other = listed("量子化の手引き", now());
    index();
    EXPECT_THAT(found({.text = "蒸留"}), ElementsAre(fresh, old));
    EXPECT_THAT(found({.text = "規"}), ElementsAre(fresh, old));
    EXPECT_THAT(found({.text = "手引き"}), ElementsAre(other));
    EXPECT_EQ(store().find({.text = "蒸留", .limit = 1}).total, 2);
    EXPECT_THAT(found({.text = "蒸留", .skip = 1}), ElementsAre(old));
    EXPECT_THAT(found({.text = "蒸留", .lists = {"kind/news"}}), ElementsAre(old));
    EXPECT_THAT(found({.text = "蒸留", .since = now()}), ElementsAre(fresh));
    EXPECT_THAT(found({.text = "!!"}), IsEmpty());
    EXPECT_THAT(found({.text = "\" OR NEAR("}), IsEmpty());
}

TEST_P(SiteSearchContract, WhatIsNotPublicIsGoneAtOnce) {
    for (const PublishState state :
         {PublishState::Held, PublishState::Hidden, PublishState::Withdrawn}) {
        const std::string title = "蒸留" + std::string{to_string(state)};
        const ItemId id = listed(title, now());
        index();
        ASSERT_THAT(found({.text = title}), ElementsAre(id));
        ASSERT_TRUE(store().set_publish_state(id, state, "why", "", now()));
        EXPECT_THAT(found({.text = title}), IsEmpty());
        EXPECT_THAT(found({}), IsEmpty());
    }
    const ItemId unlisted = read_item("蒸留と未掲載");
    index();
    EXPECT_THAT(found({.text = "未掲載"}), IsEmpty()) << unlisted;
}

INSTANTIATE_STORE_CONTRACT(SiteIndexContract);
INSTANTIATE_STORE_CONTRACT(SiteSearchContract);

}  // namespace
}  // namespace ainews::testing
