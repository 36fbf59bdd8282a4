#include "site/filters.h"

#include <fmt/format.h>

#include <algorithm>

#include "site/labels.h"

namespace ainews::site {
namespace {

struct Choice {
    std::string label;
    std::string path;
    std::string value;
};

View facet_view(const std::string& name, const std::string& facet, std::vector<Choice> choices,
                const ListPage& list, const std::string& root) {
    choices.insert(choices.begin(), Choice{"すべて", "", ""});
    View rows = View::list();
    for (const Choice& choice : choices) {
        View row;
        row.set("label", choice.label);
        row.set("root", root);
        row.set("path", choice.path);
        row.set("facet", facet);
        row.set("value", choice.value);
        set_flag(row, "current", (list.facet == facet ? list.value : "") == choice.value);
        rows << std::move(row);
    }
    View view;
    view.set("name", name);
    view.set("choices", std::move(rows));
    return view;
}

std::vector<Choice> ratings() {
    std::vector<Choice> choices;
    for (int stars = kRatingLeast; stars <= kStarsMax; ++stars)
        choices.push_back(
            {stars == kStarsMax ? std::to_string(stars) : fmt::format("{}以上", stars),
             fmt::format("rating/{}/", stars), std::to_string(stars)});
    return choices;
}

std::vector<Choice> kinds() {
    std::vector<Choice> choices;
    for (const SourceKind kind : {SourceKind::News, SourceKind::Blog, SourceKind::Research,
                                  SourceKind::Community, SourceKind::Video, SourceKind::Tools})
        choices.push_back({std::string{kind_name(kind)}, fmt::format("kind/{}/", to_string(kind)),
                           std::string{to_string(kind)}});
    return choices;
}

std::vector<Choice> languages(const SiteIndex& index) {
    std::vector<Choice> choices;
    for (const SiteListTotal& total : index.lists(list_names::kLanguage)) {
        const std::string tag = total.list.substr(list_names::kLanguage.size());
        const auto words = language_name(tag);
        choices.push_back(
            {words.empty() ? tag : std::string{words}, fmt::format("lang/{}/", tag), tag});
    }
    return choices;
}

}  // namespace

View filter_views(const ListPage& list, const SiteIndex& index, const std::string& root) {
    View views = View::list();
    views << facet_view("重要度", "rating", ratings(), list, root);
    views << facet_view("種類", "kind", kinds(), list, root);
    views << facet_view("原文", "lang", languages(index), list, root);
    return views;
}

std::pair<Day, Day> neighbours(const std::vector<SiteListTotal>& days, const Day& day) {
    const std::string name = fmt::format("{}{}", list_names::kDay, day);
    const auto at = std::ranges::lower_bound(days, name, {}, &SiteListTotal::list);
    const auto bare = [](const SiteListTotal& total) {
        return total.list.substr(list_names::kDay.size());
    };
    const auto next = at != days.end() && at->list == name ? at + 1 : at;
    return {at == days.begin() ? Day{} : bare(*(at - 1)), next == days.end() ? Day{} : bare(*next)};
}

}  // namespace ainews::site
