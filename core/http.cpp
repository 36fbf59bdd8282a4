#include "core/http.h"

#include <future>
#include <memory>

namespace ainews {

std::string_view HttpResponse::header(std::string_view name) const noexcept {
    for (const auto& [key, value] : headers)
        if (key == name) return value;
    return {};
}

Expected<HttpResponse> HttpClient::perform(HttpRequest request, std::stop_token stop) {
    // Shared: the waiter may be gone while the client's thread is still inside set_value.
    auto answer = std::make_shared<std::promise<Expected<HttpResponse>>>();
    auto future = answer->get_future();
    send(std::move(request), std::move(stop),
         [answer](Expected<HttpResponse> response) { answer->set_value(std::move(response)); });
    return future.get();
}

}  // namespace ainews
