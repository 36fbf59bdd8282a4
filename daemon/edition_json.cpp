#include "daemon/edition_json.h"

#include <nlohmann/json.hpp>

#include "core/calendar.h"

namespace ainews::daemon {
namespace {

using nlohmann::json;

template <typename T>
json or_null(const std::optional<T>& value) {
    return value ? json(*value) : json(nullptr);
}

json item_json(const EditionItem& item) {
    return {{"id", item.item},
            {"points", or_null(item.points)},
            {"comments", or_null(item.comments)},
            {"comments_url", item.comments_url.empty() ? json(nullptr) : json(item.comments_url)}};
}

}  // namespace

json edition_json(const Edition& edition) {
    json sections = json::array();
    for (const EditionText& section : edition.sections)
        sections.push_back(
            {{"heading", section.heading}, {"body", section.text}, {"items", section.items}});
    json items = json::array();
    for (const EditionItem& item : edition.items) items.push_back(item_json(item));
    json corrections = json::array();
    for (const EditionCorrection& one : edition.corrections)
        corrections.push_back({{"at", to_rfc3339(one.at)}, {"text", one.text}});
    const Provenance& made = edition.provenance;
    return {
        {"kind", to_string(edition.kind)},
        {"name", edition.name},
        {"from", to_rfc3339(edition.from)},
        {"until", to_rfc3339(edition.until)},
        {"headline", edition.headline},
        {"lead", {{"text", edition.lead.text}, {"items", edition.lead.items}}},
        {"sections", sections},
        {"items", items},
        {"deterministic", edition.deterministic},
        {"made", to_rfc3339(edition.made)},
        {"frozen_at", to_rfc3339(edition.frozen_at)},
        {"engine", made.engine},
        {"model", made.model.empty() ? json(nullptr) : json(made.model)},
        {"prompt_version", made.prompt_version.empty() ? json(nullptr) : json(made.prompt_version)},
        {"tokens_in", made.tokens_in},
        {"tokens_out", made.tokens_out},
        {"cost_usd", made.cost ? json(usd(*made.cost)) : json(nullptr)},
        {"findings", edition.findings},
        {"corrections", corrections}};
}

}  // namespace ainews::daemon
