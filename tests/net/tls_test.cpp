#include <fmt/format.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <openssl/ssl.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

#include "net/http_client.h"

namespace ainews::net {
namespace {

namespace fs = std::filesystem;

/// A certificate for `name`, signed by itself: a bundle of its own and a key.
struct Certificate {
    explicit Certificate(const std::string& name) {
        std::string pattern = (fs::temp_directory_path() / "ainews-tls-XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error{"mkdtemp"};
        directory = pattern;
        pem = directory / "cert.pem";
        key = directory / "key.pem";
        const auto command = fmt::format(
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "
            "-subj /CN=test -addext subjectAltName={} -out {} -keyout {} 2>/dev/null",
            name, pem.string(), key.string());
        if (std::system(command.c_str()) != 0) throw std::runtime_error{"openssl"};
    }
    ~Certificate() { fs::remove_all(directory); }
    Certificate(const Certificate&) = delete;
    Certificate& operator=(const Certificate&) = delete;

    fs::path directory;
    fs::path pem;
    fs::path key;
};

class TlsServer {
public:
    explicit TlsServer(const Certificate& certificate, int newest = TLS1_3_VERSION)
        : server_{[&certificate, newest](SSL_CTX& context) {
              SSL_CTX_set_security_level(&context, 0);  // else it would not offer TLS 1.1 at all
              SSL_CTX_set_min_proto_version(&context, TLS1_VERSION);
              SSL_CTX_set_max_proto_version(&context, newest);
              return SSL_CTX_use_certificate_chain_file(&context, certificate.pem.c_str()) == 1 &&
                     SSL_CTX_use_PrivateKey_file(&context, certificate.key.c_str(),
                                                 SSL_FILETYPE_PEM) == 1;
          }} {
        server_.Get("/", [this](const httplib::Request&, httplib::Response& response) {
            ++requests_;
            response.set_content("safe", "text/plain");
        });
        port_ = server_.bind_to_any_port("127.0.0.1");
        thread_ = std::jthread{[this] { server_.listen_after_bind(); }};
        while (!server_.is_running()) std::this_thread::yield();
    }
    ~TlsServer() { server_.stop(); }
    TlsServer(const TlsServer&) = delete;
    TlsServer& operator=(const TlsServer&) = delete;

    [[nodiscard]] std::string url() const { return fmt::format("https://127.0.0.1:{}/", port_); }
    [[nodiscard]] int requests() const { return requests_; }

private:
    httplib::SSLServer server_;
    std::atomic<int> requests_ = 0;
    int port_ = 0;
    std::jthread thread_;
};

class TlsTest : public ::testing::Test {
protected:
    Expected<HttpResponse> get(const TlsServer& server, const fs::path& trusted = {}) {
        CurlHttpClient client{{.allow_networks = {"127.0.0.0/8"}, .ca_file = trusted.string()},
                              clock};
        return client.perform({.url = server.url()}, {});
    }

    SystemClock clock;
};

TEST_F(TlsTest, BelievesACertificateThatATrustedOneVouchesFor) {
    const Certificate certificate{"IP:127.0.0.1"};
    const TlsServer server{certificate};
    const auto response = get(server, certificate.pem);
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->body, "safe");
}

TEST_F(TlsTest, SendsNothingToAServerThatNobodyVouchesFor) {
    const Certificate certificate{"IP:127.0.0.1"};
    const TlsServer server{certificate};
    const auto response = get(server);
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().kind, ErrorKind::Unavailable);
    EXPECT_EQ(server.requests(), 0);
}

TEST_F(TlsTest, SendsNothingToAServerOfAnotherName) {
    const Certificate certificate{"DNS:other.test"};
    const TlsServer server{certificate};
    EXPECT_FALSE(get(server, certificate.pem));
    EXPECT_EQ(server.requests(), 0);
}

TEST_F(TlsTest, SpeaksTls12ButNothingOlder) {
    const Certificate certificate{"IP:127.0.0.1"};
    EXPECT_TRUE(get(TlsServer{certificate, TLS1_2_VERSION}, certificate.pem));
    const TlsServer old{certificate, TLS1_1_VERSION};
    EXPECT_FALSE(get(old, certificate.pem));
    EXPECT_EQ(old.requests(), 0);
}

}  // namespace
}  // namespace ainews::net
