#include "net/response_reader.h"

#include <gtest/gtest.h>

namespace ainews::net {
namespace {

class ResponseReaderTest : public ::testing::Test {
protected:
    bool feed(std::initializer_list<std::string_view> lines) {
        for (const auto line : lines)
            if (!reader.header_line(line)) return false;
        return true;
    }

    HttpLimits limits;
    ResponseReader::Sink sink;
    ResponseReader reader{limits, sink};
};

TEST_F(ResponseReaderTest, LowersNamesAndTrimsValues) {
    ASSERT_TRUE(feed({"HTTP/1.1 200 OK\r\n", "ETag:  \"a b\" \r\n", "X-Empty:\r\n", "\r\n"}));
    EXPECT_EQ(reader.status(), 200);
    EXPECT_EQ(reader.header("etag"), "\"a b\"");
    EXPECT_EQ(reader.header("x-empty"), "");
    EXPECT_TRUE(reader.headers_complete());
}

TEST_F(ResponseReaderTest, KeepsTheFieldsOfTheLastResponseOnly) {
    ASSERT_TRUE(feed({"HTTP/1.1 103 Early Hints\r\n", "Link: x\r\n", "\r\n", "HTTP/2 304 \r\n",
                      "Etag: y\r\n", "\r\n"}));
    EXPECT_EQ(reader.status(), 304);
    EXPECT_EQ(reader.header("link"), "");
    EXPECT_EQ(reader.header("etag"), "y");
}

TEST_F(ResponseReaderTest, IgnoresTrailersAndLinesThatAreNoField) {
    ASSERT_TRUE(
        feed({"HTTP/1.1 200 OK\r\n", "no colon here\r\n", "A: 1\r\n", "\r\n", "Etag: late\r\n"}));
    EXPECT_EQ(reader.take().headers, (HttpHeaders{{"a", "1"}}));
}

TEST_F(ResponseReaderTest, UnfoldsAndBlanksControlCharacters) {
    ASSERT_TRUE(feed({"HTTP/1.1 200 OK\r\n", std::string_view{"A: x\0\x01y\r\n", 9}, "\t z\r\n"}));
    EXPECT_EQ(reader.header("a"), "x  y z");
}

TEST_F(ResponseReaderTest, CountsHeadersOfAllResponsesTogether) {
    limits.header_bytes_max = 100;
    const std::string early = "HTTP/1.1 103 Early Hints\r\n";
    EXPECT_TRUE(feed({early, "\r\n", early, "\r\n", early, "\r\n"}));
    EXPECT_FALSE(feed({early}));
    EXPECT_EQ(reader.failure()->kind, ErrorKind::TooLarge);
}

TEST_F(ResponseReaderTest, StopsAtTheFirstByteBeyondTheBodysLimit) {
    limits.body_bytes_max = 4;
    ASSERT_TRUE(feed({"HTTP/1.1 200 OK\r\n", "\r\n"}));
    EXPECT_TRUE(reader.body("1234"));
    EXPECT_FALSE(reader.body("5"));
    EXPECT_EQ(reader.failure()->kind, ErrorKind::TooLarge);
}

TEST_F(ResponseReaderTest, GivesOnlyGoodBodiesToTheSink) {
    std::string seen;
    sink = [&seen](std::string_view piece) { return seen.append(piece), seen.size() < 3; };
    ASSERT_TRUE(feed({"HTTP/1.1 500 No\r\n", "\r\n"}));
    EXPECT_TRUE(reader.body("sorry"));
    ASSERT_TRUE(feed({"HTTP/1.1 200 OK\r\n", "\r\n"}));
    EXPECT_TRUE(reader.body("ab"));
    EXPECT_FALSE(reader.body("cd"));
    EXPECT_EQ(seen, "abcd");
    EXPECT_EQ(reader.failure()->kind, ErrorKind::Cancelled);
}

TEST_F(ResponseReaderTest, GivesUpOnALongBodyThatNobodyReads) {
    ASSERT_TRUE(feed({"HTTP/1.1 302 Found\r\n", "\r\n"}));
    reader.ignore_body();
    const std::string piece(ResponseReader::kIgnoredBodyBytesMax, 'x');
    EXPECT_TRUE(reader.body(piece));
    EXPECT_FALSE(reader.body("x"));
    EXPECT_TRUE(reader.gave_up_on_ignored_body());
    EXPECT_FALSE(reader.failure());
}

}  // namespace
}  // namespace ainews::net
