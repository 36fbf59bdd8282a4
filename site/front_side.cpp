#include "site/front_side.h"

#include <fmt/format.h>

#include <algorithm>

#include "site/edition_pages.h"
#include "site/labels.h"
#include "site/lists.h"
#include "site/page.h"

namespace ainews::site {
namespace {

constexpr std::size_t kDaysNamed = 7;

View daily_box(const EditionReader& editions) {
    const auto newest = editions.editions(EditionKind::Daily, "", 1);
    if (newest.empty()) return View{false};
    const Edition& daily = newest.front();
    const std::string title = edition_title(daily.kind, daily.name);
    View box;
    box.set("path", edition_path(daily.kind, daily.name));
    box.set("name", daily.headline.empty() ? title : daily.headline);
    box.set("note",
            fmt::format("{}{}本", daily.headline.empty() ? "" : title + "・", daily.items.size()));
    return box;
}

View day_box(const std::vector<SiteListTotal>& archive, const SiteOptions& options) {
    View rows = View::list();
    for (std::size_t i = 0; i < std::min(archive.size(), kDaysNamed); ++i) {
        const SiteListTotal& total = archive[archive.size() - 1 - i];
        const Day day = options.time_zone.day_of(total.changed);
        View row;
        row.set("href", fmt::format("days/{}/", total.list.substr(list_names::kDay.size())));
        row.set("name", month_and_day(day));
        row.set("value", fmt::format("{}件", total.items));
        rows << std::move(row);
    }
    View box;
    box.set("name", "日付で探す");
    box.set("rows", std::move(rows));
    return box;
}

}  // namespace

View front_side(const std::vector<SiteListTotal>& days, const EditionReader& editions,
                const SiteOptions& options) {
    View boxes = View::list();
    if (!days.empty()) boxes << day_box(days, options);
    View side;
    side.set("daily", daily_box(editions));
    side.set("boxes", std::move(boxes));
    return side;
}

}  // namespace ainews::site
