#include "site/server.h"

#include <gtest/gtest.h>
#include <httplib.h>

#include <chrono>
#include <thread>

#include "site/file_batch.h"
#include "site/server_files.h"
#include "site/server_parse.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temp_dir.h"

namespace ainews::site {
namespace {

constexpr const char* kAssetPath = "/assets/style.0123456789ab.css";

/// A client that says what no HTTP library would.
class RawClient {
public:
    explicit RawClient(int port) : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
        const timeval patience{10, 0};  // a server that forgets us fails the test, not the run
        setsockopt(socket_.descriptor(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        sockaddr_in where{};
        where.sin_family = AF_INET;
        where.sin_port = htons(static_cast<std::uint16_t>(port));
        where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ =
            connect(socket_.descriptor(), reinterpret_cast<sockaddr*>(&where), sizeof where) == 0;
    }
    [[nodiscard]] bool connected() const { return connected_; }
    void say(std::string_view text) const { (void)send_some(text); }
    /// Everything until the server closes.
    [[nodiscard]] std::string hear() const {
        std::string all;
        char buffer[4096];
        for (;;) {
            const auto got = recv(socket_.descriptor(), buffer, sizeof buffer, 0);
            if (got <= 0) return all;
            all.append(buffer, static_cast<std::size_t>(got));
        }
    }
    [[nodiscard]] bool send_some(std::string_view text) const {
        return send(socket_.descriptor(), text.data(), text.size(), MSG_NOSIGNAL) > 0;
    }

private:
    OpenFile socket_;
    bool connected_ = false;
};

class ServerTest : public ::testing::Test {
protected:
    ServerTest() {
        FileBatch batch{dir_.path() / "site"};
        batch.put("index.html", "front");
        batch.put("days/2026-05-01/index.html", std::string(5000, 'd'));
        batch.put("404.html", "nothing here");
        batch.put("rss.xml", "<rss/>");
        batch.put("feed.json", "{}");
        batch.put(std::string{kAssetPath}.substr(1), "a{}");
        batch.put("large.txt", std::string(3 << 20, 'x'));
        batch.put(".published.json", "{}");
        EXPECT_TRUE(batch.commit());
        FileBatch outside{dir_.path()};
        outside.put("secret.txt", "outside");
        EXPECT_TRUE(outside.commit());
        std::filesystem::create_symlink(dir_.path() / "secret.txt",
                                        dir_.path() / "site" / "link.txt");
        start({});
    }
    void start(ServerLimits limits) {
        server_ = nullptr;
        server_ = std::make_unique<Server>(
            ServerOptions{.listen = "127.0.0.1:0",
                          .dir = dir_.path() / "site",
                          .limits = limits,
                          .healthy = [this] { return well_.load(); },
                          .last_cycle = [] { return std::string{"none yet"}; },
                          .pages = {}},
            clock_);
    }
    httplib::Client client() {
        httplib::Client client{"127.0.0.1", server_->port()};
        client.set_read_timeout(std::chrono::seconds{60});  // however slow the machine is
        return client;
    }
    std::string exchange(std::string_view request) {
        const RawClient raw{server_->port()};
        raw.say(request);
        return raw.hear();
    }

    testing::TempDir dir_;
    testing::FakeClock clock_;
    std::atomic<bool> well_{true};
    std::unique_ptr<Server> server_;
};

TEST_F(ServerTest, ServesFilesUnderAStrictPolicy) {
    const auto answer = client().Get("/");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body, "front");
    EXPECT_EQ(answer->get_header_value("Content-Type"), "text/html; charset=utf-8");
    EXPECT_NE(answer->get_header_value("Content-Security-Policy").find("default-src 'none'"),
              std::string::npos);
    EXPECT_EQ(answer->get_header_value("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(answer->get_header_value("Date"), "Fri, 20 Dec 2019 00:00:00 GMT");
}

TEST_F(ServerTest, GivesEachFileItsTypeAndItsTimeInCaches) {
    struct Case {
        const char* path;
        const char* type;
        const char* cache;
    };
    for (const Case& one :
         {Case{"/rss.xml", "application/rss+xml; charset=utf-8", "no-cache"},
          Case{"/feed.json", "application/feed+json; charset=utf-8", "no-cache"},
          Case{kAssetPath, "text/css; charset=utf-8", "public, max-age=31536000, immutable"}}) {
        const auto answer = client().Get(one.path);
        ASSERT_TRUE(answer) << one.path;
        EXPECT_EQ(answer->get_header_value("Content-Type"), one.type);
        EXPECT_EQ(answer->get_header_value("Cache-Control"), one.cache);
    }
}

TEST_F(ServerTest, AnAddressOfAFolderEndsWithASlash) {
    const auto answer = client().Get("/days/2026-05-01");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 301);
    EXPECT_EQ(answer->get_header_value("Location"), "2026-05-01/");
    EXPECT_EQ(client().Get("/days/")->status, 404) << "no listing";
}

TEST_F(ServerTest, AnUnchangedFileIsNotSentAgain) {
    const auto first = client().Get("/");
    const std::string tag = first->get_header_value("ETag");
    ASSERT_TRUE(tag.starts_with('"')) << "strong";
    const auto again = client().Get("/", {{"If-None-Match", "\"other\", " + tag}});
    EXPECT_EQ(again->status, 304);
    EXPECT_EQ(again->body, "");
    FileBatch batch{dir_.path() / "site"};
    batch.put("index.html", "FRONT");
    ASSERT_TRUE(batch.commit());
    const auto changed = client().Get("/", {{"If-None-Match", tag}});
    EXPECT_EQ(changed->status, 200);
    EXPECT_EQ(changed->body, "FRONT");
}

TEST_F(ServerTest, CompressesTextForThoseWhoTakeIt) {
    const std::string path = "/days/2026-05-01/";
    const auto plain = client().Get(path);
    const std::string raw = exchange("GET " + path +
                                     " HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n"
                                     "Connection: close\r\n\r\n");
    EXPECT_NE(raw.find("Content-Encoding: gzip\r\n"), std::string::npos);
    EXPECT_NE(raw.find("Vary: Accept-Encoding\r\n"), std::string::npos);
    EXPECT_LT(raw.size(), plain->body.size());
    const std::size_t tag = raw.find("ETag: ");
    EXPECT_EQ(raw.substr(tag + 6, raw.find("\r\n", tag) - tag - 6).ends_with("-g\""), true)
        << "another encoding is another representation";
}

TEST_F(ServerTest, StreamsALargeFileWhole) {
    const auto answer = client().Get("/large.txt");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body.size(), 3U << 20U);
}

TEST_F(ServerTest, HeadAnswersAsGetWithoutABody) {
    const std::string raw =
        exchange("HEAD /days/2026-05-01/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(raw.starts_with("HTTP/1.1 200 OK\r\n"));
    EXPECT_NE(raw.find("Content-Length: 5000\r\n"), std::string::npos);
    EXPECT_TRUE(raw.ends_with("\r\n\r\n"));
}

TEST_F(ServerTest, NeverLeavesItsDirectory) {
    for (const char* path :
         {"/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/.published.json",
          "/%2epublished.json", "/x/../../secret.txt", "/days/../../secret.txt", "//secret.txt",
          "/./index.html", "/link.txt", "/index.html/", "/..\\secret.txt", "/%5c..%5csecret.txt"}) {
        const auto answer = client().Get(path);
        ASSERT_TRUE(answer) << path;
        EXPECT_EQ(answer->status, 404) << path;
        EXPECT_EQ(answer->body, "nothing here") << path;
    }
    const std::string raw =
        exchange("GET /../secret.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(raw.starts_with("HTTP/1.1 404 ")) << raw;
}

TEST_F(ServerTest, ItsDirectoryMayBeALinkThatIsLedElsewhere) {
    FileBatch next{dir_.path() / "next"};
    next.put("index.html", "the next front");
    ASSERT_TRUE(next.commit());
    std::filesystem::create_symlink(dir_.path() / "secret.txt", dir_.path() / "next" / "link.txt");
    const auto current = dir_.path() / "current";
    SiteFiles files{current};
    ServerRequest request;
    request.path = "/";
    const auto front = [&] { return files.answer(request); };
    EXPECT_EQ(front().status, 404) << "it is not there yet";
    std::filesystem::create_symlink("site", current);
    ASSERT_EQ(front().status, 200);
    EXPECT_EQ(*front().body, "front");
    std::filesystem::remove(current);
    std::filesystem::create_symlink("next", current);
    EXPECT_EQ(*front().body, "the next front");
    request.path = "/link.txt";
    EXPECT_EQ(front().status, 404) << "below it nothing may be a link";
}

TEST_F(ServerTest, RefusesWhatIsTooMuchAndCloses) {
    struct Case {
        std::string request;
        const char* answer;
    };
    const Case cases[] = {
        {"GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(kHeadBytesMax, 'x'), "HTTP/1.1 431 "},
        {"GET /" + std::string(3000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 414 "},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", "HTTP/1.1 405 "},
        {"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", "HTTP/1.1 413 "},
        {"\x16\x03\x01\x02\r\n\r\n", "HTTP/1.1 400 "}};
    for (const Case& one : cases)
        EXPECT_TRUE(exchange(one.request).starts_with(one.answer)) << one.answer;
}

TEST_F(ServerTest, AnswersRequestsThatCameTogetherInOrder) {
    const std::string raw = exchange(
        "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /rss.xml HTTP/1.1\r\nHost: a\r\n\r\n"
        "GET /none HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    const std::size_t first = raw.find("front");
    const std::size_t second = raw.find("<rss/>");
    const std::size_t third = raw.find("nothing here");
    EXPECT_LT(first, second);
    EXPECT_LT(second, third);
    EXPECT_NE(third, std::string::npos);
}

TEST_F(ServerTest, ASlowClientIsAnsweredWith408AndAnIdleOneClosed) {
    const RawClient slow{server_->port()};
    slow.say("GET / HTTP/1.1\r\nHo");
    const RawClient idle{server_->port()};
    ASSERT_EQ(client().Get("/")->status, 200) << "both connections were accepted before";
    clock_.advance(ServerLimits{}.head_time + std::chrono::seconds{1});
    EXPECT_TRUE(slow.hear().starts_with("HTTP/1.1 408 "));
    clock_.advance(ServerLimits{}.idle_time);
    EXPECT_EQ(idle.hear(), "");
}

TEST_F(ServerTest, EmptyLinesDoNotRenewTheTimeForAHead) {
    const RawClient dripping{server_->port()};
    for (int i = 0; i < 3; ++i) {
        dripping.say("\r\n");
        ASSERT_EQ(client().Get("/")->status, 200) << "the empty line was read before";
        clock_.advance(ServerLimits{}.head_time / 2);
    }
    EXPECT_TRUE(dripping.hear().starts_with("HTTP/1.1 408 "));
}

TEST_F(ServerTest, SlowClientsHoldNobodyUp) {
    ServerLimits limits;
    limits.connections_max = 40;
    start(limits);
    std::vector<std::unique_ptr<RawClient>> slow;
    for (int i = 0; i < 100; ++i) {
        slow.push_back(std::make_unique<RawClient>(server_->port()));
        ASSERT_TRUE(slow.back()->connected());
        slow.back()->say("GET / HTTP/1.1\r\n");
    }
    for (int i = 0; i < 20; ++i) {
        const auto answer = client().Get("/");
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->status, 200);
    }
    EXPECT_EQ(slow.front()->hear(), "") << "the one that waited longest made room";
}

TEST_F(ServerTest, SaysWhetherTheDaemonIsWell) {
    EXPECT_EQ(client().Get("/healthz")->status, 200);
    EXPECT_EQ(client().Get("/healthz")->body, "ok\nlast cycle: none yet\n");
    well_ = false;
    EXPECT_EQ(client().Get("/healthz")->status, 503);
}

TEST_F(ServerTest, NamesTheAddressItCannotHaveAndEndsAtOnce) {
    const std::string taken = "127.0.0.1:" + std::to_string(server_->port());
    for (const std::string& listen :
         {std::string{"127.0.0.1"}, std::string{"127.0.0.1:x"}, std::string{"127.0.0.1:70000"},
          std::string{"192.0.2.1:80"}, taken}) {
        try {
            const Server second{{.listen = listen, .dir = dir_.path()}, clock_};
            ADD_FAILURE() << listen;
        } catch (const std::runtime_error& error) {
            EXPECT_NE(std::string{error.what()}.find(listen), std::string::npos) << error.what();
        }
    }
    for (int i = 0; i < 20; ++i) start({});  // begun and ended without a request
}

}  // namespace
}  // namespace ainews::site
