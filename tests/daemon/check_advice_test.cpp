#include "daemon/check_advice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/calendar.h"

namespace ainews::daemon {
namespace {

using ::testing::HasSubstr;

const TimePoint kNow = *from_rfc3339("2026-11-01T00:00:00Z");

Source source() {
    Source one;
    one.slug = "lantern";
    one.url = "https://lantern.example/f";
    return one;
}

HttpResponse answer(int status, std::string body = {}) {
    return {.status = status, .url = source().url, .body = std::move(body)};
}

std::string feed_of(const std::string& date) {
    return "<rss><channel><title>t</title><item><title>a</title><pubDate>" + date +
           "</pubDate></item></channel></rss>";
}

struct AdviceCase {
    const char* name;
    Expected<HttpResponse> response;
    bool ok;
    const char* says;
};

TEST(CheckAdviceTest, SaysWhatToDoAboutEachFinding) {
    HttpResponse moved = answer(200, feed_of("Sat, 31 Oct 2026 09:00:00 GMT"));
    moved.permanent_url = "https://new.example/f";
    const std::vector<AdviceCase> cases{
        {"fine", answer(200, feed_of("Sat, 31 Oct 2026 09:00:00 GMT")), true, "1 entries"},
        {"moved", moved, true, "set its url to https://new.example/f"},
        {"asleep", answer(200, feed_of("Fri, 02 Jan 2026 09:00:00 GMT")), true,
         "the newest is of 2026-01-02: it may be asleep"},
        {"empty", answer(200, "<rss><channel><title>t</title></channel></rss>"), true,
         "0 entries; nothing"},
        {"page", answer(200, "<html></html>"), false, "sources add --dry-run"},
        {"private", fail(ErrorKind::Refused, "private address"), false, "allow_networks"},
        {"down", fail(ErrorKind::Unavailable, "no connection"), false, "sources remove lantern"},
        {"large", fail(ErrorKind::TooLarge, "too large"), false, "feed_bytes_max"},
        {"odd", fail(ErrorKind::BadInput, "odd"), false, "ainewsd feed https://lantern.example/f"},
        {"forbidden", answer(403), false, "[fetch] contact"},
        {"lost", answer(404), false, "sources remove lantern"},
        {"gone", answer(410), false, "new address"},
        {"often", answer(429), false, "longer interval"},
        {"trouble", answer(502), false, "sources pause lantern"},
        {"other", answer(204), false, "ainewsd feed"},
    };
    for (const AdviceCase& c : cases) {
        const SourceVerdict verdict = judge_source(source(), c.response, kNow);
        EXPECT_EQ(verdict.ok, c.ok) << c.name;
        EXPECT_THAT(verdict.message, HasSubstr(c.says)) << c.name;
    }
}

TEST(CheckAdviceTest, SaysWhatToDoAboutAModel) {
    const std::string base = "http://127.0.0.1:9/v1";
    EXPECT_THAT(model_advice({ErrorKind::Unavailable, "x"}, base), HasSubstr("running at " + base));
    EXPECT_THAT(model_advice({ErrorKind::Refused, "x"}, base), HasSubstr("api_key_file"));
    EXPECT_THAT(model_advice({ErrorKind::BadInput, "x"}, base), HasSubstr("the base of its API"));
}

}  // namespace
}  // namespace ainews::daemon
