#include "site/publisher.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <kainjow/mustache.hpp>
#include <nlohmann/json.hpp>

#include "core/sha256.h"
#include "site/file_batch.h"
#include "site/templates.h"
#include "site/views.h"

namespace ainews::site {
namespace {

namespace fs = std::filesystem;

constexpr int kItemsPerPage = 20;
constexpr int kListedMax =
    200;  ///< the newest on `/` and its pages; older ones stay at their address
constexpr int kFeedEntries = 50;
constexpr std::size_t kBatchPages = 500;  ///< pages held in memory before a commit
/// Beside the site: what is published already. Not served: its name begins with a dot.
constexpr const char* kStateFile = ".published.json";
constexpr const char* kLockFile = ".publish.lock";

/// An exclusive lock on the site directory, held while it lives.
class SiteLock {
public:
    explicit SiteLock(const fs::path& dir) {
        std::error_code ec;
        fs::create_directories(dir, ec);
        fd_ = open((dir / kLockFile).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
        held_ = fd_ >= 0 && flock(fd_, LOCK_EX | LOCK_NB) == 0;
    }
    ~SiteLock() {
        if (fd_ >= 0) close(fd_);
    }
    SiteLock(const SiteLock&) = delete;
    SiteLock& operator=(const SiteLock&) = delete;
    [[nodiscard]] bool held() const noexcept { return held_; }

private:
    int fd_ = -1;
    bool held_ = false;
};

}  // namespace

struct Publisher::Impl {
    SiteOptions options;
    const RightsPolicy& rights;
    const ItemReader& items;
    Templates templates;
    std::string design;  ///< of templates and settings: another one makes every page stale

    Impl(SiteOptions given, const RightsPolicy& policy, const ItemReader& reader)
        : options{std::move(given)}, rights{policy}, items{reader}, templates{options.templates} {
        design =
            sha256_hex(templates.version() + options.base_url + options.title + options.contact);
    }

    [[nodiscard]] std::int64_t published_revision() const {
        const auto text = read_file(options.dir / kStateFile);
        if (!text) return 0;
        const auto state = nlohmann::json::parse(*text, nullptr, false);
        if (!state.is_object() || state.value("design", "") != design) return 0;
        return state.value("revision", std::int64_t{0});
    }

    [[nodiscard]] std::string render(const char* name, View view) const {
        for (const auto& [key, value] : {std::pair{"site_title", options.title},
                                         {"base_url", options.base_url},
                                         {"asset_version", templates.asset_version()}})
            view.set(key, value);
        return templates.render(name, view);
    }

    void add_article(FileBatch& batch, const Item& item) const {
        const std::string path = fmt::format("articles/{}/index.html", item.id);
        if (!has_page(item)) return batch.remove(path);
        View view = article_view(item, rights.of(item.source, item.url), rights.basis(item.source),
                                 options);
        view.set("root", "../../");
        batch.put(path, render("article", view));
    }

    /// A deleted item's page goes; a merged one's address leads on to the item that took its place.
    void add_removals(FileBatch& batch, std::int64_t from) const {
        for (const Removal& removal : items.removed_after(from)) {
            const std::string path = fmt::format("articles/{}/index.html", removal.id);
            if (!removal.replaced_by) {
                batch.remove(path);
                continue;
            }
            View view{View::type::object};
            view.set("root", "../../");
            view.set("target", fmt::format("../{}/", *removal.replaced_by));
            view.set("canonical",
                     fmt::format("{}articles/{}/", options.base_url, *removal.replaced_by));
            batch.put(path, render("moved", view));
        }
    }

    /// Renders every item changed after `from`, a bounded batch at a time.
    Expected<std::int64_t> publish_articles(std::int64_t from, PublishReport& report) const {
        FileBatch batch{options.dir};
        std::size_t held = 0;
        std::optional<Error> failure;
        const auto flush = [&] {
            const auto written = batch.commit();
            if (!written) return failure = written.error(), false;
            report.pages_written += written->changed;
            report.pages_unchanged += written->unchanged;
            report.pages_removed += written->removed;
            batch = FileBatch{options.dir};
            held = 0;
            return true;
        };
        const std::int64_t until = items.revision();
        ItemFilter filter;
        filter.changed_after = from;
        items.for_each(filter, [&](const Item& item) {
            add_article(batch, item);
            return ++held < kBatchPages || flush();
        });
        if (!failure && held > 0) flush();
        if (failure) return tl::unexpected{*failure};
        return until;
    }

    [[nodiscard]] std::vector<View> newest() const {
        std::vector<View> out;
        ItemFilter filter;
        filter.newest_first = true;
        items.for_each(filter, [&](const Item& item) {
            if (!is_listed(item)) return true;
            View view = teaser_view(item, rights.of(item.source, item.url), options);
            view.set("tag_uri",
                     fmt::format("tag:{},2026:item:{}", rights_host(options.base_url), item.id));
            out.push_back(std::move(view));
            return out.size() < kListedMax;
        });
        return out;
    }

    void add_lists(FileBatch& batch) const {
        const std::vector<View> listed = newest();
        const int pages =
            std::max(1, (static_cast<int>(listed.size()) + kItemsPerPage - 1) / kItemsPerPage);
        for (int page = 1; page <= pages; ++page)
            batch.put(list_path(page), list_page(listed, page, pages));
        View feed{View::type::object};
        View entries{View::type::list};
        for (std::size_t i = 0; i < std::min<std::size_t>(listed.size(), kFeedEntries); ++i)
            if (listed[i].get("untranslated")->is_false()) entries << listed[i];
        feed.set("entries", entries);
        feed.set("updated", listed.empty() ? std::string{"1970-01-01T00:00:00Z"}
                                           : listed.front().get("datetime")->string_value());
        batch.put("rss.xml", render("rss", feed));
        batch.put("atom.xml", render("atom", feed));
    }

    [[nodiscard]] static std::string list_path(int page) {
        return page == 1 ? std::string{"index.html"} : fmt::format("page/{}/index.html", page);
    }

    [[nodiscard]] std::string list_page(const std::vector<View>& listed, int page,
                                        int pages) const {
        View view{View::type::object};
        View items_view{View::type::list};
        const std::size_t begin = static_cast<std::size_t>(page - 1) * kItemsPerPage;
        for (std::size_t i = begin; i < std::min(listed.size(), begin + kItemsPerPage); ++i)
            items_view << listed[i];
        view.set("items", items_view);
        view.set("empty", View{listed.empty() ? View::type::bool_true : View::type::bool_false});
        const std::string root = page == 1 ? "" : "../../";
        view.set("root", root.empty() ? std::string{"./"} : root);
        if (page > 1)
            view.set("newer", page == 2 ? root : fmt::format("{}page/{}/", root, page - 1));
        if (page < pages) view.set("older", fmt::format("{}page/{}/", root, page + 1));
        return render("list", view);
    }

    Expected<PublishReport> publish(bool all) const {
        const SiteLock lock{options.dir};
        if (!lock.held())
            return fail(ErrorKind::Transient,
                        fmt::format("another process is publishing to {}, or it cannot be written",
                                    options.dir.string()));
        PublishReport report;
        const std::int64_t from = all ? 0 : published_revision();
        const auto revision = publish_articles(from, report);
        if (!revision) return tl::unexpected{revision.error()};
        report.revision = *revision;
        FileBatch batch{options.dir};
        add_lists(batch);
        add_removals(batch, from);
        batch.put("404.html", render("404", View{View::type::object}));
        for (const auto& [name, bytes] : templates.assets()) batch.put("assets/" + name, bytes);
        const auto lists = batch.commit();
        if (!lists) return tl::unexpected{lists.error()};
        report.pages_written += lists->changed;
        report.pages_unchanged += lists->unchanged;
        report.pages_removed += lists->removed;
        return record(report);
    }

    /// Last of all: what is recorded as published is on the disk.
    Expected<PublishReport> record(const PublishReport& report) const {
        FileBatch batch{options.dir};
        batch.put(kStateFile,
                  nlohmann::json{{"design", design}, {"revision", report.revision}}.dump());
        const auto written = batch.commit();
        if (!written) return tl::unexpected{written.error()};
        return report;
    }
};

Publisher::Publisher(SiteOptions options, const RightsPolicy& rights, const ItemReader& items)
    : impl_{std::make_unique<Impl>(std::move(options), rights, items)} {}

Publisher::~Publisher() = default;

Expected<PublishReport> Publisher::publish(bool all) { return impl_->publish(all); }

}  // namespace ainews::site
