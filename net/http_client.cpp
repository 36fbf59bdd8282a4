#include "net/http_client.h"

#include "net/loop.h"

namespace ainews::net {

CurlHttpClient::CurlHttpClient(ClientOptions options, Clock& clock)
    : loop_{std::make_unique<Loop>(std::move(options), clock)} {}

CurlHttpClient::~CurlHttpClient() = default;

void CurlHttpClient::send(HttpRequest request, std::stop_token stop, Done done) {
    loop_->post(std::move(request), std::move(stop), std::move(done));
}

}  // namespace ainews::net
