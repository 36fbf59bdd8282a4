#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/calendar.h"
#include "core/desk.h"
#include "core/editions.h"
#include "core/item_store.h"
#include "core/rights.h"
#include "core/site_index.h"
#include "core/story_reader.h"
#include "core/topics.h"
#include "core/trends.h"

namespace ainews::site {

struct SiteOptions {
    std::filesystem::path dir;  ///< what a web server serves
    /// Searched in order for templates/, assets/ and pages/; the operator's first.
    std::vector<std::filesystem::path> templates;
    std::string base_url = "http://localhost/";  ///< ends with "/"
    std::string title = "AIニュース";
    std::string contact;  ///< a mail address for 誤りを知らせる; may be empty
    TimeZone time_zone{"Asia/Tokyo"};
    ScoreWeights weights;
    std::map<std::string, std::string> source_names;  ///< slug → what readers see
    std::map<std::string, SourceKind> source_kinds;
    std::map<std::string, std::string> source_languages;  ///< slug → of what it writes
    /// slug → its rights, their basis and hosts, as one text: another one makes every page stale.
    std::map<std::string, std::string> source_terms;
    Rights rights_default = Rights::Summary;
};

/// The roles of the store that the site is made from; all outlive the publisher.
struct SiteStore {
    const ItemReader& items;
    SiteIndex& index;
    const TopicReader& topics;
    const EditionReader& editions;
    const TrendReader& trends;
    const CorrectionReader& corrections;
    const StoryReader& stories;
};

struct PublishReport {
    int pages_written = 0;
    int pages_unchanged = 0;
    int pages_removed = 0;
    std::int64_t revision = 0;  ///< everything up to here is published
};

/// Renders the site as static files (docs/site.md). Only what changed since the recorded revision
/// is rendered, and the lists it left or came into; a publish that was killed is made good by the
/// next. Processes take turns, by a lock file in the directory.
class Publisher {
public:
    /// Throws std::runtime_error where a template is missing or cannot be parsed.
    Publisher(SiteOptions options, const RightsPolicy& rights, const SiteStore& store);
    ~Publisher();

    /// `all`: forget what was published and render everything. Transient where the disk refuses or
    /// another process is publishing for more than a minute; Cancelled soon after `stop` was
    /// requested: what was not published then is by the next.
    [[nodiscard]] Expected<PublishReport> publish(bool all, const std::stop_token& stop = {});

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace ainews::site
