// Text to a JSON feed: what decoding lets through, straight to the reader of JSON.
#include <cstddef>
#include <cstdint>

#include "feed_invariants.h"
#include "feeds/json_feed.h"
#include "text/unicode.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ainews::feeds::ParseOptions options{.base_url = "https://news.example.com/feed"};
    const std::string text = ainews::text::clean_utf8({reinterpret_cast<const char*>(data), size});
    if (const auto feed = ainews::feeds::parse_json_feed(text, options, {}))
        ainews::feeds::fuzz::check(*feed, options);
    return 0;
}
