#pragma once

#include <memory>
#include <optional>

#include "core/editions.h"
#include "core/item_store.h"
#include "core/rights.h"
#include "core/site_index.h"
#include "core/site_search.h"
#include "core/story_reader.h"
#include "core/topics.h"
#include "core/trends.h"
#include "site/publisher.h"
#include "site/server_message.h"

namespace ainews::site {

struct OpsReport;

/// The roles of the store that answers are computed from; all outlive the pages.
struct ReaderStore {
    const ItemReader& items;
    const SiteSearch& search;
    const SiteIndex& index;
    const TopicReader& topics;
    const StoryReader& stories;
    const EditionReader& editions;
    const TrendReader& trends;
};

/// What is computed when a reader asks, under one version of the configuration: /search and
/// /api/v1/. Rights are applied as they are now, whatever was published. Thread-safe.
class ReaderPages {
public:
    /// Throws std::runtime_error where a template is missing or cannot be parsed.
    ReaderPages(SiteOptions options, RightsPolicy rights, const ReaderStore& store);
    ~ReaderPages();

    /// nullopt: the address is not one of these.
    [[nodiscard]] std::optional<ServerAnswer> answer(const ServerRequest& request);
    /// /ops, for who may see it.
    [[nodiscard]] ServerAnswer ops(const OpsReport& report);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace ainews::site
