#include "site/reader_pages.h"

#include "site/api.h"
#include "site/ops_page.h"
#include "site/search_page.h"
#include "site/standing_pages.h"
#include "site/templates.h"

namespace ainews::site {

struct ReaderPages::Impl {
    Impl(SiteOptions given, RightsPolicy policy, const ReaderStore& parts)
        : options{std::move(given)},
          rights{std::move(policy)},
          store{parts},
          templates{options.templates},
          renderer{options, templates, read_own_pages(options.templates)} {}

    [[nodiscard]] ServerAnswer search(const ServerRequest& request);
    [[nodiscard]] RenderPage renderer_of() const;

    const SiteOptions options;
    const RightsPolicy rights;
    const ReaderStore store;
    const Templates templates;
    const PageRenderer renderer;
};

ServerAnswer ReaderPages::Impl::search(const ServerRequest& request) {
    const SearchForm form = read_search_form(request, options);
    std::string html = search_page(form, options, rights, store, renderer_of());
    return html_answer(form.problem.empty() ? 200 : 400, std::move(html));
}

RenderPage ReaderPages::Impl::renderer_of() const {
    return [this](const std::string& name, const Page& page, View view) {
        return renderer.page(name, page, std::move(view));
    };
}

ReaderPages::ReaderPages(SiteOptions options, RightsPolicy rights, const ReaderStore& store)
    : impl_{std::make_unique<Impl>(std::move(options), std::move(rights), store)} {}

ReaderPages::~ReaderPages() = default;

std::optional<ServerAnswer> ReaderPages::answer(const ServerRequest& request) {
    if (request.path == "/search") return impl_->search(request);
    // Relative, so that it stays right behind a proxy that serves the site under a prefix.
    if (request.path == "/search/") {
        const SearchForm form = read_search_form(request, impl_->options);
        return redirect_answer("../search" + query_string(form, form.page));
    }
    return api_answer(request, {impl_->options, impl_->rights, impl_->store});
}

ServerAnswer ReaderPages::ops(const OpsReport& report) {
    ServerAnswer answer = html_answer(200, ops_page(report, impl_->options, impl_->renderer_of()));
    answer.cache = "no-store";
    return answer;
}

}  // namespace ainews::site
