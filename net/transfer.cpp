#include "net/transfer.h"

#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>

#include "core/ascii.h"

namespace ainews::net {
namespace {

constexpr std::size_t kUrlBytesMax = 8U << 10U;

/// Headers that prove who asks: they stay with the origin they were meant for.
constexpr std::array<std::string_view, 5> kCredentialHeaders = {
    "authorization", "proxy-authorization", "cookie", "x-api-key", "api-key"};

bool is_credential(std::string_view name) noexcept {
    return std::ranges::any_of(kCredentialHeaders, [name](std::string_view known) {
        return equal_ignoring_case(name, known);
    });
}

/// RFC 9110 §5.6.2.
bool is_token(std::string_view text) noexcept {
    static constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return is_digit(c) || is_letter(c) || kMarks.find(c) != std::string_view::npos;
    });
}

bool is_field_value(std::string_view text) noexcept {
    return std::ranges::none_of(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

std::string one_line(std::string text) {
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    return text;
}

bool is_redirect(int status) noexcept {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/// libcurl reads 0 as "no limit" or "the default": a limit of ours is never that.
long timeout_ms(Millis time) {
    return static_cast<long>(std::clamp<Millis::rep>(time.count(), 1, 0x7fffffff));
}

}  // namespace

Expected<std::unique_ptr<Transfer>> Transfer::create(HttpRequest request,
                                                     const ClientOptions& options,
                                                     const AddressPolicy& policy,
                                                     const Clock& clock) {
    if (!is_token(request.method)) return fail(ErrorKind::BadInput, "not a method");
    for (const auto& [name, value] : request.headers)
        if (!is_token(name) || !is_field_value(value))
            return fail(ErrorKind::BadInput, "not a header field");
    if (request.url.size() > kUrlBytesMax)
        return fail(ErrorKind::BadInput, fmt::format("URL over {} bytes", kUrlBytesMax));
    auto target = parse_target(request.url, options.allow_http);
    if (!target) return tl::unexpected{target.error()};
    return std::unique_ptr<Transfer>{
        new Transfer{std::move(request), *std::move(target), options, policy, clock}};
}

Transfer::Transfer(HttpRequest request, Target target, const ClientOptions& options,
                   const AddressPolicy& policy, const Clock& clock)
    : request_{std::move(request)},
      options_{options},
      policy_{policy},
      clock_{clock},
      target_{std::move(target)} {}

bool Transfer::is_safe_method() const noexcept {
    return request_.method == "GET" || request_.method == "HEAD";
}

Millis Transfer::time_left() const noexcept { return request_.limits.total - spent_; }

void Transfer::start(CurlEasy& easy) {
    easy_ = &easy;
    error_text_.fill('\0');
    reader_.emplace(request_.limits, request_.on_data);
    refused_address_.clear();
    sent_ = 0;
    first_byte_.reset();
    hop_started_ = clock_.steady_now();
    set_request();
    set_headers();
    set_security();
    set_callbacks();
}

void Transfer::set_request() {
    easy_->set(CURLOPT_URL, target_.url.c_str());
    easy_->set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    easy_->set(CURLOPT_CONNECTTIMEOUT_MS, timeout_ms(request_.limits.connect));
    easy_->set(CURLOPT_TIMEOUT_MS, timeout_ms(time_left()));
    easy_->set(CURLOPT_DNS_CACHE_TIMEOUT, static_cast<long>(options_.dns_cache.count()));
    easy_->set(CURLOPT_TCP_KEEPALIVE, 1L);
    // Without a signal handler there is no SIGALRM; without QUICK_EXIT, ending a transfer waits for
    // its getaddrinfo, and one dead name server would stop the loop for many seconds.
    easy_->set(CURLOPT_NOSIGNAL, 1L);
    easy_->set(CURLOPT_QUICK_EXIT, 1L);
    if (!undecoded_) easy_->set(CURLOPT_ACCEPT_ENCODING, "");  // all that libcurl can decode
    if (request_.method == "HEAD") {
        easy_->set(CURLOPT_NOBODY, 1L);
    } else if (request_.method != "GET") {
        easy_->set(CURLOPT_POST, 1L);
        easy_->set(CURLOPT_POSTFIELDS, request_.body.data());
        easy_->set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
        easy_->set(CURLOPT_CUSTOMREQUEST, request_.method.c_str());
    }
}

void Transfer::set_headers() {
    header_lines_ = CurlList{};
    bool typed = false;
    for (const auto& [name, value] : request_.headers) {
        if (is_credential(name) && left_origin_) continue;
        typed = typed || equal_ignoring_case(name, "content-type");
        // libcurl takes "Name:" as "leave it out" and wants "Name;" for an empty value.
        header_lines_.append(value.empty() ? name + ';' : name + ": " + value);
    }
    if (!is_safe_method()) {
        header_lines_.append("Expect:");  // no round trip before the body
        if (!typed) header_lines_.append("Content-Type:");
    }
    easy_->set(CURLOPT_HTTPHEADER, header_lines_.get());
    easy_->set(CURLOPT_USERAGENT, options_.user_agent.c_str());
}

void Transfer::set_security() {
    easy_->set(CURLOPT_PROTOCOLS_STR, options_.allow_http ? "http,https" : "https");
    easy_->set(CURLOPT_FOLLOWLOCATION, 0L);
    easy_->set(CURLOPT_HTTP09_ALLOWED, 0L);
    easy_->set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    easy_->set(CURLOPT_PROXY, options_.proxy.c_str());  // "" also ignores http_proxy and its kin
    easy_->set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    easy_->set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    easy_->set(CURLOPT_SSL_VERIFYPEER, 1L);
    easy_->set(CURLOPT_SSL_VERIFYHOST, 2L);
    if (!options_.ca_file.empty()) easy_->set(CURLOPT_CAINFO, options_.ca_file.c_str());
}

void Transfer::set_callbacks() {
    void* self = this;
    easy_->set(CURLOPT_ERRORBUFFER, error_text_.data());
    easy_->set_function(CURLOPT_HEADERFUNCTION, &Transfer::on_header);
    easy_->set(CURLOPT_HEADERDATA, self);
    easy_->set_function(CURLOPT_WRITEFUNCTION, &Transfer::on_body);
    easy_->set(CURLOPT_WRITEDATA, self);
    // A new connection is checked before it is made; PREREQ checks the one that is used, which may
    // be an old one.
    easy_->set_function(CURLOPT_OPENSOCKETFUNCTION, &Transfer::on_open_socket);
    easy_->set(CURLOPT_OPENSOCKETDATA, self);
    easy_->set_function(CURLOPT_PREREQFUNCTION, &Transfer::on_prerequest);
    easy_->set(CURLOPT_PREREQDATA, self);
}

std::size_t Transfer::on_header(char* data, std::size_t size, std::size_t count,
                                void* self) noexcept {
    auto& transfer = *static_cast<Transfer*>(self);
    try {
        if (!transfer.first_byte_) {
            transfer.first_byte_ = transfer.clock_.steady_now();
            transfer.window_started_ = *transfer.first_byte_;
            transfer.window_bytes_ = 0;
        }
        const bool before = transfer.reader_->headers_complete();
        if (!transfer.reader_->header_line({data, size * count})) return 0;
        if (!before && transfer.reader_->headers_complete()) transfer.end_of_headers();
        return transfer.reader_->failure() ? 0 : size * count;
    } catch (...) {
        return 0;
    }
}

std::size_t Transfer::on_body(char* data, std::size_t size, std::size_t count,
                              void* self) noexcept {
    auto& transfer = *static_cast<Transfer*>(self);
    try {
        return transfer.reader_->body({data, size * count}) ? size * count : 0;
    } catch (...) {
        return 0;  // the caller's on_data, or memory: reported as a failed write
    }
}

curl_socket_t Transfer::on_open_socket(void* self, curlsocktype /*purpose*/,
                                       curl_sockaddr* address) noexcept {
    auto& transfer = *static_cast<Transfer*>(self);
    try {
        if (!transfer.may_contact(address_of(address->addr))) return CURL_SOCKET_BAD;
        return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    } catch (...) {
        return CURL_SOCKET_BAD;
    }
}

int Transfer::on_prerequest(void* self, char* address, char* /*local_address*/, int /*port*/,
                            int /*local_port*/) noexcept {
    auto& transfer = *static_cast<Transfer*>(self);
    try {
        // When a kept connection dies under a request, libcurl sends it again by itself. That is
        // right for a GET; a POST may have been carried out and paid for, so it is never repeated.
        if (++transfer.sent_ > 1 && !transfer.is_safe_method()) return CURL_PREREQFUNC_ABORT;
        const bool allowed = transfer.may_contact(parse_address(address));
        return allowed ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
    } catch (...) {
        return CURL_PREREQFUNC_ABORT;
    }
}

bool Transfer::may_contact(const std::optional<IpAddress>& address) {
    if (address && policy_.allows(*address)) return true;
    refused_address_ = address
                           ? fmt::format("{} ({})", to_string(*address), special_purpose(*address))
                           : "an address of no internet family";
    return false;
}

void Transfer::end_of_headers() {
    if (is_followed_redirect()) reader_->ignore_body();
    if (reader_->status() / 100 != 2 || request_.method == "HEAD") return;
    const auto text = reader_->header("content-length");
    std::size_t announced = 0;
    std::from_chars(text.data(), text.data() + text.size(), announced);
    if (announced > request_.limits.body_bytes_max) reader_->refuse_body();
}

bool Transfer::is_followed_redirect() const {
    return request_.limits.redirects_max > 0 && is_safe_method() &&
           is_redirect(reader_->status()) && !reader_->header("location").empty();
}

bool Transfer::finish(CURLcode code) {
    spent_ += clock_.steady_now() - hop_started_;
    const bool answered = code == CURLE_OK || reader_->gave_up_on_ignored_body();
    if (answered && reader_->headers_complete() && is_followed_redirect()) return follow();
    if (code == CURLE_BAD_CONTENT_ENCODING && !undecoded_ && is_safe_method() &&
        !request_.on_data) {
        undecoded_ = true;
        return true;
    }
    if (code != CURLE_OK)
        end_with(error_of(code));
    else if (!reader_->headers_complete())  // to libcurl that is an answer without a body
        end_with({ErrorKind::Transient, "the connection was closed within the headers"});
    else
        end_with_answer();
    return false;
}

bool Transfer::follow() {
    const int status = reader_->status();
    all_permanent_ = all_permanent_ && (status == 301 || status == 308);
    const auto location = reader_->header("location");
    if (++redirects_ > request_.limits.redirects_max) {
        end_with({ErrorKind::TooLarge,
                  fmt::format("more than {} redirects", request_.limits.redirects_max)});
        return false;
    }
    if (location.size() > kUrlBytesMax) {
        end_with(
            {ErrorKind::BadInput, fmt::format("redirected to a URL over {} bytes", kUrlBytesMax)});
        return false;
    }
    auto next = resolve_location(target_, location, options_.allow_http);
    if (!next) {
        end_with(next.error());
        return false;
    }
    if (time_left() <= Millis{0}) {
        end_with({ErrorKind::Transient, "timed out between redirects"});
        return false;
    }
    // For good: another origin that sends us back has chosen where the credentials would go.
    left_origin_ = left_origin_ || next->origin != target_.origin;
    target_ = *std::move(next);
    return true;
}

void Transfer::end_with(Error error) { outcome_ = tl::unexpected{std::move(error)}; }

void Transfer::end_with_answer() {
    auto response = reader_->take();
    response.url = target_.url;
    if (redirects_ > 0 && all_permanent_) response.permanent_url = target_.url;
    response.elapsed = spent_;
    outcome_ = std::move(response);
}

Expected<HttpResponse> Transfer::take_outcome() { return *std::move(outcome_); }

Error Transfer::error_of(CURLcode code) const {
    if (reader_->failure()) return *reader_->failure();
    if (!refused_address_.empty() &&
        (code == CURLE_COULDNT_CONNECT || code == CURLE_ABORTED_BY_CALLBACK))
        return {ErrorKind::Refused, "the address policy refuses " + refused_address_};
    const std::string text = error_text_[0] != '\0' ? error_text_.data() : curl_easy_strerror(code);
    switch (code) {
        case CURLE_ABORTED_BY_CALLBACK:
            return {ErrorKind::Transient, "the kept connection was closed before an answer came"};
        case CURLE_WRITE_ERROR:
            return {ErrorKind::Cancelled, "the reader of the body failed"};
        case CURLE_OUT_OF_MEMORY:  // what libcurl calls one header line beyond its own limit
            if (!reader_->headers_complete())
                return {ErrorKind::TooLarge, "a header line too long"};
            break;
        case CURLE_URL_MALFORMAT:
            return {ErrorKind::BadInput, "not a URL"};
        default:
            break;
    }
    return network_error(one_line(text));
}

/// A model call that never left need not be booked, so the caller is told: PREREQ runs just before
/// the first byte of a request is sent.
Error Transfer::network_error(std::string message) const {
    const bool nothing_sent = sent_ == 0 && redirects_ == 0;
    return {nothing_sent ? ErrorKind::Unavailable : ErrorKind::Transient, std::move(message)};
}

Expected<std::optional<SteadyTime>> Transfer::check_progress(SteadyTime now) {
    const HttpLimits& limits = request_.limits;
    const bool watched = limits.progress_window > Millis{0};
    if (!first_byte_) {
        const auto due = hop_started_ + limits.first_byte;
        if (now >= due)
            return tl::unexpected{
                network_error(fmt::format("no answer within {} ms", limits.first_byte.count()))};
        return watched ? std::min(due, now + limits.progress_window) : due;
    }
    if (!watched) return std::nullopt;
    const auto due = window_started_ + limits.progress_window;
    if (now < due) return due;
    const auto bytes =
        easy_->bytes(CURLINFO_SIZE_DOWNLOAD_T) + static_cast<curl_off_t>(reader_->header_bytes());
    const auto wanted =
        static_cast<curl_off_t>(limits.progress_bytes) * limits.progress_window.count() / 1000;
    if (bytes - window_bytes_ < wanted)
        return fail(ErrorKind::Transient, fmt::format("less than {} bytes within {} ms", wanted,
                                                      limits.progress_window.count()));
    window_started_ = now;
    window_bytes_ = bytes;
    return now + limits.progress_window;
}

}  // namespace ainews::net
