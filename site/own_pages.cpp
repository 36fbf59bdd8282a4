#include <cmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>

#include "core/c_ptr.h"
#include "site/file_batch.h"
#include "site/standing_pages.h"

namespace ainews::site {
namespace {

constexpr std::size_t kSlugMax = 60;

bool is_slug(std::string_view name) {
    return !name.empty() && name.size() <= kSlugMax && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

/// All text below a node, without markup.
std::string text_of(cmark_node* node) {
    std::string out;
    const CPtr<cmark_iter, cmark_iter_free> iter{cmark_iter_new(node)};
    for (auto event = cmark_iter_next(iter.get()); event != CMARK_EVENT_DONE;
         event = cmark_iter_next(iter.get())) {
        if (event != CMARK_EVENT_ENTER) continue;
        if (const char* literal = cmark_node_get_literal(cmark_iter_get_node(iter.get())))
            out += literal;
    }
    return out;
}

bool is_dead_link(cmark_node* node) {
    if (cmark_node_get_type(node) != CMARK_NODE_LINK) return false;
    const CPtr<char, std::free> html{cmark_render_html(node, CMARK_OPT_DEFAULT)};
    return std::string_view{html.get()}.starts_with("<a href=\"\"");
}

/// The safe mode empties the address of a javascript: link, and a link to nothing leads to the page
/// itself; its text is left.
void unlink_dead_links(cmark_node* document) {
    std::vector<cmark_node*> dead;
    const CPtr<cmark_iter, cmark_iter_free> iter{cmark_iter_new(document)};
    for (auto event = cmark_iter_next(iter.get()); event != CMARK_EVENT_DONE;
         event = cmark_iter_next(iter.get()))
        if (event == CMARK_EVENT_ENTER && is_dead_link(cmark_iter_get_node(iter.get())))
            dead.push_back(cmark_iter_get_node(iter.get()));
    for (cmark_node* link : dead) {
        while (cmark_node* child = cmark_node_first_child(link))
            cmark_node_insert_before(link, child);
        cmark_node_unlink(link);
        cmark_node_free(link);
    }
}

OwnPage rendered(const std::string& slug, const std::string& markdown) {
    const CPtr<cmark_node, cmark_node_free> document{
        cmark_parse_document(markdown.data(), markdown.size(), CMARK_OPT_DEFAULT)};
    OwnPage page{slug, slug, ""};
    cmark_node* first = cmark_node_first_child(document.get());
    if (first != nullptr && cmark_node_get_type(first) == CMARK_NODE_HEADING) {
        // The page's own template sets the heading.
        page.title = text_of(first);
        cmark_node_unlink(first);
        cmark_node_free(first);
    }
    unlink_dead_links(document.get());
    const CPtr<char, std::free> html{cmark_render_html(document.get(), CMARK_OPT_DEFAULT)};
    page.html = html.get();
    return page;
}

}  // namespace

std::vector<OwnPage> read_own_pages(const std::vector<std::filesystem::path>& directories) {
    std::map<std::string, OwnPage> pages;
    for (const auto& directory : directories) {
        std::error_code ec;
        for (const auto& file : std::filesystem::directory_iterator{directory / "pages", ec}) {
            const std::string slug = file.path().stem().string();
            if (file.path().extension() != ".md" || !is_slug(slug) || pages.contains(slug))
                continue;
            if (const auto text = read_file(file.path()))
                pages.emplace(slug, rendered(slug, *text));
        }
    }
    std::vector<OwnPage> out;
    for (auto& [slug, page] : pages) out.push_back(std::move(page));
    return out;
}

}  // namespace ainews::site
