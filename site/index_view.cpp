#include "site/index_view.h"

#include <algorithm>

namespace ainews::site {
namespace {

View group_views(const std::vector<IndexGroup>& groups) {
    View views = View::list();
    for (const IndexGroup& group : groups) {
        if (group.rows.empty()) continue;
        View rows = View::list();
        for (const IndexRow& row : group.rows) {
            View view;
            view.set("href", row.href);
            view.set("name", row.name);
            set_text(view, "note", row.note);
            set_text(view, "value", row.value);
            rows << std::move(view);
        }
        View view;
        set_text(view, "name", group.name);
        view.set("rows", std::move(rows));
        views << std::move(view);
    }
    return views;
}

}  // namespace

std::string index_page(PageRenderer& pages, const IndexHead& head,
                       const std::vector<IndexGroup>& groups) {
    Page page;
    page.path = head.path;
    page.title = head.heading;
    page.description = head.intro;
    page.section = head.section;
    View view;
    view.set("heading", head.heading);
    set_text(view, "intro", head.intro);
    set_flag(view, "empty", std::ranges::all_of(groups, [](const IndexGroup& group) {
                 return group.rows.empty();
             }));
    view.set("empty_text", head.empty_text);
    view.set("groups", group_views(groups));
    return pages.page("index_page", page, std::move(view));
}

}  // namespace ainews::site
