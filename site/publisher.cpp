#include "site/publisher.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <set>

#include "core/results_json.h"
#include "core/sha256.h"
#include "site/article_view.h"
#include "site/edition_pages.h"
#include "site/filing.h"
#include "site/list_renderer.h"
#include "site/page_sink.h"
#include "site/site_lock.h"
#include "site/standing_pages.h"
#include "site/topic_pages.h"

namespace ainews::site {
namespace {

/// Beside the site: what is published already. Not served: its name begins with a dot.
constexpr const char* kStateFile = ".published.json";
constexpr std::size_t kFilingBatch = 100;  ///< items filed in one transaction
/// All there ever were on a whole rebuild; a year has about 780.
constexpr int kEditionsMax = 100'000;
/// Part of the design: grows when pages are made in another way from the same templates.
constexpr int kRendererVersion = 1;

std::string article_path(ItemId id) { return fmt::format("articles/{}/index.html", id); }

std::optional<std::int64_t> number_after(std::string_view name, std::string_view family) {
    if (!name.starts_with(family)) return std::nullopt;
    name.remove_prefix(family.size());
    std::int64_t number = 0;
    const auto [end, ec] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (ec != std::errc{} || end != name.data() + name.size()) return std::nullopt;
    return number;
}

std::vector<std::string> names_of(const std::vector<SiteListTotal>& totals) {
    std::vector<std::string> names;
    names.reserve(totals.size());
    for (const SiteListTotal& total : totals) names.push_back(total.list);
    return names;
}

bool is_standing(const std::string& list) {
    const auto standing = standing_lists();
    return std::ranges::find(standing, list) != standing.end();
}

/// Everything in the options that shows on pages.
std::string design_of(const SiteOptions& options, const std::string& templates,
                      const std::vector<OwnPage>& own_pages) {
    nlohmann::json json{kRendererVersion,
                        templates,
                        options.base_url,
                        options.title,
                        options.contact,
                        options.time_zone.name(),
                        to_string(options.rights_default)};
    for (const auto& [axis, share] : options.weights.percent) json.push_back(share);
    for (const OwnPage& page : own_pages) json.push_back({page.slug, page.title, page.html});
    return sha256_hex(dump(json));
}

/// What pages say of each source.
nlohmann::json sources_of(const SiteOptions& options) {
    nlohmann::json sources = nlohmann::json::object();
    for (const auto& [slug, name] : options.source_names) sources[slug]["name"] = name;
    for (const auto& [slug, kind] : options.source_kinds) sources[slug]["kind"] = to_string(kind);
    for (const auto& [slug, terms] : options.source_terms) sources[slug]["terms"] = terms;
    return sources;
}

/// A new source has no pages yet: only one that changed or went makes what is published stale.
bool same_sources(const nlohmann::json& published, const nlohmann::json& now) {
    for (const auto& [slug, said] : published.items()) {
        const auto found = now.find(slug);
        if (found == now.end() || *found != said) return false;
    }
    return true;
}

}  // namespace

struct Publisher::Impl {
    SiteOptions options;
    const RightsPolicy& rights;
    SiteStore store;
    Templates templates;
    PageRenderer pages;
    Filing filing;
    std::string design;  ///< another one makes every page stale

    Impl(SiteOptions given, const RightsPolicy& policy, const SiteStore& roles)
        : options{std::move(given)},
          rights{policy},
          store{roles},
          templates{options.templates},
          pages{options, templates, read_own_pages(options.templates)},
          filing{options, policy, roles},
          design{design_of(options, templates.version(), pages.own_pages())} {}

    /// Up to here everything is published; 0 where nothing is, or by another design.
    [[nodiscard]] std::int64_t published_revision() const {
        const auto text = read_file(options.dir / kStateFile);
        if (!text) return 0;
        const auto state = nlohmann::json::parse(*text, nullptr, false);
        if (!state.is_object() || state.value("design", "") != design) return 0;
        const auto sources = state.find("sources");
        if (sources == state.end() || !sources->is_object() ||
            !same_sources(*sources, sources_of(options)))
            return 0;
        const auto revision = state.value("revision", std::int64_t{0});
        // Ahead of the store: it came back from a backup.
        return revision > store.items.revision() ? 0 : revision;
    }

    [[nodiscard]] std::vector<Card> related_cards(ItemId id) const {
        std::vector<Card> related;
        for (const ItemId other : store.index.links_of(id))
            if (const auto row = store.index.card_of(other))
                if (auto card = card_from_json(row->card)) related.push_back(std::move(*card));
        return related;
    }

    void render_article(PageSink& sink, const Item& item, const ItemResults& results) {
        if (!has_page(item)) return sink.remove(article_path(item.id));
        const auto row = store.index.card_of(item.id);
        auto card = row ? card_from_json(row->card) : std::nullopt;
        const Rights granted = rights.of(item.source, item.url);
        if (!card) card = card_of(item, results, granted, options.weights);
        Article article{
            item, results, *card, granted, rights.basis(item.source), related_cards(item.id),
            "",   ""};
        for (const auto& [kind, name] : store.editions.editions_of(item.id)) {
            if (kind != EditionKind::Daily) continue;
            article.edition_path = edition_path(kind, name);
            article.edition_name = edition_title(kind, name);
        }
        sink.put(article_path(item.id), pages.page("article", article_page(article, options),
                                                   article_view(article, options)));
    }

    /// Files what changed after `from`, a batch at a time, and renders its pages.
    Expected<void> publish_changed(PageSink& sink, std::int64_t from) {
        std::vector<Item> batch;
        Expected<void> done;
        const auto work = [&] {
            done = publish_batch(sink, batch);
            batch.clear();
            return done.has_value() && !sink.failed();
        };
        ItemFilter filter;
        filter.changed_after = from;
        store.items.for_each(filter, [&](const Item& item) {
            batch.push_back(item);
            return batch.size() < kFilingBatch || work();
        });
        if (done && !batch.empty()) work();
        return done;
    }

    Expected<void> publish_batch(PageSink& sink, const std::vector<Item>& batch) {
        std::vector<ItemResults> results;
        std::set<StoryId> stories;
        std::set<ItemId> here;
        for (const Item& item : batch) {
            here.insert(item.id);
            stories.merge(filing.stories_of(item.id, item.story));
            results.push_back(results_of(item));
        }
        if (auto filed = store.index.file_entries(filing.entries_of(batch, results)); !filed)
            return filed;
        if (auto told = tell_stories(stories, here); !told) return told;
        if (auto told = tell_editions(here); !told) return told;
        for (std::size_t i = 0; i < batch.size(); ++i) render_article(sink, batch[i], results[i]);
        return {};
    }

    /// Members of a story show each other: where one came, changed or went, the others are filed
    /// again.
    Expected<void> tell_stories(const std::set<StoryId>& stories, const std::set<ItemId>& except) {
        std::vector<Item> members;
        std::vector<ItemResults> results;
        std::vector<std::string> dirty;
        for (const StoryId story : stories) {
            dirty.push_back(fmt::format("{}{}", list_names::kStory, story));
            for (const ItemId id : store.items.story_members(story)) {
                if (except.contains(id)) continue;
                auto item = store.items.item(id);
                if (!item || item->id != id) continue;
                if (has_page(*item)) dirty.push_back(fmt::format("{}{}", list_names::kArticle, id));
                results.push_back(results_of(*item));
                members.push_back(std::move(*item));
            }
        }
        if (auto filed = store.index.file_entries(filing.entries_of(members, results)); !filed)
            return filed;
        return store.index.mark_dirty(dirty);
    }

    /// An edition shows the titles of its items.
    Expected<void> tell_editions(const std::set<ItemId>& items) {
        std::vector<std::string> dirty;
        for (const ItemId item : items)
            for (const auto& [kind, name] : store.editions.editions_of(item))
                dirty.push_back(edition_page_name(kind, name));
        return store.index.mark_dirty(dirty);
    }

    /// A new edition shows on its own page, on those beside it, and on its items'.
    Expected<void> note_editions(std::int64_t from) {
        std::vector<std::string> dirty;
        for (const Edition& edition : store.editions.editions_changed_after(from, kEditionsMax)) {
            dirty.push_back(edition_page_name(edition.kind, edition.name));
            for (const Edition& other : store.editions.editions(edition.kind, edition.name, 1))
                dirty.push_back(edition_page_name(other.kind, other.name));
            for (const EditionKind kind : {EditionKind::Daily, EditionKind::Hacker})
                if (kind != edition.kind && store.editions.edition(kind, edition.name))
                    dirty.push_back(edition_page_name(kind, edition.name));
            if (edition.kind == EditionKind::Daily)
                for (const EditionItem& item : edition.items)
                    dirty.push_back(fmt::format("{}{}", list_names::kArticle, item.item));
        }
        return store.index.mark_dirty(dirty);
    }

    /// A deleted item's page goes; a merged one's address leads on to the item that took its place.
    Expected<void> publish_removals(PageSink& sink, std::int64_t from) {
        std::vector<SiteEntry> entries;
        std::set<StoryId> stories;
        std::set<ItemId> here;
        for (const Removal& removal : store.items.removed_after(from)) {
            stories.merge(filing.stories_of(removal.id, std::nullopt));
            here.insert(removal.id);
            entries.push_back({removal.id, "", std::nullopt, {}, {}});
            if (!removal.replaced_by) {
                sink.remove(article_path(removal.id));
                continue;
            }
            View view{View::type::object};
            view.set("root", "../../");
            view.set("site_title", options.title);
            view.set("css", templates.asset_path("style.css"));
            view.set("target", fmt::format("../{}/", *removal.replaced_by));
            view.set("canonical",
                     fmt::format("{}articles/{}/", options.base_url, *removal.replaced_by));
            sink.put(article_path(removal.id), pages.fragment("moved", view));
        }
        if (auto filed = store.index.file_entries(entries); !filed) return filed;
        return tell_stories(stories, here);
    }

    /// What a change of the set of days or languages shows on besides its own page.
    [[nodiscard]] std::vector<std::string> shaken(
        const std::vector<SiteListTotal>& days_before,
        const std::vector<SiteListTotal>& tongues_before) const {
        std::vector<std::string> names;
        const auto days = names_of(store.index.lists(list_names::kDay));
        const auto old_days = names_of(days_before);
        std::vector<std::string> moved;
        std::ranges::set_symmetric_difference(days, old_days, std::back_inserter(moved));
        for (const std::string& day : moved) {
            const auto next = std::ranges::upper_bound(days, day);
            if (next != days.end()) names.push_back(*next);
            const auto at = std::ranges::lower_bound(days, day);
            if (at != days.begin()) names.push_back(*(at - 1));
        }
        const auto tongues = names_of(store.index.lists(list_names::kLanguage));
        if (tongues != names_of(tongues_before)) {
            // The filters stand on each of these.
            for (const auto& name : standing_lists()) names.push_back(name);
            names.insert(names.end(), tongues.begin(), tongues.end());
        }
        return names;
    }

    void render_dirty(PageSink& sink, const std::set<std::string>& names) {
        ListRenderer lists{pages, store.index, store.topics};
        EditionPages editions{pages, store.editions, store.index};
        const PutFile put = [&](const std::string& path, std::string bytes) {
            sink.put(path, std::move(bytes));
        };
        for (const std::string& name : names) {
            if (const auto id = number_after(name, list_names::kArticle)) {
                const auto item = store.items.item(*id);
                if (item && item->id == *id) render_article(sink, *item, results_of(*item));
            } else if (const auto story = number_after(name, list_names::kStory)) {
                const std::string path = fmt::format("stories/{}/index.html", *story);
                auto html = lists.story(*story);
                html ? sink.put(path, std::move(*html)) : sink.remove(path);
            } else {
                if (!is_standing(name) && store.index.listed(name, 1).empty()) {
                    for (const ListPage& page : pages_of(name, options, nullptr))
                        for (const char* file : {"index.html", "atom.xml"})
                            sink.remove(page.path + file);
                } else {
                    lists.render(name, put);
                }
                editions.render(name, put);
            }
            if (name.starts_with(list_names::kDay)) render_day_sitemap(sink, lists, name);
        }
        editions.archives(put);
        put_topic_indexes(pages, store.topics, put);
        put_trends(pages, store.trends, put);
        put_standing_pages(pages, store.index, put);
        for (const auto& [path, bytes] : templates.assets()) sink.put(path, bytes);
    }

    void render_day_sitemap(PageSink& sink, const ListRenderer& lists, const std::string& list) {
        const std::string path =
            fmt::format("sitemap-{}.xml", list.substr(list_names::kDay.size()));
        const auto cards = lists.cards(list, kDayListedMax);
        cards.empty() ? sink.remove(path) : sink.put(path, day_sitemap(cards, options));
    }

    Expected<PublishReport> publish(bool all) {
        const SiteLock lock{options.dir};
        if (!lock.held())
            return fail(ErrorKind::Transient,
                        fmt::format("another process is publishing to {}, or it cannot be written",
                                    options.dir.string()));
        const std::int64_t from = all ? 0 : published_revision();
        const std::int64_t until = store.items.revision();
        PageSink sink{options.dir};
        const auto days = store.index.lists(list_names::kDay);
        const auto tongues = store.index.lists(list_names::kLanguage);
        if (auto done = publish_changed(sink, from); !done) return tl::unexpected{done.error()};
        if (auto done = publish_removals(sink, from); !done) return tl::unexpected{done.error()};
        if (auto done = note_editions(from); !done) return tl::unexpected{done.error()};
        if (auto done = store.index.mark_dirty(shaken(days, tongues)); !done)
            return tl::unexpected{done.error()};
        const auto dirty = store.index.dirty_names();
        std::set<std::string> names{dirty.begin(), dirty.end()};
        if (from == 0) {
            for (auto& name : names_of(store.index.lists(""))) names.insert(std::move(name));
            for (auto& name : standing_lists()) names.insert(std::move(name));
        }
        render_dirty(sink, names);
        if (auto done = sink.flush(); !done) return tl::unexpected{done.error()};
        return record(sink.report(), until, dirty);
    }

    /// Last of all: what is recorded as published is on the disk.
    Expected<PublishReport> record(PublishReport report, std::int64_t revision,
                                   const std::vector<std::string>& dirty) {
        if (auto cleaned = store.index.clean(dirty); !cleaned)
            return tl::unexpected{cleaned.error()};
        FileBatch batch{options.dir};
        batch.put(
            kStateFile,
            dump({{"design", design}, {"sources", sources_of(options)}, {"revision", revision}}));
        if (const auto written = batch.commit(); !written) return tl::unexpected{written.error()};
        report.revision = revision;
        return report;
    }
};

Publisher::Publisher(SiteOptions options, const RightsPolicy& rights, const SiteStore& store)
    : impl_{std::make_unique<Impl>(std::move(options), rights, store)} {}

Publisher::~Publisher() = default;

Expected<PublishReport> Publisher::publish(bool all) { return impl_->publish(all); }

}  // namespace ainews::site
