#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "text/unicode.h"
#include "text/url.h"

// Whatever is resolved is http or https, ASCII, and stays as it is when resolved or made canonical
// again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ainews::text;
    const std::string_view input{reinterpret_cast<const char*>(data), size};
    const auto split = input.find('\n');
    const std::string_view base =
        split == std::string_view::npos ? "https://example.com/a/b" : input.substr(0, split);
    const std::string_view ref = split == std::string_view::npos ? input : input.substr(split + 1);
    const auto url = resolve_url(base, ref);
    if (!url) return 0;
    if (!url->starts_with("http://") && !url->starts_with("https://")) std::abort();
    if (!is_ascii(*url) || url->find_first_of("<>\" \n") != std::string::npos) std::abort();
    // Escapes may have made the address longer than any that is read again.
    const auto again = resolve_url(base, *url);
    if (again && *again != *url) std::abort();
    const std::string canonical = canonical_url(*url);
    if (again && canonical.empty()) std::abort();
    if (const std::string twice = canonical_url(canonical); !twice.empty() && twice != canonical)
        std::abort();
    return 0;
}
