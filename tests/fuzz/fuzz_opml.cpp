// Bytes of a subscription list to sources; what is written of them reads as the same sources.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "feeds/opml.h"
#include "text/url.h"

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ainews::feeds::OpmlLimits limits;
    const auto list =
        ainews::feeds::parse_opml({reinterpret_cast<const char*>(data), size}, limits);
    if (!list) return 0;
    require(list->sources.size() <= limits.sources_max);
    require(list->problems.size() <= limits.problems_max + 1);
    for (const ainews::Source& source : list->sources)
        require(ainews::text::is_http_url(source.url) && source.url.size() <= limits.url_bytes_max);
    // A second writing is the first: nothing drifts from one export to the next.
    const std::string once = ainews::feeds::write_opml(list->sources);
    const auto again = ainews::feeds::parse_opml(once);
    require(again.has_value() && ainews::feeds::write_opml(again->sources) == once);
    return 0;
}
