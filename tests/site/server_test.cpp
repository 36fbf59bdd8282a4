#include "site/server.h"

#include <gtest/gtest.h>
#include <httplib.h>

#include "site/file_batch.h"
#include "tests/support/temp_dir.h"

namespace ainews::site {
namespace {

class ServerTest : public ::testing::Test {
protected:
    ServerTest() {
        FileBatch batch{dir_.path() / "site"};
        batch.put("index.html", "front");
        batch.put(".published.json", "{}");
        EXPECT_TRUE(batch.commit());
        FileBatch outside{dir_.path()};
        outside.put("secret.txt", "outside");
        EXPECT_TRUE(outside.commit());
        server_ = std::make_unique<Server>(
            ServerOptions{.listen = "127.0.0.1:0", .dir = dir_.path() / "site", .healthy = [this] {
                              return well_.load();
                          }});
    }

    httplib::Client client() { return httplib::Client{"127.0.0.1", server_->port()}; }

    testing::TempDir dir_;
    std::atomic<bool> well_{true};
    std::unique_ptr<Server> server_;
};

TEST_F(ServerTest, ServesFilesUnderAStrictPolicy) {
    const auto answer = client().Get("/");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body, "front");
    EXPECT_NE(answer->get_header_value("Content-Security-Policy").find("default-src 'none'"),
              std::string::npos);
    EXPECT_EQ(answer->get_header_value("X-Content-Type-Options"), "nosniff");
}

TEST_F(ServerTest, NeverLeavesItsDirectory) {
    for (const char* path : {"/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt",
                             "/.published.json", "/%2epublished.json", "/x/../../secret.txt"}) {
        const auto answer = client().Get(path);
        ASSERT_TRUE(answer) << path;
        EXPECT_EQ(answer->status, 404) << path;
    }
}

TEST_F(ServerTest, IsReadOnly) { EXPECT_EQ(client().Post("/", "x", "text/plain")->status, 405); }

TEST_F(ServerTest, SaysWhetherTheDaemonIsWell) {
    EXPECT_EQ(client().Get("/healthz")->status, 200);
    well_ = false;
    EXPECT_EQ(client().Get("/healthz")->status, 503);
}

TEST_F(ServerTest, NamesTheAddressItCannotHave) {
    const std::string taken = "127.0.0.1:" + std::to_string(server_->port());
    EXPECT_THROW((Server{{.listen = "127.0.0.1"}}), std::runtime_error);
    EXPECT_THROW((Server{{.listen = "192.0.2.1:80", .dir = dir_.path()}}), std::runtime_error)
        << taken;
}

}  // namespace
}  // namespace ainews::site
