#include "site/page.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/calendar.h"
#include "site/labels.h"

namespace ainews::site {
namespace {

struct MenuEntry {
    std::string_view key;
    const char* path;
    const char* name;
};
constexpr std::array kMenu{MenuEntry{"latest", "", "最新"},
                           MenuEntry{"daily", "daily/", "AI日報"},
                           MenuEntry{"hacker", "hacker/", "Hacker日報"},
                           MenuEntry{"weekly", "weekly/", "週報"},
                           MenuEntry{"videos", "videos/", "動画"},
                           MenuEntry{"tools", "tools/", "AIツール"},
                           MenuEntry{"trends", "trends/", "トレンド"},
                           MenuEntry{"companies", "companies/", "企業"}};

constexpr const char* kAtomType = "application/atom+xml";

bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

/// The path of the site's address: "/" or "/news/".
std::string base_path(const std::string& base_url) {
    const std::size_t host = base_url.find("://");
    const std::size_t path = base_url.find('/', host == std::string::npos ? 0 : host + 3);
    return path == std::string::npos ? std::string{"/"} : base_url.substr(path);
}

/// JSON that no HTML parser takes for markup: "</script>" and "<!--" cannot occur in it.
std::string script_json(const std::string& json) {
    std::string out;
    out.reserve(json.size());
    for (const char c : json) {
        if (c == '<' || c == '>' || c == '&') {
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
            out.push_back(c);
        }
    }
    return out;
}

View feed_row(const char* type, const std::string& title, const std::string& path) {
    View row;
    row.set("type", type);
    row.set("title", title);
    row.set("path", path);
    return row;
}

View feed_rows(const SiteOptions& options, const Page& page) {
    View rows = View::list();
    rows << feed_row("application/rss+xml", options.title + "（RSS）", "rss.xml");
    rows << feed_row(kAtomType, options.title + "（Atom）", "atom.xml");
    rows << feed_row("application/feed+json", options.title + "（JSON Feed）", "feed.json");
    if (!page.atom.empty())
        rows << feed_row(kAtomType, fmt::format("{} | {}", page.title, options.title), page.atom);
    return rows;
}

View menu_rows(const Page& page) {
    View rows = View::list();
    for (const MenuEntry& entry : kMenu) {
        View row;
        row.set("path", entry.path);
        row.set("name", entry.name);
        set_flag(row, "current", page.section == entry.key);
        rows << std::move(row);
    }
    return rows;
}

View own_page_rows(const std::vector<OwnPage>& pages) {
    View rows = View::list();
    for (const OwnPage& page : pages) {
        View row;
        row.set("path", fmt::format("pages/{}/", page.slug));
        row.set("name", page.title);
        rows << std::move(row);
    }
    return rows;
}

}  // namespace

void set_text(View& view, ViewKey key, std::string_view text) {
    view.set(key, text.empty() ? View{false} : View{std::string{text}});
}

void set_flag(View& view, ViewKey key, bool on) { view.set(key, View{on}); }

void set_number(View& view, ViewKey key, std::int64_t number) {
    view.set(key, std::to_string(number));
}

std::string root_of(std::string_view path) {
    std::string root;
    for (auto depth = std::ranges::count(path, '/'); depth > 0; --depth) root += "../";
    return root.empty() ? "./" : root;
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string out;
    out.reserve(3 * text.size());
    for (const char c : text) {
        if (is_unreserved(c)) {
            out.push_back(c);
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += {'%', kDigits[byte >> 4U], kDigits[byte & 0xFU]};
        }
    }
    return out;
}

std::string PageRenderer::page(const std::string& name, const Page& page, View view) const {
    const std::string title = page.title.empty() ? options_.title : page.title;
    view.set("site_title", options_.title);
    view.set("base_url", options_.base_url);
    view.set("root", page.anywhere ? base_path(options_.base_url) : root_of(page.path));
    view.set("page_title", page.title.empty()
                               ? fmt::format("{} 世界のAIニュースを日本語で", options_.title)
                               : fmt::format("{} | {}", page.title, options_.title));
    view.set("og_title", title);
    view.set("og_type", page.og_type);
    set_text(view, "description", page.description);
    set_text(view, "canonical", page.anywhere ? std::string{} : options_.base_url + page.path);
    set_flag(view, "noindex", page.noindex || page.anywhere);
    set_text(view, "jsonld", script_json(page.jsonld));
    view.set("css", templates_.asset_path("style.css"));
    view.set("js", templates_.asset_path("site.js"));
    view.set("icon", templates_.asset_path("icon.svg"));
    view.set("icon_png", templates_.asset_path("icon.png"));
    view.set("og_image", templates_.asset_path("og.png"));
    set_text(view, "published", page.published ? to_rfc3339(*page.published) : std::string{});
    set_text(view, "modified", page.modified ? to_rfc3339(*page.modified) : std::string{});
    set_text(view, "newest",
             page.newest ? month_and_day(options_.time_zone.day_of(*page.newest)) +
                               options_.time_zone.format(*page.newest, " %H:%M")
                         : std::string{});
    if (page.newest) view.set("newest_at", to_rfc3339(*page.newest));
    View original;
    original.set("url", page.original_url);
    original.set("lang", page.original_lang);
    view.set("original_link", page.original_url.empty() ? View{false} : std::move(original));
    view.set("feeds", feed_rows(options_, page));
    view.set("nav", menu_rows(page));
    view.set("own_pages", own_page_rows(own_pages_));
    return templates_.render(name, view);
}

std::string PageRenderer::fragment(const std::string& name, const View& view) const {
    return templates_.render(name, view);
}

}  // namespace ainews::site
