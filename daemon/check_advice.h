#pragma once

#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/error.h"
#include "core/http.h"
#include "core/source.h"

namespace ainews::daemon {

/// One line of `check`.
struct SourceVerdict {
    bool ok = true;
    std::string message;  ///< what was found; where it is not well, what to do
};

/// What came of asking a source, and what the operator does about it.
[[nodiscard]] SourceVerdict judge_source(const Source& source,
                                         const Expected<HttpResponse>& response, TimePoint now);

/// What to do where a model did not answer; begins with "; ".
[[nodiscard]] std::string model_advice(const Error& error, std::string_view base_url);

}  // namespace ainews::daemon
