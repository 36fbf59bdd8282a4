#include "site/server_message.h"

#include <fmt/format.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>

#include "core/sha256.h"

namespace ainews::site {
namespace {

constexpr std::size_t kGzipBytesMin = 1024;  ///< below, compressing saves no packet
constexpr int kGzipFast = 1;
constexpr int kGzipFormat = 15 + 16;  ///< zlib: the largest window, with a gzip header
constexpr int kGzipMemory = 8;
constexpr std::size_t kTagLength = 32;

/// Only our one script, no inline script or style, no other host. `form-action` is what lets the
/// search form through.
constexpr std::string_view kPolicies =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "X-Frame-Options: DENY\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Permissions-Policy: camera=(), geolocation=(), microphone=()\r\n";

std::string_view reason_of(int status) noexcept {
    static constexpr std::array<std::pair<int, std::string_view>, 17> kReasons{
        {{200, "OK"},
         {301, "Moved Permanently"},
         {304, "Not Modified"},
         {308, "Permanent Redirect"},
         {400, "Bad Request"},
         {404, "Not Found"},
         {405, "Method Not Allowed"},
         {408, "Request Timeout"},
         {410, "Gone"},
         {413, "Content Too Large"},
         {414, "URI Too Long"},
         {417, "Expectation Failed"},
         {431, "Request Header Fields Too Large"},
         {500, "Internal Server Error"},
         {501, "Not Implemented"},
         {503, "Service Unavailable"},
         {505, "HTTP Version Not Supported"}}};
    const auto* const found =
        std::ranges::find(kReasons, status, &std::pair<int, std::string_view>::first);
    return found == kReasons.end() ? "Unknown" : found->second;
}

/// Nothing that came from outside may end a header line.
std::string header_value(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (static_cast<unsigned char>(c) >= ' ' && c != '\x7f') out.push_back(c);
    return out;
}

}  // namespace

std::string_view ServerRequest::parameter(std::string_view name) const noexcept {
    const auto found = std::ranges::find(query, name, &std::pair<std::string, std::string>::first);
    return found == query.end() ? std::string_view{} : std::string_view{found->second};
}

OpenFile::~OpenFile() { close(descriptor_); }

ServerAnswer text_answer(int status, std::string_view text) {
    ServerAnswer answer;
    answer.status = status;
    answer.body = std::make_shared<const std::string>(text);
    return answer;
}

ServerAnswer html_answer(int status, std::string html) {
    ServerAnswer answer;
    answer.status = status;
    answer.type = "text/html; charset=utf-8";
    answer.body = std::make_shared<const std::string>(std::move(html));
    return answer;
}

ServerAnswer redirect_answer(std::string location) {
    ServerAnswer answer = text_answer(301, "moved\n");
    answer.location = std::move(location);
    return answer;
}

bool names_tag(std::string_view if_none_match, std::string_view etag) noexcept {
    if (etag.empty()) return false;
    while (!if_none_match.empty()) {
        const std::size_t start = if_none_match.find_first_not_of(" \t,");
        if (start == std::string_view::npos) return false;
        if_none_match.remove_prefix(start);
        if (if_none_match.starts_with('*')) return true;
        if (if_none_match.starts_with("W/")) if_none_match.remove_prefix(2);
        const std::size_t end =
            if_none_match.starts_with('"') ? if_none_match.find('"', 1) : std::string_view::npos;
        if (end == std::string_view::npos) return false;
        if (if_none_match.substr(0, end + 1) == etag) return true;
        if_none_match.remove_prefix(end + 1);
    }
    return false;
}

bool is_text_type(std::string_view type) noexcept {
    return type.starts_with("text/") || type.starts_with("image/svg") ||
           type.find("json") != std::string_view::npos ||
           type.find("xml") != std::string_view::npos;
}

std::string gzipped(std::string_view bytes, int level) {
    z_stream stream{};
    if (deflateInit2(&stream, level, Z_DEFLATED, kGzipFormat, kGzipMemory, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        return {};
    std::string out(deflateBound(&stream, bytes.size()), '\0');
    // zlib's interface predates const; it reads only.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const bool done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    out.resize(done ? stream.total_out : 0);
    deflateEnd(&stream);
    return out;
}

ServerAnswer settled(ServerAnswer answer, const ServerRequest& request) {
    if (answer.status != 200) return answer;
    const bool compress = !answer.gzipped && request.gzip && answer.body &&
                          is_text_type(answer.type) && answer.body->size() >= kGzipBytesMin;
    if (answer.etag.empty() && answer.body)
        // Another encoding is another representation: its strong tag differs (RFC 9110 §8.8.3).
        answer.etag = fmt::format("\"{}{}\"", sha256_hex(*answer.body).substr(0, kTagLength),
                                  compress ? "-g" : "");
    if (names_tag(request.if_none_match, answer.etag)) {
        answer.status = 304;
        answer.body = nullptr;
        answer.file = nullptr;
        answer.file_bytes = 0;
        return answer;
    }
    if (compress) {
        if (std::string small = gzipped(*answer.body, kGzipFast); !small.empty()) {
            answer.body = std::make_shared<const std::string>(std::move(small));
            answer.gzipped = true;
        }
    }
    return answer;
}

std::string response_head(const ServerAnswer& answer, std::string_view date, bool keep_alive) {
    const auto length =
        answer.body ? static_cast<std::int64_t>(answer.body->size()) : answer.file_bytes;
    std::string head = fmt::format("HTTP/1.1 {} {}\r\nDate: {}\r\n", answer.status,
                                   reason_of(answer.status), date);
    // A 304 has no body, and says nothing about the length of the one it stands for.
    if (answer.status != 304)
        head += fmt::format("Content-Type: {}\r\nContent-Length: {}\r\n", answer.type, length);
    if (answer.gzipped) head += "Content-Encoding: gzip\r\n";
    if (is_text_type(answer.type)) head += "Vary: Accept-Encoding\r\n";
    if (!answer.etag.empty()) head += fmt::format("ETag: {}\r\n", answer.etag);
    if (!answer.location.empty())
        head += fmt::format("Location: {}\r\n", header_value(answer.location));
    if (answer.status == 405) head += "Allow: GET, HEAD\r\n";
    if (answer.retry_seconds > 0) head += fmt::format("Retry-After: {}\r\n", answer.retry_seconds);
    head += fmt::format("Cache-Control: {}\r\n", answer.cache);
    head += kPolicies;
    head += keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
    return head;
}

}  // namespace ainews::site
