#include <gmock/gmock.h>

#include "tests/storage/store_contract.h"

namespace ainews::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TimePoint at(int minutes) { return TimePoint{std::chrono::minutes{minutes}}; }

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

TEST_P(SiteIndexContract, TheFirstCompletionIsKeptForGood) {
    file(1, "a", {{"feed", at(7)}}, {}, at(7));
    file(1, "b", {{"feed", at(9)}}, {}, at(9));
    EXPECT_EQ(store().card_of(1)->completed, at(7));
    file(1, "", {});
    reopen();
    file(1, "c", {{"feed", at(9)}}, {}, at(11));
    EXPECT_EQ(store().card_of(1)->completed, at(7));
}

INSTANTIATE_STORE_CONTRACT(SiteIndexContract);

}  // namespace
}  // namespace ainews::testing
