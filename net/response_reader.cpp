#include "net/response_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace ainews::net {
namespace {

constexpr std::string_view kBlank = " \t\r\n";

std::string_view trim(std::string_view text) noexcept {
    const auto first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

/// Blanks what could break a log line or a header we echo (a NUL, a bare CR); RFC 9110 §5.5.
std::string field_value(std::string_view text) {
    std::string value{trim(text)};
    for (char& c : value)
        if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f) c = ' ';
    return value;
}

std::string lower_case(std::string_view text) {
    std::string lower{text};
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

}  // namespace

bool ResponseReader::stop(ErrorKind kind, std::string message) {
    failure_ = Error{kind, std::move(message)};
    return false;
}

bool ResponseReader::header_line(std::string_view line) {
    header_bytes_ += line.size();
    if (header_bytes_ > limits_.header_bytes_max)
        return stop(ErrorKind::TooLarge,
                    fmt::format("headers over {} bytes", limits_.header_bytes_max));
    if (line.starts_with("HTTP/")) return status_line(line);
    if (trim(line).empty()) {
        headers_complete_ = true;
        return true;
    }
    if (!headers_complete_) field(line);  // else a trailer: nothing of ours stands in one
    return true;
}

bool ResponseReader::status_line(std::string_view line) {
    headers_.clear();
    headers_complete_ = false;
    status_ = 0;
    const auto blank = line.find(' ');
    if (blank == std::string_view::npos) return true;
    const auto rest = line.substr(blank + 1);
    std::from_chars(rest.data(), rest.data() + rest.size(), status_);
    return true;
}

void ResponseReader::field(std::string_view line) {
    if ((line.front() == ' ' || line.front() == '\t') && !headers_.empty()) {
        headers_.back().second += ' ' + field_value(line);  // obsolete folding, RFC 9112 §5.2
        return;
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return;
    headers_.emplace_back(lower_case(trim(line.substr(0, colon))),
                          field_value(line.substr(colon + 1)));
}

bool ResponseReader::body(std::string_view piece) {
    body_bytes_ += piece.size();
    if (ignoring_) {
        gave_up_ = body_bytes_ > kIgnoredBodyBytesMax;
        return !gave_up_;
    }
    if (body_bytes_ > limits_.body_bytes_max) {
        refuse_body();
        return false;
    }
    if (sink_ && status_ / 100 == 2)
        return sink_(piece) || stop(ErrorKind::Cancelled, "ended by the reader of the body");
    body_.append(piece);
    return true;
}

void ResponseReader::refuse_body() {
    failure_ =
        Error{ErrorKind::TooLarge, fmt::format("body over {} bytes", limits_.body_bytes_max)};
}

std::string_view ResponseReader::header(std::string_view name) const noexcept {
    const auto found = std::ranges::find(headers_, name, &HttpHeaders::value_type::first);
    return found == headers_.end() ? std::string_view{} : std::string_view{found->second};
}

HttpResponse ResponseReader::take() noexcept {
    HttpResponse response;
    response.status = status_;
    response.headers = std::move(headers_);
    response.body = std::move(body_);
    return response;
}

}  // namespace ainews::net
