#include "notify/courier.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "notify/heartbeat.h"
#include "tests/notify/ledger_fixture.h"
#include "tests/support/fake_http.h"

namespace ainews::notify {
namespace {

using ainews::testing::FakeHttp;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using Result = DeliveryReport::Result;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string kUrl = "https://hooks.example.com/services/T0/s3cr3t";

class CourierTest : public LedgerFixture {
protected:
    void post(const std::string& key, Millis lives = hours{24}) {
        Message message;
        message.event = "daily";
        message.title = key;
        message.at = now();
        Notice notice;
        notice.key = key;
        notice.event = message.event;
        notice.content = to_content(message);
        notice.made = now();
        notice.expires = now() + lives;
        ASSERT_TRUE(ledger().post_notice(notice, std::vector<std::string>{"team"}).value());
    }
    void deliver(const std::string& quiet = "") {
        Courier::Options options;
        options.webhooks = {{"team", Format::Json, kUrl}};
        options.speaker = {"AIニュース", "https://news.example.jp/"};
        options.quiet = QuietHours::parse(quiet);
        options.on_report = [this](const DeliveryReport& report) { reports_.push_back(report); };
        Courier courier{http_, ledger(), clock_, std::move(options)};
        ASSERT_TRUE(courier.deliver({}, {}));
    }
    [[nodiscard]] std::vector<std::string> sent() const {
        std::vector<std::string> titles;
        for (const HttpRequest& request : http_.requests())
            titles.push_back(nlohmann::json::parse(request.body).at("title"));
        return titles;
    }

    FakeHttp http_;
    std::vector<DeliveryReport> reports_;
};

TEST_F(CourierTest, SendsEachNoticeOnceInTheirOrder) {
    http_.answer(kUrl, 200, "ok");
    post("one");
    post("two");
    deliver();
    deliver();
    EXPECT_THAT(sent(), ElementsAre("one", "two"));
    const HttpRequest request = http_.requests().at(0);
    EXPECT_EQ(request.method, "POST");
    EXPECT_THAT(request.headers, ::testing::Contains(std::pair<std::string, std::string>{
                                     "Idempotency-Key", "\"news.example.jp/one\""}));
    EXPECT_EQ(nlohmann::json::parse(request.body).at("id"), "news.example.jp/one");
    EXPECT_EQ(request.limits.redirects_max, 0);
    EXPECT_EQ(tally().delivered, 2);
    EXPECT_EQ(tally().waiting, 0);
}

TEST_F(CourierTest, TriesAgainWithGrowingPausesAndLosesNothing) {
    http_.answer(kUrl, 500, "");
    http_.answer(kUrl, 503, "");
    http_.answer(kUrl, 204, "");
    post("one");
    post("two");
    deliver();
    EXPECT_THAT(sent(), ElementsAre("one")) << "one attempt finds out for all";
    EXPECT_EQ(tally().error, "HTTP 500");
    clock_.advance(seconds{28});
    deliver();
    EXPECT_EQ(sent().size(), 1U);
    clock_.advance(seconds{2});
    deliver();
    EXPECT_EQ(sent().size(), 2U);
    clock_.advance(minutes{1});
    deliver();
    EXPECT_THAT(sent(), ElementsAre("one", "one", "one", "two"));
    EXPECT_EQ(tally().delivered, 2);
}

TEST_F(CourierTest, ObeysRetryAfter) {
    http_.answer(kUrl, 429, "", {{"retry-after", "600"}});
    http_.answer(kUrl, 200, "");
    post("one");
    deliver();
    clock_.advance(minutes{9});
    deliver();
    EXPECT_EQ(sent().size(), 1U);
    clock_.advance(minutes{1});
    deliver();
    EXPECT_EQ(sent().size(), 2U);
}

TEST_F(CourierTest, KeepsQuietAndDeliversAfterwards) {
    http_.answer(kUrl, 200, "");
    post("one");
    deliver("11:00-13:00");  // it is noon
    EXPECT_THAT(sent(), IsEmpty());
    clock_.advance(hours{1});
    deliver("11:00-13:00");
    EXPECT_THAT(sent(), ElementsAre("one"));
}

TEST_F(CourierTest, DoesNotSendAgainWhatMayHaveArrived) {
    http_.fail(kUrl, ErrorKind::Transient, "no answer within 10000 ms");
    post("one");
    deliver();
    clock_.advance(hours{2});
    deliver();
    EXPECT_EQ(sent().size(), 1U);
    EXPECT_EQ(tally().uncertain, 1);
    EXPECT_EQ(reports_.at(0).result, Result::Uncertain);
}

TEST_F(CourierTest, DoesNotSendAgainWhatAKilledSenderHadInHand) {
    http_.answer(kUrl, 200, "");
    post("one");
    ASSERT_TRUE(ledger().take_delivery("team", now(), minutes{5}).value());  // and then it died
    deliver();
    clock_.advance(minutes{6});
    EXPECT_EQ(ledger().sweep_notices(now())->uncertain, 1);
    deliver();
    EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(CourierTest, ADayWithoutAnAnswerEndsWithWhatStillMatters) {
    http_.fail(kUrl, ErrorKind::Unavailable, "could not connect");
    post("soon over", hours{2});
    post("still good", hours{48});
    for (int i = 0; i < 24; ++i) {
        deliver();
        clock_.advance(hours{1});
        ASSERT_TRUE(ledger().sweep_notices(now()));
    }
    const auto tried = sent().size();
    EXPECT_LE(tried, 60U);
    EXPECT_EQ(tally().expired, 1);
    http_.answer(kUrl, 200, "");
    deliver();  // takes the last failure of the script
    clock_.advance(hours{2});
    deliver();
    EXPECT_EQ(tally().delivered, 1);
    EXPECT_EQ(sent().back(), "still good");
}

TEST_F(CourierTest, NeverSaysTheAddress) {
    http_.fail(kUrl, ErrorKind::Unavailable,
               "could not resolve hooks.example.com for " + kUrl + " (/services/T0/s3cr3t)");
    post("one");
    deliver();
    EXPECT_THAT(reports_.at(0).error, Not(HasSubstr("s3cr3t")));
    EXPECT_THAT(reports_.at(0).error, Not(HasSubstr("hooks.example.com")));
    EXPECT_THAT(tally().error, Not(HasSubstr("s3cr3t")));
    EXPECT_THAT(tally().error, HasSubstr("could not resolve"));
}

TEST(VerdictTest, FollowsTheAnswer) {
    struct Case {
        int status;
        Result result;
        bool waits_for_somebody;
    };
    const TimePoint now{hours{1}};
    for (const Case& one :
         {Case{200, Result::Delivered, false}, Case{204, Result::Delivered, false},
          Case{302, Result::Delayed, true}, Case{400, Result::Refused, false},
          Case{401, Result::Delayed, true}, Case{404, Result::Delayed, true},
          Case{408, Result::Delayed, false}, Case{410, Result::Delayed, true},
          Case{413, Result::Refused, false}, Case{429, Result::Delayed, false},
          Case{500, Result::Delayed, false}, Case{503, Result::Delayed, false}}) {
        const Verdict verdict = verdict_of(HttpResponse{.status = one.status}, kUrl, now);
        EXPECT_EQ(verdict.result, one.result) << one.status;
        EXPECT_EQ(verdict.wait.has_value(), one.waits_for_somebody) << one.status;
    }
    for (const auto& [kind, result] : {std::pair{ErrorKind::Unavailable, Result::Delayed},
                                       std::pair{ErrorKind::BadInput, Result::Delayed},
                                       std::pair{ErrorKind::Transient, Result::Uncertain},
                                       std::pair{ErrorKind::Cancelled, Result::Uncertain},
                                       std::pair{ErrorKind::TooLarge, Result::Uncertain}})
        EXPECT_EQ(verdict_of(fail(kind, "x"), kUrl, now).result, result);
}

TEST(BackoffTest, DoublesUpToAnHour) {
    EXPECT_EQ(backoff(1), seconds{30});
    EXPECT_EQ(backoff(2), minutes{1});
    EXPECT_EQ(backoff(5), minutes{8});
    EXPECT_EQ(backoff(8), hours{1});
    EXPECT_EQ(backoff(1000), hours{1});
}

TEST(HeartbeatTest, SaysWhyItFailedButNotWhere) {
    FakeHttp http;
    const std::string url = "https://health.example.com/ping/s3cr3t";
    http.answer(url, 200, "");
    http.answer(url, 500, "");
    http.fail(url, ErrorKind::Unavailable, "no route to health.example.com");
    EXPECT_TRUE(send_heartbeat(http, url, {}));
    EXPECT_EQ(send_heartbeat(http, url, {}).error().message, "HTTP 500");
    EXPECT_EQ(send_heartbeat(http, url, {}).error().message, "no route to (address)");
    EXPECT_EQ(http.requests().at(0).method, "GET");
}

}  // namespace
}  // namespace ainews::notify
