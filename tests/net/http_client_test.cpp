#include "net/http_client.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

#include "tests/net/raw_http_server.h"

namespace ainews::net {
namespace {

using namespace std::chrono_literals;
using ainews::testing::gzip;
using ainews::testing::RawConnection;
using ainews::testing::RawHttpServer;
using ainews::testing::RawRequest;
using ainews::testing::reply;

class HttpClientTest : public ::testing::Test {
protected:
    static ClientOptions options() { return {.allow_networks = {"127.0.0.0/8"}}; }

    Expected<HttpResponse> get(std::string_view path, HttpLimits limits = {}) {
        return client.perform({.url = server.url(path), .limits = limits}, {});
    }

    SystemClock clock;
    RawHttpServer server;
    CurlHttpClient client{options(), clock};
};

TEST_F(HttpClientTest, AnswersWithStatusHeadersAndBody) {
    server.on("/feed", reply(200, "ETag: \"v1\"\r\nContent-Type: text/xml\r\n", "<rss/>"));
    const auto response = get("/feed");
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(response->body, "<rss/>");
    EXPECT_EQ(response->header("etag"), "\"v1\"");
    EXPECT_EQ(response->url, server.url("/feed"));
    EXPECT_EQ(response->permanent_url, "");
}

class AnyStatusTest : public HttpClientTest, public ::testing::WithParamInterface<int> {};

TEST_P(AnyStatusTest, IsAnAnswer) {
    server.on("/x", reply(GetParam(), "Retry-After: 120\r\n", GetParam() == 304 ? "" : "why"));
    const auto response = get("/x");
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->status, GetParam());
    EXPECT_EQ(response->header("retry-after"), "120");
}

INSTANTIATE_TEST_SUITE_P(Table, AnyStatusTest,
                         ::testing::Values(200, 206, 299, 300, 304, 400, 401, 403, 404, 410, 418,
                                           429, 451, 500, 503, 599));

TEST_F(HttpClientTest, EchoesConditionalHeadersByteForByte) {
    server.on("/feed", "HTTP/1.1 304 Not Modified\r\nETag: W/\"a, b\"\r\n\r\n");
    const auto response = client.perform({.url = server.url("/feed"),
                                          .headers = {{"If-None-Match", "W/\"a, b\""},
                                                      {"If-Modified-Since", "yesterday"},
                                                      {"X", ""}}},
                                         {});
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 304);
    const auto head = server.requests().at(0).head;
    EXPECT_NE(head.find("If-None-Match: W/\"a, b\"\r\n"), std::string::npos) << head;
    EXPECT_NE(head.find("If-Modified-Since: yesterday\r\n"), std::string::npos) << head;
    EXPECT_NE(head.find("X:\r\n"), std::string::npos) << head;
    EXPECT_NE(head.find("User-Agent: ainewsd/"), std::string::npos) << head;
    EXPECT_NE(head.find("gzip"), std::string::npos) << head;
    EXPECT_EQ(head.find("Cookie"), std::string::npos) << head;
}

TEST_F(HttpClientTest, KeepsConnectionsForTheNextRequest) {
    server.on("/a", reply(200, "", "1"));
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(get("/a"));
    EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpClientTest, WhereToldKeepsAConnectionOnlyWhileSomethingWaitsForItsHost) {
    ClientOptions polling = options();
    polling.keep_idle = false;
    polling.per_host_in_flight = 1;
    CurlHttpClient poller{polling, clock};
    std::promise<void> begun;
    std::promise<void> queued;
    server.on("/first", [&](RawConnection& connection, const RawRequest&) {
        begun.set_value();
        queued.get_future().wait();
        connection.write(reply(200, "", "1"));
    });
    server.on("/a", reply(200, "", "1"));
    std::atomic<int> answered = 0;
    std::promise<void> all;
    const auto send = [&](std::string_view path) {
        poller.send({.url = server.url(path)}, {}, [&](const Expected<HttpResponse>& response) {
            EXPECT_TRUE(response);
            if (++answered == 5) all.set_value();
        });
    };
    send("/first");
    begun.get_future().wait();
    for (int i = 0; i < 4; ++i) send("/a");
    queued.set_value();
    all.get_future().wait();
    EXPECT_EQ(server.connections(), 2) << "nothing waited when the first began, then one for four";
    for (int i = 0; i < 2; ++i) ASSERT_TRUE(poller.perform({.url = server.url("/a")}, {}));
    EXPECT_EQ(server.connections(), 4) << "closed where nothing waits";
}

TEST_F(HttpClientTest, KeepsNoCookies) {
    server.on("/a", reply(200, "Set-Cookie: spy=1\r\n", ""));
    ASSERT_TRUE(get("/a"));
    ASSERT_TRUE(get("/a"));
    EXPECT_EQ(server.requests().at(1).head.find("spy"), std::string::npos);
}

TEST_F(HttpClientTest, SendsABodyAsItIs) {
    server.on("/v1", reply(200, "", "{}"));
    const std::string body = "{\"q\":\"日本\"}";
    const auto response = client.perform({.method = "POST",
                                          .url = server.url("/v1"),
                                          .headers = {{"Content-Type", "application/json"}},
                                          .body = body},
                                         {});
    ASSERT_TRUE(response);
    const auto request = server.requests().at(0);
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.body, body);
    EXPECT_NE(request.head.find("Content-Type: application/json\r\n"), std::string::npos);
    EXPECT_EQ(request.head.find("Expect:"), std::string::npos);
}

TEST_F(HttpClientTest, ReadsNoBodyOfAHead) {
    server.on("/a", "HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n");
    const auto response = client.perform({.method = "HEAD", .url = server.url("/a")}, {});
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->body, "");
}

TEST_F(HttpClientTest, DecodesGzip) {
    server.on("/z", reply(200, "Content-Encoding: gzip\r\n", gzip("packed text")));
    EXPECT_EQ(get("/z").value().body, "packed text");
}

TEST_F(HttpClientTest, TakesAMislabelledEncodingAsItComes) {
    for (const auto* label : {"gzip", "utf-8"}) {
        const auto path = std::string{"/"} + label;
        server.on(path, reply(200, std::string{"Content-Encoding: "} + label + "\r\n", "<rss/>"));
        const auto response = get(path);
        ASSERT_TRUE(response) << response.error().message;
        EXPECT_EQ(response->body, "<rss/>");
    }
    EXPECT_EQ(server.requests().size(), 4U);
    EXPECT_EQ(server.requests().at(1).head.find("Accept-Encoding"), std::string::npos);
}

TEST_F(HttpClientTest, RefusesWhatCouldSplitARequest) {
    server.on("/a", reply(200, "", ""));
    const HttpHeaders bad[] = {
        {{"X", "a\r\nY: b"}}, {{"X\r\nY", "b"}}, {{"", "b"}}, {{"X y", "b"}}};
    for (const auto& headers : bad) {
        const auto response = client.perform({.url = server.url("/a"), .headers = headers}, {});
        ASSERT_FALSE(response);
        EXPECT_EQ(response.error().kind, ErrorKind::BadInput);
    }
    EXPECT_EQ(client.perform({.method = "GET /", .url = server.url("/a")}, {}).error().kind,
              ErrorKind::BadInput);
    EXPECT_EQ(client.perform({.url = server.url("/") + std::string(9000, 'a')}, {}).error().kind,
              ErrorKind::BadInput);
    EXPECT_EQ(server.connections(), 0);
}

TEST_F(HttpClientTest, StreamsAGoodBodyToItsReader) {
    server.on("/s", reply(200, "", "data: 1\n\n"));
    std::string seen;
    const auto response = client.perform({.url = server.url("/s"),
                                          .on_data =
                                              [&seen](std::string_view piece) {
                                                  seen.append(piece);
                                                  return true;
                                              }},
                                         {});
    ASSERT_TRUE(response);
    EXPECT_EQ(seen, "data: 1\n\n");
    EXPECT_EQ(response->body, "");
}

TEST_F(HttpClientTest, SurvivesAReaderThatStopsOrThrows) {
    server.on("/s", reply(200, "", "data"));
    const auto with = [this](std::function<bool(std::string_view)> reader) {
        return client.perform({.url = server.url("/s"), .on_data = std::move(reader)}, {});
    };
    EXPECT_EQ(with([](std::string_view) { return false; }).error().kind, ErrorKind::Cancelled);
    EXPECT_EQ(with([](std::string_view) -> bool { throw 1; }).error().kind, ErrorKind::Cancelled);
    EXPECT_EQ(get("/s")->body, "data");
}

TEST_F(HttpClientTest, HoldsToTheShareOfAHost) {
    std::atomic<int> now = 0;
    std::atomic<int> most = 0;
    server.on("/slow", [&](RawConnection& connection, const RawRequest&) {
        const int mine = ++now;
        int seen = most;
        while (seen < mine && !most.compare_exchange_weak(seen, mine)) {
        }
        connection.trickle("HTTP/1.1 204 Fine\r\n", 1ms);
        --now;
        connection.write("\r\n");
    });
    std::vector<std::future<Expected<HttpResponse>>> answers;
    for (int i = 0; i < 8; ++i)
        answers.push_back(std::async(std::launch::async, [this] { return get("/slow"); }));
    for (auto& answer : answers) EXPECT_TRUE(answer.get());
    EXPECT_EQ(most, 2);
    EXPECT_LE(server.connections(), 2);
}

TEST_F(HttpClientTest, PausesBetweenTwoRequestsToOneHost) {
    auto paced = options();
    paced.per_host_gap = 50ms;
    CurlHttpClient slow{paced, clock};
    server.on("/a", reply(200, "", ""));
    std::vector<std::future<Expected<HttpResponse>>> answers;
    // Not from the first arrival: on a busy machine that comes late, and the pause looks shorter.
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < 3; ++i)
        answers.push_back(std::async(std::launch::async,
                                     [&] { return slow.perform({.url = server.url("/a")}, {}); }));
    for (auto& answer : answers) EXPECT_TRUE(answer.get());
    EXPECT_GE(server.requests().at(2).at - start, 95ms);
}

TEST_F(HttpClientTest, SendsFromWithinADone) {
    server.on("/a", reply(200, "", "second"));
    std::promise<std::string> body;
    client.send({.url = server.url("/404")}, {}, [&](const Expected<HttpResponse>&) {
        client.send({.url = server.url("/a")}, {}, [&](const Expected<HttpResponse>& second) {
            body.set_value(second.value().body);
        });
    });
    EXPECT_EQ(body.get_future().get(), "second");
}

}  // namespace
}  // namespace ainews::net
