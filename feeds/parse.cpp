#include "feeds/parse.h"

#include <fmt/format.h>

#include <array>

#include "core/ascii.h"
#include "feeds/json_feed.h"
#include "feeds/names.h"
#include "feeds/scan.h"
#include "feeds/xml_feed.h"
#include "text/encoding.h"

namespace ainews::feeds {

namespace {

/// UTF-8 whose multi-byte sequences cannot be an accident is UTF-8, whatever single-byte charset or
/// none it is labelled with: servers label everything as iso-8859-1.
bool yields_to_utf8(std::string_view label) noexcept {
    constexpr std::array<std::string_view, 6> kWeak{"utf-8", "utf8",       "us-ascii",
                                                    "ascii", "iso-8859-1", "windows-1252"};
    if (label.empty()) return true;
    for (const std::string_view weak : kWeak)
        if (equal_ignoring_case(label, weak)) return true;
    return false;
}

/// The document as UTF-8: a view of the bytes where they are, else of `storage`.
std::string_view decode(std::string_view bytes, const ParseOptions& options, std::string& storage,
                        std::vector<std::string>& problems) {
    const std::string http = text::charset_of_content_type(options.content_type);
    const std::string_view declared = declared_charset(bytes);
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    if (yields_to_utf8(http) && yields_to_utf8(declared) && classify(bytes) != Bytes::Other)
        return bytes;
    text::Decoded decoded = text::decode(bytes, http, declared);
    if (decoded.replaced)
        problems.push_back(fmt::format("bytes that are not valid {}: replaced", decoded.charset));
    storage = std::move(decoded.utf8);
    return storage;
}

}  // namespace

Expected<Feed> parse_feed(std::string_view bytes, const ParseOptions& options) {
    if (bytes.empty()) return fail(ErrorKind::BadInput, "no feed: the document is empty");
    std::vector<std::string> problems;
    std::string storage;
    const std::string_view content = trimmed(decode(bytes, options, storage, problems));
    if (content.empty()) return fail(ErrorKind::BadInput, "no feed: the document is empty");
    if (content.front() == '{' || content.front() == '[')
        return parse_json_feed(content, options, std::move(problems));
    if (content.find('<') == std::string_view::npos)
        return fail(ErrorKind::BadInput, "no feed: plain text without a single tag");
    return parse_xml_feed(content, options, std::move(problems));
}

}  // namespace ainews::feeds
