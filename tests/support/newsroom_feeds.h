#pragma once

#include <string>

#include "core/clock.h"
#include "tests/support/newsroom_library.h"

namespace ainews::newsroom {

/// What an outlet publishes right now: where it is, when "now" is, which articles are held back.
struct Edition {
    const Library* library = nullptr;
    int port = 0;
    TimePoint now;
};

struct Document {
    std::string content_type;
    std::string body;  ///< in the outlet's charset
};

[[nodiscard]] Document render_feed(const Edition& edition, const Outlet& outlet);

/// Throws std::runtime_error where `text` has a character that `charset` has not: an article
/// written for an outlet that cannot print it is a mistake in the data.
[[nodiscard]] std::string encode(std::string_view utf8, const std::string& charset);

}  // namespace ainews::newsroom
