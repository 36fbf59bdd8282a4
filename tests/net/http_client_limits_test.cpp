#include <gtest/gtest.h>

#include <atomic>
#include <future>

#include "net/http_client.h"
#include "tests/net/raw_http_server.h"

namespace ainews::net {
namespace {

using namespace std::chrono_literals;
using ainews::testing::gzip;
using ainews::testing::RawConnection;
using ainews::testing::RawHttpServer;
using ainews::testing::RawRequest;
using ainews::testing::reply;

class HttpClientLimitsTest : public ::testing::Test {
protected:
    Expected<HttpResponse> get(std::string_view path, HttpLimits limits = {}) {
        return client.perform({.url = server.url(path), .limits = limits}, {});
    }
    ErrorKind kind_of(std::string_view path, HttpLimits limits = {}) {
        const auto response = get(path, limits);
        EXPECT_FALSE(response) << path;
        return response ? ErrorKind::Conflict : response.error().kind;
    }

    SystemClock clock;
    RawHttpServer server;
    CurlHttpClient client{{.allow_networks = {"127.0.0.0/8"}}, clock};
};

TEST_F(HttpClientLimitsTest, TakesABodyUpToItsLimitAndNotOneByteMore) {
    server.on("/fits", reply(200, "", std::string(1000, 'x')));
    server.on("/over", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + std::string(1001, 'x'));
    EXPECT_EQ(get("/fits", {.body_bytes_max = 1000})->body.size(), 1000U);
    EXPECT_EQ(kind_of("/over", {.body_bytes_max = 1000}), ErrorKind::TooLarge);
}

TEST_F(HttpClientLimitsTest, EndsABodyWithoutAnEnd) {
    std::promise<std::size_t> sent;
    server.on("/endless", [&sent](RawConnection& connection, const RawRequest&) {
        connection.write("HTTP/1.1 200 OK\r\n\r\n");
        sent.set_value(connection.flood(std::string(65536, 'x'), 1U << 30U));
        connection.close_after_reply();
    });
    EXPECT_EQ(kind_of("/endless", {.body_bytes_max = 1U << 20U}), ErrorKind::TooLarge);
    EXPECT_LT(sent.get_future().get(), 16U << 20U);
}

TEST_F(HttpClientLimitsTest, RefusesAnAnnouncedLengthBeforeTheBody) {
    server.on("/big", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n");
    EXPECT_EQ(kind_of("/big"), ErrorKind::TooLarge);
}

TEST_F(HttpClientLimitsTest, CountsWhatAGzipBombBecomes) {
    const auto bomb = gzip(std::string(8U << 20U, '\0'));
    ASSERT_LT(bomb.size(), 16384U);
    server.on("/bomb", reply(200, "Content-Encoding: gzip\r\n", bomb));
    server.on("/twice", reply(200, "Content-Encoding: gzip, gzip\r\n", gzip(bomb)));
    EXPECT_EQ(kind_of("/bomb", {.body_bytes_max = 1U << 20U}), ErrorKind::TooLarge);
    EXPECT_EQ(kind_of("/twice", {.body_bytes_max = 1U << 20U}), ErrorKind::TooLarge);
}

TEST_F(HttpClientLimitsTest, EndsAFloodOfHeaders) {
    server.on("/many", [](RawConnection& connection, const RawRequest&) {
        connection.write("HTTP/1.1 200 OK\r\n");
        connection.flood("X-Flood: 0123456789\r\n", 1U << 26U);
        connection.close_after_reply();
    });
    server.on("/long", [](RawConnection& connection, const RawRequest&) {
        connection.write("HTTP/1.1 200 OK\r\nX-Long: ");
        connection.flood(std::string(65536, 'x'), 1U << 26U);
        connection.close_after_reply();
    });
    server.on("/early", [](RawConnection& connection, const RawRequest&) {
        connection.flood("HTTP/1.1 103 Early Hints\r\n\r\n", 1U << 26U);
        connection.close_after_reply();
    });
    for (const auto* path : {"/many", "/long", "/early"})
        EXPECT_EQ(kind_of(path), ErrorKind::TooLarge) << path;
}

struct Broken {
    std::string_view name;
    std::string_view bytes;
};

class BrokenAnswerTest : public HttpClientLimitsTest,
                         public ::testing::WithParamInterface<Broken> {};

TEST_P(BrokenAnswerTest, IsTransientAndNeverHalfABody) {
    server.on("/x", [](RawConnection& connection, const RawRequest&) {
        connection.write(GetParam().bytes);
        connection.close_after_reply();
    });
    EXPECT_EQ(kind_of("/x", {.total = 3s}), ErrorKind::Transient) << GetParam().name;
}

INSTANTIATE_TEST_SUITE_P(
    Table, BrokenAnswerTest,
    ::testing::Values(
        Broken{"nothing", ""}, Broken{"half a status line", "HTTP/1."},
        Broken{"no HTTP at all", "SSH-2.0-OpenSSH_9.2\r\n"}, Broken{"HTTP/0.9", "<rss>old</rss>"},
        Broken{"headers without an end", "HTTP/1.1 200 OK\r\nA: b\r\n"},
        Broken{"a body shorter than said", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"},
        Broken{"chunk garbage",
               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n"},
        Broken{"a chunk cut short",
               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nabc"},
        Broken{"no last chunk",
               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"},
        Broken{"two lengths",
               "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 30\r\n\r\nabc"}),
    [](const auto& broken) { return "Case" + std::to_string(broken.index); });

TEST_F(HttpClientLimitsTest, AResetAtAnyPlaceIsTransient) {
    const std::string whole = reply(200, "ETag: \"v1\"\r\n", std::string(64, 'x'));
    for (std::size_t cut = 0; cut < whole.size(); cut += 7) {
        server.on("/cut",
                  [part = whole.substr(0, cut)](RawConnection& connection, const RawRequest&) {
                      connection.write(part);
                      connection.reset();
                  });
        EXPECT_EQ(kind_of("/cut", {.total = 3s}), ErrorKind::Transient) << "after " << cut;
    }
}

TEST_F(HttpClientLimitsTest, NobodyListeningIsUnavailable) {
    std::string url;
    {
        const RawHttpServer gone;
        url = gone.url("/");
    }
    const auto response = client.perform({.url = url}, {});
    ASSERT_FALSE(response) << response->status << ' ' << url;
    EXPECT_EQ(response.error().kind, ErrorKind::Unavailable) << response.error().message;
}

class SlowAnswerTest : public HttpClientLimitsTest {
protected:
    SlowAnswerTest() {
        server.on("/silent", [](RawConnection& connection, const RawRequest&) {
            connection.wait_for_close();
        });
        server.on("/slow-headers", [](RawConnection& connection, const RawRequest&) {
            connection.trickle("HTTP/1.1 200 OK\r\nX: " + std::string(2000, 'x'), 5ms);
            connection.close_after_reply();
        });
        server.on("/slow-body", [](RawConnection& connection, const RawRequest&) {
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n");
            connection.trickle(std::string(2000, 'x'), 5ms);
            connection.close_after_reply();
        });
    }

    /// How long it took to fail as Transient.
    Millis time_to_fail(std::string_view path, HttpLimits limits) {
        const auto start = clock.steady_now();
        EXPECT_EQ(kind_of(path, limits), ErrorKind::Transient) << path;
        return clock.steady_now() - start;
    }
};

TEST_F(SlowAnswerTest, EndsAtTheTotalTime) {
    for (const auto* path : {"/silent", "/slow-headers", "/slow-body"}) {
        const auto time = time_to_fail(path, {.total = 200ms});
        EXPECT_GE(time, 190ms) << path;
        EXPECT_LT(time, 1500ms) << path;
    }
}

TEST_F(SlowAnswerTest, EndsWithoutAFirstByte) {
    const auto time = time_to_fail("/silent", {.first_byte = 200ms, .total = 10s});
    EXPECT_GE(time, 190ms);
    EXPECT_LT(time, 1500ms);
}

TEST_F(SlowAnswerTest, EndsWithoutEnoughProgress) {
    const HttpLimits limits{.total = 10s, .progress_bytes = 1024, .progress_window = 200ms};
    const auto time = time_to_fail("/slow-body", limits);
    EXPECT_GE(time, 190ms);
    EXPECT_LT(time, 1500ms);
}

TEST_F(SlowAnswerTest, LetsASlowAnswerBeWhereThereIsNoSuchRule) {
    server.on("/calm", [](RawConnection& connection, const RawRequest&) {
        connection.write("HTTP/1.1 200 OK\r\nContent-Length: 60\r\n\r\n");
        connection.trickle(std::string(60, 'x'), 5ms);
    });
    EXPECT_TRUE(get("/calm", {.progress_window = 0ms}));
    EXPECT_TRUE(get("/calm", {.progress_bytes = 10, .progress_window = 50ms}));
}

TEST_F(SlowAnswerTest, AStopCompletesItWithin100Milliseconds) {
    std::stop_source stop;
    std::promise<SteadyTime> ended;
    std::atomic<bool> arrived = false;
    server.on("/hang", [&](RawConnection& connection, const RawRequest&) {
        arrived = true;
        arrived.notify_all();
        connection.wait_for_close();
    });
    client.send({.url = server.url("/hang")}, stop.get_token(),
                [&](const Expected<HttpResponse>& response) {
                    EXPECT_EQ(response.error().kind, ErrorKind::Cancelled);
                    ended.set_value(clock.steady_now());
                });
    arrived.wait(false);
    const auto start = clock.steady_now();
    stop.request_stop();
    EXPECT_LT(ended.get_future().get() - start, 100ms);
}

TEST_F(SlowAnswerTest, AStopAlsoReachesWhatStillWaits) {
    std::stop_source stop;
    std::atomic<int> cancelled = 0;
    std::promise<void> all;
    for (int i = 0; i < 50; ++i)
        client.send({.url = server.url("/silent")}, stop.get_token(),
                    [&](const Expected<HttpResponse>& response) {
                        if (response.error().kind == ErrorKind::Cancelled && ++cancelled == 50)
                            all.set_value();
                    });
    stop.request_stop();
    ASSERT_EQ(all.get_future().wait_for(5s), std::future_status::ready);
    EXPECT_LE(server.connections(), 2);
    EXPECT_EQ(client.perform({.url = server.url("/x")}, stop.get_token()).error().kind,
              ErrorKind::Cancelled);
}

TEST_F(SlowAnswerTest, TheEndOfTheClientCompletesEverything) {
    std::atomic<int> cancelled = 0;
    {
        CurlHttpClient brief{{.allow_networks = {"127.0.0.0/8"}}, clock};
        for (int i = 0; i < 20; ++i)
            brief.send({.url = server.url("/silent")}, {},
                       [&](const Expected<HttpResponse>& response) {
                           if (response.error().kind != ErrorKind::Cancelled) return;
                           ++cancelled;
                           if (cancelled <= 20)  // sent too late to be carried out
                               brief.send({.url = server.url("/silent")}, {},
                                          [&](const Expected<HttpResponse>&) { ++cancelled; });
                       });
    }
    EXPECT_EQ(cancelled, 40);
}

TEST_F(HttpClientLimitsTest, NeverSendsAPostTwiceByItself) {
    server.on("/ok", reply(200, "", ""));
    std::atomic<int> posts = 0;
    server.on("/pay", [&posts](RawConnection& connection, const RawRequest&) {
        ++posts;
        connection.close_after_reply();  // carried out, but the answer is lost
    });
    ASSERT_TRUE(get("/ok"));  // so that the POST finds a kept connection
    const auto response =
        client.perform({.method = "POST", .url = server.url("/pay"), .body = "{}"}, {});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().kind, ErrorKind::Transient);
    EXPECT_EQ(posts, 1);
    EXPECT_EQ(server.requests().at(1).connection, 1);
}

TEST_F(HttpClientLimitsTest, SendsAGetAgainWhereAKeptConnectionHadDied) {
    server.on("/ok", [n = 0](RawConnection& connection, const RawRequest& request) mutable {
        if (request.connection == 1 && ++n == 2) return connection.close_after_reply();
        connection.write(reply(200, "", ""));
    });
    EXPECT_TRUE(get("/ok"));
    EXPECT_TRUE(get("/ok"));
}

}  // namespace
}  // namespace ainews::net
