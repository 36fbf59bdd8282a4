#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <future>

#include "net/http_client.h"
#include "tests/net/isolation.h"
#include "tests/net/raw_http_server.h"

namespace ainews::net {
namespace {

using namespace std::chrono_literals;
using ainews::testing::RawConnection;
using ainews::testing::RawHttpServer;
using ainews::testing::RawRequest;
using ainews::testing::reply;

std::string redirect(int status, std::string_view location) {
    return reply(status, fmt::format("Location: {}\r\n", location), "moved");
}

/// Two stand-ins for public hosts. Every address of the world leads to the one server.
class RedirectTest : public ::testing::Test {
protected:
    static constexpr std::string_view kHost = "93.184.216.34";
    static constexpr std::string_view kOtherHost = "151.101.1.1";

    Expected<HttpResponse> get(std::string_view path, HttpHeaders headers = {},
                               HttpLimits limits = {}) {
        return client.perform(
            {.url = server.url(kHost, path), .headers = std::move(headers), .limits = limits}, {});
    }

    SystemClock clock;
    RawHttpServer server{true};
    CurlHttpClient client{{}, clock};
};

TEST_F(RedirectTest, IsFollowedToItsEnd) {
    server.on("/a", redirect(302, "b?x=1"));
    server.on("/b?x=1", redirect(301, server.url(kOtherHost, "/c")));
    server.on("/c", reply(200, "", "here"));
    const auto response = get("/a");
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->body, "here");
    EXPECT_EQ(response->url, server.url(kOtherHost, "/c"));
    EXPECT_EQ(response->permanent_url, "");
}

struct Permanence {
    int first;
    int second;
    bool permanent;
};

class PermanentRedirectTest : public RedirectTest,
                              public ::testing::WithParamInterface<Permanence> {};

TEST_P(PermanentRedirectTest, IsRememberedWhereEveryHopWas) {
    server.on("/a", redirect(GetParam().first, "/b"));
    server.on("/b", redirect(GetParam().second, "/c"));
    server.on("/c", reply(200, "", ""));
    const auto response = get("/a");
    ASSERT_TRUE(response);
    EXPECT_EQ(response->permanent_url, GetParam().permanent ? server.url(kHost, "/c") : "");
}

INSTANTIATE_TEST_SUITE_P(Table, PermanentRedirectTest,
                         ::testing::Values(Permanence{301, 301, true}, Permanence{308, 301, true},
                                           Permanence{301, 302, false}, Permanence{302, 301, false},
                                           Permanence{303, 308, false},
                                           Permanence{308, 307, false}));

TEST_F(RedirectTest, IsAnAnswerWhereItIsNotToBeFollowed) {
    server.on("/a", redirect(301, "/b"));
    server.on("/bare", reply(302, "", ""));
    EXPECT_EQ(get("/a", {}, {.redirects_max = 0})->status, 301);
    EXPECT_EQ(get("/bare")->status, 302);
    const auto posted =
        client.perform({.method = "POST", .url = server.url(kHost, "/a"), .body = "{}"}, {});
    EXPECT_EQ(posted->status, 301);
    EXPECT_EQ(posted->body, "moved");
}

TEST_F(RedirectTest, EndsAtTheLimitOfHops) {
    for (int i = 0; i < 9; ++i)
        server.on(fmt::format("/{}", i), redirect(302, fmt::format("/{}", i + 1)));
    server.on("/9", reply(200, "", "end"));
    server.on("/loop", redirect(301, "/loop"));
    EXPECT_TRUE(get("/4"));
    EXPECT_EQ(get("/3").error().kind, ErrorKind::TooLarge);
    const auto before = server.requests().size();
    EXPECT_EQ(get("/loop").error().kind, ErrorKind::TooLarge);
    EXPECT_EQ(server.requests().size() - before, 6U);
}

TEST_F(RedirectTest, SharesOneTotalTimeAmongItsHops) {
    const auto slowly = [](std::string bytes) {
        return [bytes = std::move(bytes)](RawConnection& connection, const RawRequest&) {
            connection.trickle("HTTP/1.1 302 Found\r\nX: " + std::string(20, 'x'), 5ms);
            connection.write("\r\n" + bytes);
        };
    };
    server.on("/a", slowly("Location: /a\r\nContent-Length: 0\r\n\r\n"));
    const auto start = clock.steady_now();
    EXPECT_EQ(get("/a", {}, {.redirects_max = 1000, .total = 500ms}).error().kind,
              ErrorKind::Transient);
    EXPECT_LT(clock.steady_now() - start, 3s);
}

TEST_F(RedirectTest, ItsEndlessBodyIsNotRead) {
    server.on("/a", [](RawConnection& connection, const RawRequest&) {
        connection.write("HTTP/1.1 302 Found\r\nLocation: /b\r\n\r\n");
        connection.flood(std::string(65536, 'x'), 1U << 30U);
        connection.close_after_reply();
    });
    server.on("/b", reply(200, "", "fine"));
    EXPECT_EQ(get("/a")->body, "fine");
}

TEST_F(RedirectTest, LeavesCredentialsWithTheirOrigin) {
    server.on("/same", redirect(302, "/end"));
    server.on("/other", redirect(302, server.url(kOtherHost, "/end")));
    server.on("/back", redirect(302, server.url(kOtherHost, "/there")));
    server.on("/there", redirect(302, server.url(kHost, "/end")));
    server.on("/end", reply(200, "", ""));
    const auto keeps = [this](std::string_view path) {
        EXPECT_TRUE(get(path, {{"Authorization", "Bearer s3cret"},
                               {"X-Api-Key", "s3cret"},
                               {"If-None-Match", "\"v\""}}));
        const auto head = server.requests().back().head;
        EXPECT_NE(head.find("If-None-Match"), std::string::npos);
        return head.find("s3cret") != std::string::npos;
    };
    EXPECT_TRUE(keeps("/same"));
    EXPECT_FALSE(keeps("/other"));
    // The other host chose where to come back to; a browser drops them for good, too.
    EXPECT_FALSE(keeps("/back"));
}

TEST_F(RedirectTest, LeavesThePasswordOfTheAddressWithItsOrigin) {
    server.on("/a", redirect(302, server.url(kOtherHost, "/end")));
    server.on("/end", reply(200, "", ""));
    const auto url = fmt::format("http://user:s3cret@{}:{}/a", kHost, server.port());
    const auto response = client.perform({.url = url}, {});
    ASSERT_TRUE(response);
    EXPECT_NE(server.requests().at(0).head.find("Authorization: Basic"), std::string::npos);
    EXPECT_EQ(server.requests().at(1).head.find("Authorization"), std::string::npos);
}

/// What a hostile feed may answer with, or a hostile page link to.
class ForbiddenTargetTest : public RedirectTest,
                            public ::testing::WithParamInterface<std::string_view> {};

TEST_P(ForbiddenTargetTest, IsRefusedWithoutBeingContacted) {
    server.on("/", reply(200, "", "the secret of the internal network"));
    const auto url = fmt::format("http://{}:{}/", GetParam(), server.port());
    server.on("/feed", redirect(302, url));
    for (const auto& response : {client.perform({.url = url}, {}), get("/feed")}) {
        ASSERT_FALSE(response) << url;
        // A spelling that only looks like an address is a name that nobody has.
        EXPECT_TRUE(response.error().kind == ErrorKind::Refused ||
                    response.error().kind == ErrorKind::BadInput ||
                    response.error().message.starts_with("Could not resolve host"))
            << url << ": " << response.error().message;
    }
    EXPECT_EQ(server.requests().size(), 1U) << url;
    EXPECT_EQ(server.connections(), 1) << url;
}

INSTANTIATE_TEST_SUITE_P(
    Table, ForbiddenTargetTest,
    ::testing::Values("127.0.0.1", "localhost", "127.1", "127.0.1", "0", "0.0.0.0", "2130706433",
                      "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "127.0.0.1.",
                      "%31%32%37.0.0.1", "10.0.0.1", "100.64.0.1", "169.254.169.254", "172.16.0.1",
                      "192.168.1.1", "198.18.0.1", "192.0.2.1", "224.0.0.1", "255.255.255.255",
                      "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]",
                      "[64:ff9b::7f00:1]", "[fe80::1]", "[fe80::1%25lo]", "[fd00::1]",
                      "[2002:7f00:1::]"));

class ForbiddenSchemeTest : public RedirectTest,
                            public ::testing::WithParamInterface<std::string_view> {};

TEST_P(ForbiddenSchemeTest, IsRefused) {
    server.on("/a", redirect(301, GetParam()));
    for (const auto& response : {get("/a"), client.perform({.url = std::string{GetParam()}}, {})}) {
        ASSERT_FALSE(response);
        EXPECT_TRUE(response.error().kind == ErrorKind::Refused ||
                    response.error().kind == ErrorKind::BadInput)
            << response.error().message;
    }
}

INSTANTIATE_TEST_SUITE_P(Table, ForbiddenSchemeTest,
                         ::testing::Values("file:///etc/passwd", "ftp://93.184.216.34/x",
                                           "gopher://93.184.216.34:70/_x", "dict://93.184.216.34/x",
                                           "ldap://93.184.216.34/", "smb://93.184.216.34/x",
                                           "scp://93.184.216.34/x", "javascript:alert(1)",
                                           "data:text/html,x"));

TEST_F(RedirectTest, NeverFallsBackToPlainHttpWhereThatIsForbidden) {
    CurlHttpClient strict{{.allow_http = false}, clock};
    EXPECT_EQ(strict.perform({.url = server.url(kHost, "/")}, {}).error().kind, ErrorKind::Refused);
    EXPECT_EQ(server.connections(), 0);
}

TEST_F(RedirectTest, ANameIsJudgedByTheAddressItHas) {
    ainews::testing::set_hosts("93.184.216.34 good.test\n192.168.0.7 evil.test\n");
    server.on("/", reply(200, "", "x"));
    EXPECT_TRUE(client.perform({.url = server.url("good.test", "/")}, {}));
    EXPECT_EQ(client.perform({.url = server.url("evil.test", "/")}, {}).error().kind,
              ErrorKind::Refused);
    EXPECT_EQ(client.perform({.url = server.url("nobody.test", "/")}, {}).error().kind,
              ErrorKind::Unavailable);
    EXPECT_EQ(server.connections(), 1);
}

TEST_F(RedirectTest, AJapaneseNameIsLookedUpInItsAsciiForm) {
    ainews::testing::set_hosts("93.184.216.34 xn--wgv71a119e.test\n");
    server.on("/", reply(200, "", "x"));
    const auto response = client.perform({.url = server.url("日本語.test", "/")}, {});
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_NE(server.requests().at(0).head.find("Host: xn--wgv71a119e.test"), std::string::npos);
}

TEST_F(RedirectTest, ANameThatChangesItsAddressIsJudgedAgain) {
    CurlHttpClient forgetful{{.dns_cache = 0s}, clock};
    server.on("/", [](RawConnection& connection, const RawRequest&) {
        connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        connection.close_after_reply();
    });
    ainews::testing::set_hosts("93.184.216.34 rebind.test\n");
    EXPECT_TRUE(forgetful.perform({.url = server.url("rebind.test", "/")}, {}));
    ainews::testing::set_hosts("127.0.0.1 rebind.test\n");
    EXPECT_EQ(forgetful.perform({.url = server.url("rebind.test", "/")}, {}).error().kind,
              ErrorKind::Refused);
    EXPECT_EQ(server.connections(), 1);
}

TEST_F(RedirectTest, AListedNetworkMayBeContactedAndNoOther) {
    CurlHttpClient listed{{.allow_networks = {"192.168.0.0/24"}}, clock};
    server.on("/", reply(200, "", "x"));
    EXPECT_TRUE(listed.perform({.url = server.url("192.168.0.9", "/")}, {}));
    EXPECT_EQ(listed.perform({.url = server.url("192.168.1.9", "/")}, {}).error().kind,
              ErrorKind::Refused);
}

TEST_F(RedirectTest, AProxyInTheEnvironmentIsIgnored) {
    setenv("http_proxy", "http://127.0.0.1:1", 1);
    setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
    server.on("/", reply(200, "", "x"));
    EXPECT_TRUE(get("/"));
    unsetenv("http_proxy");
    unsetenv("ALL_PROXY");
}

TEST_F(RedirectTest, ADeadNameServerHoldsNothingUp) {
    ainews::testing::use_local_resolver();
    const RawHttpServer other;  // something else on loopback; no name server answers on port 53
    server.on("/", reply(200, "", "x"));
    std::stop_source stop;
    const int silent = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(53);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(::bind(silent, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);

    std::promise<SteadyTime> ended;
    client.send({.url = "http://lost.example/"}, stop.get_token(),
                [&](const Expected<HttpResponse>& response) {
                    EXPECT_EQ(response.error().kind, ErrorKind::Cancelled);
                    ended.set_value(clock.steady_now());
                });
    EXPECT_TRUE(get("/"));  // the loop goes on meanwhile
    pollfd question{silent, POLLIN, 0};
    ASSERT_EQ(::poll(&question, 1, 10'000), 1);
    const auto start = clock.steady_now();
    stop.request_stop();
    EXPECT_LT(ended.get_future().get() - start, 100ms);
    ::close(silent);
}

}  // namespace
}  // namespace ainews::net

int main(int argc, char** argv) {
    ::testing::InitGoogleTest(&argc, argv);
    if (!::testing::GTEST_FLAG(list_tests)) ainews::testing::enter_isolation();
    return RUN_ALL_TESTS();
}
