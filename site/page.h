#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "site/publisher.h"
#include "site/templates.h"
#include "site/view.h"

namespace ainews::site {

/// Absent and false read alike in a template, but an absent key is looked up further out: rows set
/// each key they may show.
void set_text(View& view, ViewKey key, std::string_view text);
void set_flag(View& view, ViewKey key, bool on);
void set_number(View& view, ViewKey key, std::int64_t number);

/// The address of the folder above as seen from a page in `path` ("articles/1/" → "../../").
[[nodiscard]] std::string root_of(std::string_view path);
/// For a query or a mail link: everything but unreserved characters as %XX (RFC 3986 §2.3).
[[nodiscard]] std::string percent_encoded(std::string_view text);

/// What stands around a page's content.
struct Page {
    std::string path;         ///< its folder: "" or "articles/1/"
    std::string title;        ///< empty: the site's own
    std::string description;  ///< plain text
    std::string section;      ///< the menu entry that is current: latest, videos ...; may be empty
    std::string og_type = "website";
    std::string jsonld;        ///< JSON, not yet safe inside a script element
    std::string atom;          ///< path of this list's own feed; may be empty
    std::string original_url;  ///< with original_lang: hreflang to the original
    std::string original_lang;
    std::optional<TimePoint> published = std::nullopt;
    std::optional<TimePoint> modified = std::nullopt;  ///< its last correction
    std::optional<TimePoint> newest = std::nullopt;    ///< of its articles; under the site's name
    bool noindex = false;
    bool anywhere = false;  ///< served under any address (404): its links start at the root
};

/// Renders a whole page with that template; what PageRenderer::page does, for any thread.
using RenderPage = std::function<std::string(const std::string& name, const Page& page, View view)>;

/// A page of the operator's own, from pages/NAME.md.
struct OwnPage {
    std::string slug;
    std::string title;  ///< its first heading, else the slug
    std::string html;
};

/// Renders whole pages. Thread-safe.
class PageRenderer {
public:
    PageRenderer(const SiteOptions& options, const Templates& templates,
                 std::vector<OwnPage> own_pages)
        : options_{options}, templates_{templates}, own_pages_{std::move(own_pages)} {}

    [[nodiscard]] std::string page(const std::string& name, const Page& page, View view) const;
    [[nodiscard]] std::string fragment(const std::string& name, const View& view) const;
    [[nodiscard]] const SiteOptions& options() const noexcept { return options_; }
    [[nodiscard]] const std::vector<OwnPage>& own_pages() const noexcept { return own_pages_; }
    [[nodiscard]] const Templates& templates() const noexcept { return templates_; }

private:
    const SiteOptions& options_;
    const Templates& templates_;
    std::vector<OwnPage> own_pages_;
};

}  // namespace ainews::site
