// What is told to whom: the delivery ledger.
#include <gmock/gmock.h>

#include "tests/storage/store_contract.h"

namespace ainews::testing {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::vector<std::string> kBoth{"team", "desk"};

class NoticeContract : public StoreContract {
protected:
    [[nodiscard]] Notice notice(const std::string& key) const {
        Notice notice;
        notice.key = key;
        notice.event = "daily";
        notice.content = "content of " + key;
        notice.made = now();
        notice.expires = now() + hours{24};
        return notice;
    }
    bool post(const Notice& notice, const std::vector<std::string>& webhooks = {"team"}) {
        return store().post_notice(notice, webhooks).value();
    }
    std::optional<Delivery> take(const std::string& webhook = "team") {
        return store().take_delivery(webhook, now(), minutes{5}).value();
    }
    WebhookTally tally(const std::string& webhook = "team") {
        for (const WebhookTally& one : store().webhook_tallies())
            if (one.webhook == webhook) return one;
        return {};
    }
};

TEST_P(NoticeContract, WritesANoticeDownOnceForGood) {
    EXPECT_TRUE(post(notice("one"), kBoth));
    EXPECT_FALSE(post(notice("one"), kBoth));
    reopen();
    EXPECT_FALSE(post(notice("one"), kBoth));
    EXPECT_EQ(tally("team").waiting, 1);
    EXPECT_EQ(tally("desk").waiting, 1);
}

TEST_P(NoticeContract, KnowsAThingByEachOfItsNames) {
    Notice first = notice("item/1");
    first.also = {"story/9"};
    EXPECT_TRUE(post(first));
    Notice second = notice("item/2");
    second.also = {"story/9"};
    EXPECT_FALSE(post(second));
    EXPECT_FALSE(post(notice("story/9")));
    EXPECT_TRUE(post(notice("item/2")));
}

TEST_P(NoticeContract, KeepsToADaysShareOfAnEvent) {
    for (int i = 0; i < 3; ++i) {
        Notice one = notice(std::to_string(i));
        one.day_max = 2;
        one.day_start = now() - hours{1};
        EXPECT_EQ(post(one), i < 2) << i;
    }
    clock_.advance(hours{24});
    Notice next = notice("next");
    next.day_max = 2;
    next.day_start = now() - hours{1};
    EXPECT_TRUE(post(next));
}

TEST_P(NoticeContract, HandsADeliveryToOneSenderOnly) {
    post(notice("one"), kBoth);
    post(notice("two"));
    const auto first = take();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->key, "one");
    EXPECT_EQ(first->content, "content of one");
    EXPECT_EQ(first->attempts, 1);
    const auto second = take();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->key, "two");
    EXPECT_FALSE(take());
    EXPECT_EQ(take("desk")->key, "one");
    EXPECT_FALSE(take("unknown"));
}

TEST_P(NoticeContract, WhatEndedIsNotTakenAgain) {
    for (const auto end : {DeliveryEnd::Delivered, DeliveryEnd::Refused, DeliveryEnd::Uncertain}) {
        post(notice(std::to_string(static_cast<int>(end))));
        ASSERT_TRUE(store().end_delivery(*take(), end, "why", now()));
        EXPECT_FALSE(take());
    }
    const WebhookTally all = tally();
    EXPECT_EQ(all.delivered, 1);
    EXPECT_EQ(all.refused, 1);
    EXPECT_EQ(all.uncertain, 1);
    EXPECT_EQ(all.waiting, 0);
    EXPECT_EQ(all.last_delivered, now());
    EXPECT_EQ(all.oldest_waiting, std::nullopt);
}

TEST_P(NoticeContract, ADelayHoldsForAllThatTheWebhookWaitsFor) {
    post(notice("one"), kBoth);
    post(notice("two"));
    ASSERT_TRUE(store().delay_delivery(*take(), now() + minutes{10}, "HTTP 500"));
    EXPECT_FALSE(take());
    EXPECT_TRUE(take("desk"));
    EXPECT_EQ(tally().error, "HTTP 500");
    EXPECT_EQ(tally().waiting, 2);
    clock_.advance(minutes{10});
    const auto again = take();
    ASSERT_TRUE(again);
    EXPECT_EQ(again->key, "one");
    EXPECT_EQ(again->attempts, 2);
}

TEST_P(NoticeContract, WhatADeadSenderHadInHandIsUncertain) {
    post(notice("one"));
    ASSERT_TRUE(take());
    reopen();
    EXPECT_EQ(store().sweep_notices(now())->uncertain, 0) << "he may be alive";
    clock_.advance(minutes{5});
    EXPECT_EQ(store().sweep_notices(now())->uncertain, 1);
    EXPECT_FALSE(take());
}

TEST_P(NoticeContract, ASenderThatWasOnlySlowStillSaysHowItWent) {
    post(notice("one"));
    const auto held = take();
    clock_.advance(minutes{6});
    ASSERT_TRUE(store().sweep_notices(now()));
    ASSERT_TRUE(store().end_delivery(*held, DeliveryEnd::Delivered, "", now()));
    EXPECT_EQ(tally().delivered, 1);
    EXPECT_EQ(tally().uncertain, 0);
}

TEST_P(NoticeContract, ExpiresWhatNobodyNeedsAnyMore) {
    post(notice("one"));
    clock_.advance(hours{24});
    EXPECT_FALSE(take());
    EXPECT_EQ(store().sweep_notices(now())->expired, 1);
    EXPECT_EQ(tally().expired, 1);
    EXPECT_FALSE(post(notice("one"))) << "it was written down";
}

TEST_P(NoticeContract, ANoticeThatSaysAllReplacesThoseThatWait) {
    post(notice("one"), kBoth);
    const auto on_its_way = take("desk");
    Notice all = notice("two");
    all.replaces = true;
    EXPECT_TRUE(post(all, kBoth));
    Notice other = notice("three");
    other.event = "budget";
    other.replaces = true;
    EXPECT_TRUE(post(other, kBoth));
    EXPECT_EQ(take()->key, "two");
    EXPECT_EQ(take()->key, "three");
    ASSERT_TRUE(store().end_delivery(*on_its_way, DeliveryEnd::Delivered, "", now()));
    EXPECT_EQ(tally("desk").delivered, 1);
}

TEST_P(NoticeContract, ForgetsAfterNinetyDays) {
    post(notice("one"));
    ASSERT_TRUE(store().end_delivery(*take(), DeliveryEnd::Delivered, "", now()));
    clock_.advance(hours{24 * 91});
    ASSERT_TRUE(store().sweep_notices(now()));
    EXPECT_THAT(store().webhook_tallies(), IsEmpty());
    EXPECT_TRUE(post(notice("one")));
}

TEST_P(NoticeContract, TroublesAreReportedAndClosedWithTheirNotice) {
    const Trouble a{"a", now() - hours{30}};
    const Trouble b{"b", now() - hours{2}};
    ASSERT_TRUE(store().note_troubles(std::vector{a, b}, {}));
    Notice failing = notice("failing");
    failing.reports = {"a"};
    EXPECT_TRUE(post(failing));
    Trouble reported = a;
    reported.reported = true;
    EXPECT_THAT(store().troubles(), ElementsAre(reported, b));
    reported.over = now();
    ASSERT_TRUE(store().note_troubles(std::vector{reported}, std::vector<std::string>{"b"}));
    EXPECT_THAT(store().troubles(), ElementsAre(reported));
    Notice known = notice("failing");
    known.closes = {"a"};
    EXPECT_FALSE(post(known));
    EXPECT_THAT(store().troubles(), SizeIs(1)) << "a notice that is known changes nothing";
    Notice well = notice("well");
    well.closes = {"a"};
    EXPECT_TRUE(post(well));
    EXPECT_THAT(store().troubles(), IsEmpty());
}

INSTANTIATE_STORE_CONTRACT(NoticeContract);

}  // namespace
}  // namespace ainews::testing
