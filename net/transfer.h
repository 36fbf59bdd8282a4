#pragma once

#include <curl/curl.h>

#include <array>
#include <optional>
#include <string>

#include "core/http.h"
#include "net/address_policy.h"
#include "net/client_options.h"
#include "net/curl_easy.h"
#include "net/response_reader.h"
#include "net/target.h"

namespace ainews::net {

/// One exchange: the request, its hops over redirects, the answer. Redirects are followed here and
/// not by libcurl, so that each hop waits in its host's queue, is checked as a first request is,
/// and sheds credentials that belong to another origin. The owner runs the hops: `start`, the
/// transfer, `finish`, and once more while that says so. One thread; never moves (libcurl points
/// at it).
class Transfer {
public:
    /// `options`, `policy` and `clock` must outlive it. Fails with BadInput or Refused.
    [[nodiscard]] static Expected<std::unique_ptr<Transfer>> create(HttpRequest request,
                                                                    const ClientOptions& options,
                                                                    const AddressPolicy& policy,
                                                                    const Clock& clock);

    [[nodiscard]] const std::string& host() const noexcept { return target_.host; }

    /// Prepares `easy`, a handle without options, for the next hop; it points into the transfer.
    void start(CurlEasy& easy);
    /// Takes in how the hop ended. True: there is another hop, to `host()`.
    [[nodiscard]] bool finish(CURLcode code);
    /// The outcome, once `finish` has returned false.
    [[nodiscard]] Expected<HttpResponse> take_outcome();

    /// Looks at what libcurl has no timers for: the first byte, and progress after it. An error
    /// ends the transfer; else says when to look again, if ever.
    [[nodiscard]] Expected<std::optional<SteadyTime>> check_progress(SteadyTime now);

private:
    Transfer(HttpRequest request, Target target, const ClientOptions& options,
             const AddressPolicy& policy, const Clock& clock);

    static std::size_t on_header(char* data, std::size_t size, std::size_t count,
                                 void* self) noexcept;
    static std::size_t on_body(char* data, std::size_t size, std::size_t count,
                               void* self) noexcept;
    static curl_socket_t on_open_socket(void* self, curlsocktype purpose,
                                        curl_sockaddr* address) noexcept;
    static int on_prerequest(void* self, char* address, char* local_address, int port,
                             int local_port) noexcept;

    void set_request();
    void set_headers();
    void set_security();
    void set_callbacks();
    void end_of_headers();
    [[nodiscard]] bool may_contact(const std::optional<IpAddress>& address);
    [[nodiscard]] bool is_safe_method() const noexcept;
    [[nodiscard]] bool is_followed_redirect() const;
    [[nodiscard]] bool follow();
    [[nodiscard]] Millis time_left() const noexcept;
    [[nodiscard]] Error error_of(CURLcode code) const;
    [[nodiscard]] Error network_error(std::string message) const;
    void end_with(Error error);
    void end_with_answer();

    HttpRequest request_;
    const ClientOptions& options_;
    const AddressPolicy& policy_;
    const Clock& clock_;
    Target target_;

    CurlEasy* easy_ = nullptr;
    CurlList header_lines_;
    std::array<char, CURL_ERROR_SIZE> error_text_{};
    std::optional<ResponseReader> reader_;
    std::string refused_address_;  ///< and why; of this hop
    int sent_ = 0;                 ///< times this hop was put on the wire

    SteadyTime hop_started_{};
    std::optional<SteadyTime> first_byte_;
    SteadyTime window_started_{};
    curl_off_t window_bytes_ = 0;
    Millis spent_{0};  ///< in all hops before this one

    int redirects_ = 0;
    bool all_permanent_ = true;
    bool left_origin_ = false;
    bool undecoded_ = false;  ///< the label of the body's encoding was wrong: take it as it comes
    std::optional<Expected<HttpResponse>> outcome_;
};

}  // namespace ainews::net
