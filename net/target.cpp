#include "net/target.h"

#include <curl/curl.h>

#include <algorithm>
#include <new>

#include "core/c_ptr.h"
#include "text/url_parts.h"

namespace ainews::net {
namespace {

/// Spaces and non-ASCII bytes in a path are the web's daily bread: they are percent-encoded.
constexpr unsigned kLenient = CURLU_URLENCODE | CURLU_ALLOW_SPACE | CURLU_NON_SUPPORT_SCHEME;

class CurlUrl {
public:
    CurlUrl() : handle_{curl_url()} {
        if (!handle_) throw std::bad_alloc{};
    }

    [[nodiscard]] bool set(CURLUPart part, const char* value, unsigned flags = 0) {
        return curl_url_set(handle_.get(), part, value, flags) == CURLUE_OK;
    }
    /// Empty where the URL has no such part.
    [[nodiscard]] std::string get(CURLUPart part, unsigned flags = 0) const {
        char* text = nullptr;
        if (curl_url_get(handle_.get(), part, &text, flags) != CURLUE_OK) return {};
        const CPtr<char, curl_free> owner{text};
        return text;
    }

private:
    CPtr<CURLU, curl_url_cleanup> handle_;
};

std::string lower_case(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

bool is_host_character(char c) noexcept {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '.' || c == '_';
}

/// libcurl takes nearly any byte in a host, and reads it in the locale's encoding, which a service
/// does not set; ours is UTF-8. False where no name or address looks like that.
bool clean_host(CurlUrl& url) {
    const auto host = url.get(CURLUPART_HOST);
    if (host.starts_with('[')) return true;
    if (std::ranges::all_of(host, is_host_character)) return true;
    const auto ascii = text::normalize_host(host);
    return !ascii.empty() && std::ranges::all_of(ascii, is_host_character) &&
           url.set(CURLUPART_HOST, ascii.c_str());
}

Expected<Target> describe(CurlUrl& url, bool allow_http) {
    const auto scheme = lower_case(url.get(CURLUPART_SCHEME));
    if (scheme != "https" && scheme != "http")
        return fail(ErrorKind::Refused, "the scheme is neither https nor http");
    if (scheme == "http" && !allow_http)
        return fail(ErrorKind::Refused, "plain http is not allowed here");
    if (!clean_host(url) || !url.set(CURLUPART_FRAGMENT, nullptr))
        return fail(ErrorKind::BadInput, "not a URL");
    // An escaped digit hides an address in numbers ("%360" is 0.0.0.60) from the first reading.
    if (!url.set(CURLUPART_URL, url.get(CURLUPART_URL).c_str(), kLenient))
        return fail(ErrorKind::BadInput, "not a URL");
    Target target{url.get(CURLUPART_URL), lower_case(url.get(CURLUPART_HOST)), {}};
    if (target.url.empty() || target.host.empty())
        return fail(ErrorKind::BadInput, "the URL has no host");
    target.origin =
        scheme + "://" + target.host + ':' + url.get(CURLUPART_PORT, CURLU_DEFAULT_PORT);
    return target;
}

bool unusable(std::string_view url) {
    return std::ranges::any_of(url, [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; });
}

}  // namespace

Expected<Target> parse_target(std::string_view url, bool allow_http) {
    CurlUrl parsed;
    if (unusable(url) || !parsed.set(CURLUPART_URL, std::string{url}.c_str(), kLenient))
        return fail(ErrorKind::BadInput, "not a URL");
    return describe(parsed, allow_http);
}

Expected<Target> resolve_location(const Target& from, std::string_view location, bool allow_http) {
    CurlUrl url;
    if (unusable(location) || !url.set(CURLUPART_URL, from.url.c_str(), kLenient) ||
        !url.set(CURLUPART_URL, std::string{location}.c_str(), kLenient))
        return fail(ErrorKind::BadInput, "redirected to something that is not a URL");
    auto target = describe(url, allow_http);
    if (!target) {
        target.error().message.insert(0, "redirected: ");
        return target;
    }
    if (target->origin == from.origin) return target;
    if (!url.set(CURLUPART_USER, nullptr) || !url.set(CURLUPART_PASSWORD, nullptr))
        return fail(ErrorKind::BadInput, "redirected to something that is not a URL");
    target->url = url.get(CURLUPART_URL);
    return target;
}

}  // namespace ainews::net
