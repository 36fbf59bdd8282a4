#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/http.h"
#include "core/source.h"
#include "core/source_texts.h"
#include "pipeline/robots.h"
#include "pipeline/stage.h"

namespace ainews::pipeline {

struct ExtractOptions {
    std::size_t page_bytes_max = 4U << 20U;  ///< decoded
    /// A page that fails for a passing reason is tried again for so long after the item was first
    /// seen; then the feed's own excerpt has to do.
    Millis page_retry{std::chrono::hours{6}};
    /// Under so many characters an article counts as an excerpt.
    std::size_t short_text_max = 200;
    std::string user_agent_token = "ainewsd";  ///< that robots.txt rules are looked up for
    /// Tells what all articles of a source say, which is dropped; it outlives the stage. nullptr:
    /// nothing is dropped.
    const SourceTexts* texts = nullptr;
};

/// The article's text as blocks, from the feed or its page, and the facts that identify it. A page
/// that is refused, gone or unreadable gives the feed's excerpt with a finding, not a failure;
/// Transient only while trying again may help. `sources` is a snapshot: a reload builds a new
/// stage.
[[nodiscard]] std::unique_ptr<Stage> make_extract(HttpClient& http, const Clock& clock,
                                                  std::vector<Source> sources,
                                                  ExtractOptions options = {});

}  // namespace ainews::pipeline
