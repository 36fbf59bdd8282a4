#pragma once

#include <memory>

#include "core/http.h"
#include "net/client_options.h"

namespace ainews::net {

/// HttpClient over libcurl: one named thread runs one loop for everything that is sent; HTTP/2
/// where TLS offers it, connections kept alive, requests queued by host. Every socket that it opens
/// or uses again is checked against the address policy.
///
/// The daemon builds two of them, for feeds and pages and for the models: the model may live on
/// loopback, which a feed must never reach, and two clients share no loop, queue or connection.
///
/// No cookies, .netrc, HTTP/0.9, Alt-Svc or HSTS state; TLS 1.2 or newer, verified. A body cut
/// short is an error, with one exception: libcurl reports a truncated gzip stream as complete, so
/// the caller's parser has to decide whether the document is whole.
class CurlHttpClient final : public HttpClient {
public:
    /// `clock` must outlive the client and tick by itself. Throws std::invalid_argument for a
    /// network that is none, std::exception where the system refuses a thread or descriptor.
    CurlHttpClient(ClientOptions options, Clock& clock);
    /// Completes everything that is under way as Cancelled, then joins the thread.
    ~CurlHttpClient() override;
    CurlHttpClient(const CurlHttpClient&) = delete;
    CurlHttpClient& operator=(const CurlHttpClient&) = delete;

    /// Any thread, also from a `done`. `done` must not throw.
    void send(HttpRequest request, std::stop_token stop, Done done) override;

private:
    class Loop;
    std::unique_ptr<Loop> loop_;
};

}  // namespace ainews::net
