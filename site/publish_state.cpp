#include "site/publish_state.h"

#include <nlohmann/json.hpp>

#include "core/json_text.h"
#include "core/results_json.h"
#include "core/sha256.h"
#include "site/file_batch.h"

namespace ainews::site {
namespace {

constexpr const char* kStateFile = ".published.json";
/// Part of the design: grows when pages are made in another way from the same templates.
constexpr int kRendererVersion = 3;

/// What pages say of each source.
nlohmann::json sources_of(const SiteOptions& options) {
    nlohmann::json sources = nlohmann::json::object();
    for (const auto& [slug, name] : options.source_names) sources[slug]["name"] = name;
    for (const auto& [slug, kind] : options.source_kinds) sources[slug]["kind"] = to_string(kind);
    for (const auto& [slug, language] : options.source_languages)
        sources[slug]["language"] = language;
    for (const auto& [slug, terms] : options.source_terms) sources[slug]["terms"] = terms;
    return sources;
}

bool same_sources(const nlohmann::json& published, const nlohmann::json& now) {
    for (const auto& [slug, said] : published.items()) {
        const auto found = now.find(slug);
        if (found == now.end() || *found != said) return false;
    }
    return true;
}

}  // namespace

std::string design_of(const SiteOptions& options, const std::string& templates,
                      const std::vector<OwnPage>& own_pages) {
    nlohmann::json design{kRendererVersion,
                          templates,
                          options.base_url,
                          options.title,
                          options.contact,
                          options.time_zone.name(),
                          to_string(options.rights_default)};
    for (const auto& [axis, share] : options.weights.percent) design.push_back(share);
    for (const OwnPage& page : own_pages) design.push_back({page.slug, page.title, page.html});
    return sha256_hex(dump(design));
}

PublishState read_publish_state(const SiteOptions& options, const std::string& design) try {
    const auto text = read_file(options.dir / kStateFile);
    if (!text) return {};
    const auto json = nlohmann::json::parse(*text);
    if (json.at("design") != design || !same_sources(json.at("sources"), sources_of(options)))
        return {};
    return {json.at("revision").get<std::int64_t>(),
            json.at("languages").get<std::vector<std::string>>(),
            json.at("days").get<std::vector<std::string>>()};
} catch (const nlohmann::json::exception&) {
    return {};
}

Expected<void> write_publish_state(const SiteOptions& options, const std::string& design,
                                   const PublishState& state) {
    FileBatch batch{options.dir};
    batch.put(kStateFile, dump({{"design", design},
                                {"sources", sources_of(options)},
                                {"languages", state.languages},
                                {"days", state.days},
                                {"revision", state.revision}}));
    if (const auto written = batch.commit(); !written) return tl::unexpected{written.error()};
    return {};
}

void forget_published(const std::filesystem::path& dir) {
    std::error_code nothing_there;
    std::filesystem::remove(dir / kStateFile, nothing_there);
}

}  // namespace ainews::site
