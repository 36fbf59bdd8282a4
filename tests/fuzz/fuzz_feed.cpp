// Bytes of a feed, of any format and encoding, to entries. The first byte chooses the HTTP charset.
#include <array>
#include <cstddef>
#include <cstdint>

#include "feed_invariants.h"

namespace {

constexpr std::array<const char*, 6> kContentTypes{"",
                                                   "text/xml; charset=utf-8",
                                                   "text/xml; charset=shift_jis",
                                                   "text/xml; charset=iso-2022-jp",
                                                   "text/xml; charset=utf-16le",
                                                   "application/feed+json"};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const ainews::feeds::ParseOptions options{
        .base_url = "https://news.example.com/feed",
        .content_type = kContentTypes.at(data[0] % kContentTypes.size())};
    const std::string_view bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
    if (const auto feed = ainews::feeds::parse_feed(bytes, options))
        ainews::feeds::fuzz::check(*feed, options);
    return 0;
}
