#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "config/load.h"

// Any bytes are a configuration or a list of errors with lines, never a crash.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto loaded = ainews::config::load_from_string(
        {reinterpret_cast<const char*>(data), size}, "/etc/ainewsd");
    if (!loaded && loaded.error().empty()) std::abort();
    if (loaded && loaded->stages.size() != 5) std::abort();
    return 0;
}
