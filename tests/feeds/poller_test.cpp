#include "feeds/poller.h"

#include <gtest/gtest.h>

#include <thread>

#include "core/calendar.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_http.h"
#include "tests/support/fake_poll_store.h"

namespace ainews::feeds {
namespace {

using ainews::testing::FakeClock;
using ainews::testing::FakeHttp;
using ainews::testing::FakePollStore;

const TimePoint kNow = *from_rfc3339("2026-05-01T10:00:00Z");

std::string feed_of(std::initializer_list<const char*> items, const std::string& extra = {}) {
    std::string out =
        "<rss xmlns:atom='http://www.w3.org/2005/Atom'><channel><title>t</title>" + extra;
    for (const char* const item : items)
        out += std::string{"<item><guid isPermaLink='false'>"} + item + "</guid><title>" + item +
               "</title><pubDate>Fri, 01 May 2026 09:00:00 GMT</pubDate></item>";
    return out + "</channel></rss>";
}

class PollerTest : public ::testing::Test {
protected:
    Source& add(const std::string& slug) {
        Source source;
        source.slug = slug;
        source.name = slug;
        source.url = url_of(slug);
        sources_.push_back(source);
        return sources_.back();
    }
    static std::string url_of(const std::string& slug) {
        return "https://" + slug + ".example/feed";
    }

    PollReport poll(PollWhat what = {}, std::stop_token stop = {}) {
        if (store_.fetch_states().empty()) store_.sync_sources(sources_, clock_.now());
        return Poller{http_, store_, clock_, options_}.poll(sources_, what, std::move(stop));
    }

    static std::string header_of(const HttpRequest& request, std::string_view name) {
        for (const auto& [key, value] : request.headers)
            if (key == name) return value;
        return {};
    }

    FakeClock clock_{kNow};
    FakePollStore store_;
    std::vector<Source> sources_;
    PollerOptions options_;
    FakeHttp http_;  ///< last: its thread ends before what its answers touch
};

TEST_F(PollerTest, StoresWhatTheFeedsBring) {
    add("a").weight = 2.0;
    add("b");
    http_.answer(url_of("a"), 200, feed_of({"1", "2"}));
    http_.answer(url_of("b"), 200, feed_of({"3"}));
    const PollReport report = poll();
    EXPECT_EQ(report.polled, 2);
    EXPECT_EQ(report.new_items, 3);
    EXPECT_EQ(report.failed, 0);
    ASSERT_EQ(store_.outcomes().size(), 2U);
    for (const PollOutcome& outcome : store_.outcomes()) {
        EXPECT_EQ(outcome.kind, PollOutcome::Kind::Fetched);
        EXPECT_EQ(outcome.at, kNow);
        EXPECT_EQ(outcome.weight, outcome.after.slug == "a" ? 2.0 : 1.0);
        EXPECT_GT(outcome.after.next_poll, kNow);
    }
}

TEST_F(PollerTest, AsksConditionallyWithValidatorsByteForByte) {
    add("a");
    http_.answer(url_of("a"), 200, feed_of({"1"}),
                 {{"etag", "W/\"x y\""}, {"last-modified", "sometime"}});
    http_.answer(url_of("a"), 304, "");
    (void)poll();
    const PollReport report = poll({.force = true});
    EXPECT_EQ(report.unchanged, 1);
    const auto requests = http_.requests();
    ASSERT_EQ(requests.size(), 2U);
    EXPECT_EQ(header_of(requests[0], "If-None-Match"), "");
    EXPECT_EQ(header_of(requests[1], "If-None-Match"), "W/\"x y\"");
    EXPECT_EQ(header_of(requests[1], "If-Modified-Since"), "sometime");
    EXPECT_EQ(store_.state("a").etag, "W/\"x y\"");
}

TEST_F(PollerTest, SkipsABodyThatDidNotChange) {
    add("a");
    http_.answer(url_of("a"), 200, feed_of({"1"}));
    (void)poll();
    const PollReport report = poll({.force = true});
    EXPECT_EQ(report.unchanged, 1);
    EXPECT_EQ(report.duplicates, 0);
    EXPECT_TRUE(store_.outcomes().back().entries.empty());
}

TEST_F(PollerTest, AFailingSourceNeverStopsTheOthers) {
    for (const char* const slug : {"dead", "broken", "missing", "good"}) add(slug);
    http_.fail(url_of("dead"), ErrorKind::Transient, "connection refused");
    http_.answer(url_of("broken"), 200, "<html><body>maintenance</body></html>",
                 {{"etag", "\"html\""}});
    http_.answer(url_of("missing"), 404, "");
    http_.answer(url_of("good"), 200, feed_of({"1"}));
    const PollReport report = poll();
    EXPECT_EQ(report.polled, 4);
    EXPECT_EQ(report.failed, 3);
    EXPECT_EQ(report.new_items, 1);
    ASSERT_EQ(report.failures.size(), 3U);
    for (const PollFailure& failure : report.failures) {
        EXPECT_FALSE(failure.error.empty());
        EXPECT_EQ(failure.count, 1);
        EXPECT_GT(failure.next, kNow);
    }
    EXPECT_EQ(store_.state("broken").etag, "");
    EXPECT_EQ(store_.state("missing").state, SourceState::Failing);
    EXPECT_EQ(store_.state("good").state, SourceState::Ok);
}

TEST_F(PollerTest, PollsOnlyWhatIsDueUnlessForced) {
    add("a");
    add("b");
    add("paused").paused = true;
    http_.answer(url_of("a"), 200, feed_of({"1"}));
    http_.answer(url_of("b"), 200, feed_of({"1"}));
    EXPECT_EQ(poll().polled, 2);
    EXPECT_EQ(poll().polled, 0);
    EXPECT_EQ(poll({.slugs = {"b"}, .force = true}).polled, 1);
    EXPECT_EQ(http_.requests_to(url_of("a")), 1U);
    EXPECT_EQ(http_.requests_to(url_of("b")), 2U);
    clock_.advance(std::chrono::hours{1});
    EXPECT_EQ(poll().polled, 2);
}

TEST_F(PollerTest, LeavesAServerAloneThatSaysRetryAfter) {
    add("a");
    http_.answer(url_of("a"), 429, "", {{"retry-after", "7200"}});
    http_.answer(url_of("a"), 200, feed_of({"1"}));
    EXPECT_EQ(poll().failed, 1);
    EXPECT_EQ(poll({.force = true}).polled, 0);
    clock_.advance(std::chrono::hours{2});
    EXPECT_EQ(poll({.force = true}).new_items, 1);
}

TEST_F(PollerTest, RemembersAPermanentMoveOnceAFeedIsReadThere) {
    add("a");
    http_.answer(url_of("a"), {.status = 200,
                               .url = "https://new.example/feed",
                               .permanent_url = "https://new.example/feed",
                               .body = feed_of({"1"})});
    http_.answer("https://new.example/feed", 304, "");
    (void)poll();
    (void)poll({.force = true});
    EXPECT_EQ(http_.requests().back().url, "https://new.example/feed");
}

TEST_F(PollerTest, TriesTheConfiguredAddressWhenTheMovedOneStaysDead) {
    add("a");
    store_.sync_sources(sources_, kNow);
    FetchState state = store_.state("a");
    state.url = "https://gone.example/feed";
    state.failures = 3;
    state.etag = "\"of the other address\"";
    store_.put_state(state);
    http_.answer(url_of("a"), 200, feed_of({"1"}));
    EXPECT_EQ(poll({.force = true}).new_items, 1);
    EXPECT_EQ(header_of(http_.requests().at(0), "If-None-Match"), "");
    EXPECT_EQ(store_.state("a").url, url_of("a"));
}

TEST_F(PollerTest, ReadsFurtherPagesForSince) {
    add("a");
    const std::string link = "<atom:link rel='next' href='https://a.example/feed?page=";
    http_.answer(url_of("a"), 200, feed_of({"1"}, link + "2'/>"));
    http_.answer(url_of("a") + "?page=2", 200, feed_of({"2"}, link + "3'/>"));
    http_.answer(url_of("a") + "?page=3", 500, "");
    EXPECT_EQ(poll({.force = true, .since = kNow - std::chrono::hours{24 * 30}}).new_items, 2);
    EXPECT_EQ(http_.requests().size(), 3U);
    ASSERT_EQ(store_.outcomes().size(), 1U);
    EXPECT_TRUE(store_.outcomes()[0].rules.since);
}

TEST_F(PollerTest, NeverReadsMoreThanItsPages) {
    add("a");
    for (int page = 0; page < 9; ++page) {
        const std::string number = std::to_string(page);
        http_.answer(
            page == 0 ? url_of("a") : url_of("a") + "?" + number, 200,
            feed_of({number.c_str()}, "<atom:link rel='next' href='https://a.example/feed?" +
                                          std::to_string(page + 1) + "'/>"));
    }
    options_.pages_max = 5;
    EXPECT_EQ(poll({.force = true, .since = kNow - std::chrono::hours{24 * 30}}).new_items, 6);
    EXPECT_EQ(http_.requests().size(), 6U);
}

TEST_F(PollerTest, ReadsNoFurtherThanSinceAndNoPageTwice) {
    add("a");
    const std::string self = url_of("a");
    http_.script(self, [&](const HttpRequest& request) {
        return HttpResponse{
            .status = 200,
            .url = request.url,
            .body = feed_of({"1"}, "<atom:link rel='next' href='https://a.example/feed?p'/>")};
    });
    http_.script(self + "?p", [&](const HttpRequest& request) {
        return HttpResponse{
            .status = 200,
            .url = request.url,
            .body = feed_of({"2"}, "<atom:link rel='next' href='https://a.example/feed?q'/>")};
    });
    http_.script(self + "?q", [&](const HttpRequest& request) {
        return HttpResponse{
            .status = 200,
            .url = request.url,
            .body = feed_of({"3"}, "<atom:link rel='next' href='https://a.example/feed?p'/>")};
    });
    (void)poll({.force = true, .since = kNow - std::chrono::hours{24 * 30}});
    EXPECT_EQ(http_.requests().size(), 3U);
    (void)poll({.force = true, .since = kNow});
    EXPECT_EQ(http_.requests().size(), 4U);
}

TEST_F(PollerTest, StoresNothingOfWhatWasCancelled) {
    add("a");
    add("slow");
    http_.answer(url_of("a"), 200, feed_of({"1"}));
    http_.hang(url_of("slow"));
    std::stop_source stop;
    options_.on_progress = [&stop](std::size_t, std::size_t) { stop.request_stop(); };
    const PollReport report = poll({}, stop.get_token());
    EXPECT_EQ(report.polled, 1);
    EXPECT_EQ(report.failed, 0);
    EXPECT_EQ(store_.outcomes().size(), 1U);
    EXPECT_EQ(store_.state("slow").failures, 0);
}

TEST_F(PollerTest, ReportsWhatTheStoreRefused) {
    add("a");
    http_.answer(url_of("a"), 200, feed_of({"1"}));
    store_.fail_next(1);
    const PollReport report = poll();
    EXPECT_EQ(report.new_items, 0);
    EXPECT_EQ(report.failed, 0) << "the source did what it should";
    EXPECT_EQ(report.not_stored, 1);
    EXPECT_NE(report.store_error.find("disk full"), std::string::npos);
    EXPECT_EQ(poll({.force = true}).new_items, 1);
}

TEST_F(PollerTest, WhatCannotBeStoredTakesNoOtherWithIt) {
    for (const char* slug : {"a", "b", "c"}) {
        add(slug);
        http_.answer(url_of(slug), 200, feed_of({"1"}));
    }
    store_.refuse("b");
    const PollReport report = poll();
    EXPECT_EQ(report.new_items, 2);
    EXPECT_EQ(report.failed, 1);
    ASSERT_EQ(report.failures.size(), 1U);
    EXPECT_EQ(report.failures[0].slug, "b");
    EXPECT_NE(report.failures[0].error.find("not stored"), std::string::npos);
}

TEST_F(PollerTest, RecordsInGroupsAndTellsItsProgress) {
    for (int i = 0; i < 300; ++i) {
        add("s" + std::to_string(i));
        http_.answer(sources_.back().url, 200, feed_of({"1"}));
    }
    std::size_t last = 0;
    options_.in_flight_max = 16;
    options_.on_progress = [&last](std::size_t polled, std::size_t total) {
        EXPECT_EQ(polled, last + 1);
        EXPECT_EQ(total, 300U);
        last = polled;
    };
    EXPECT_EQ(poll().new_items, 300);
    EXPECT_EQ(last, 300U);
    EXPECT_LT(store_.transactions(), 100);
}

}  // namespace
}  // namespace ainews::feeds
