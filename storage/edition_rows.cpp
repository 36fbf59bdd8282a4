#include "storage/edition_rows.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/json_text.h"

namespace ainews::storage {
namespace {

using nlohmann::json;

json to_json(const EditionText& text) {
    return {{"heading", text.heading}, {"text", text.text}, {"items", text.items}};
}

json to_json(const EditionItem& item) {
    json out{{"item", item.item}};
    if (item.points) out["points"] = *item.points;
    if (item.comments) out["comments"] = *item.comments;
    if (!item.comments_url.empty()) out["comments_url"] = item.comments_url;
    return out;
}

EditionText text_of(const json& value) {
    return {value.at("heading").get<std::string>(), value.at("text").get<std::string>(),
            value.at("items").get<std::vector<ItemId>>()};
}

EditionItem item_of(const json& value) {
    EditionItem item;
    item.item = value.at("item").get<ItemId>();
    if (const auto at = value.find("points"); at != value.end())
        item.points = at->get<std::int64_t>();
    if (const auto at = value.find("comments"); at != value.end())
        item.comments = at->get<std::int64_t>();
    item.comments_url = value.value("comments_url", "");
    return item;
}

bool rests_on(const EditionText& text, ItemId item) {
    return std::ranges::find(text.items, item) != text.items.end();
}

void rename_in(std::vector<ItemId>& items, ItemId item, ItemId target) {
    std::ranges::replace(items, item, target);
    std::vector<ItemId> once;
    for (const ItemId one : items)
        if (std::ranges::find(once, one) == once.end()) once.push_back(one);
    items = std::move(once);
}

}  // namespace

std::string content_json(const Edition& edition) {
    json sections = json::array();
    for (const EditionText& section : edition.sections) sections.push_back(to_json(section));
    json items = json::array();
    for (const EditionItem& item : edition.items) items.push_back(to_json(item));
    const json content{{"lead", to_json(edition.lead)}, {"sections", sections}, {"items", items}};
    return dump(content);
}

void read_content(Edition& edition, const std::string& text) {
    const json content = json::parse(text);
    edition.lead = text_of(content.at("lead"));
    for (const json& section : content.at("sections")) edition.sections.push_back(text_of(section));
    for (const json& item : content.at("items")) edition.items.push_back(item_of(item));
}

void take_out(Edition& edition, ItemId item) {
    std::erase_if(edition.items, [&](const EditionItem& one) { return one.item == item; });
    std::erase_if(edition.sections,
                  [&](const EditionText& section) { return rests_on(section, item); });
    if (!rests_on(edition.lead, item)) return;
    edition.lead = {};
    edition.headline = plain_headline(edition.kind, edition.name);
}

void rename_item(Edition& edition, ItemId item, ItemId target) {
    rename_in(edition.lead.items, item, target);
    for (EditionText& section : edition.sections) rename_in(section.items, item, target);
    const bool listed = std::ranges::any_of(
        edition.items, [&](const EditionItem& one) { return one.item == target; });
    if (listed)
        std::erase_if(edition.items, [&](const EditionItem& one) { return one.item == item; });
    for (EditionItem& one : edition.items)
        if (one.item == item) one.item = target;
}

}  // namespace ainews::storage
