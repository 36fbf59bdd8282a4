#include "site/publisher.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <memory>
#include <set>
#include <utility>

#include "site/article_view.h"
#include "site/card_shelf.h"
#include "site/corrections_page.h"
#include "site/crew.h"
#include "site/edition_pages.h"
#include "site/filing.h"
#include "site/list_renderer.h"
#include "site/page_sink.h"
#include "site/publish_state.h"
#include "site/ripples.h"
#include "site/site_lock.h"
#include "site/standing_pages.h"
#include "site/topic_pages.h"

namespace ainews::site {
namespace {

constexpr std::size_t kFilingBatch = 100;  ///< items filed in one transaction
constexpr std::size_t kPagesPerTask = 10;  ///< articles that one thread renders in a row

std::string article_folder(ItemId id) { return fmt::format("articles/{}/", id); }
std::string article_path(ItemId id) { return article_folder(id) + "index.html"; }

std::optional<std::int64_t> number_after(std::string_view name, std::string_view family) {
    if (!name.starts_with(family)) return std::nullopt;
    name.remove_prefix(family.size());
    std::int64_t number = 0;
    const auto [end, ec] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (ec != std::errc{} || end != name.data() + name.size()) return std::nullopt;
    return number;
}

bool is_standing(const std::string& list) {
    const auto standing = standing_lists();
    return std::ranges::find(standing, list) != standing.end();
}

}  // namespace

struct Publisher::Impl {
    SiteOptions options;
    const RightsPolicy& rights;
    SiteStore store;
    Templates templates;
    PageRenderer pages;
    CardShelf shelf;
    Filing filing;
    Ripples ripples;
    std::string design;  ///< another one makes every page stale

    Impl(SiteOptions given, const RightsPolicy& policy, const SiteStore& roles)
        : options{std::move(given)},
          rights{policy},
          store{roles},
          templates{options.templates},
          pages{options, templates, read_own_pages(options.templates)},
          shelf{store.index},
          filing{options, policy, store, shelf},
          ripples{store, filing, shelf},
          design{design_of(options, templates.version(), pages.own_pages())} {}

    [[nodiscard]] std::vector<std::shared_ptr<const Card>> related_cards(ItemId id) {
        std::vector<std::shared_ptr<const Card>> related;
        for (const ItemId other : store.index.links_of(id))
            if (auto card = shelf.card(other)) related.push_back(std::move(card));
        return related;
    }

    /// From any thread.
    void render_article(PageSink& sink, const Item& item, const ItemResults& results) {
        if (!has_page(item)) return sink.remove(article_path(item.id));
        auto card = shelf.card(item.id);
        const Rights granted = rights.of(item.source, item.url);
        if (!card)
            card = std::make_shared<const Card>(card_of(item, results, granted, options.weights));
        Article article{
            item, results, *card, granted, rights.basis(item.source), related_cards(item.id),
            "",   ""};
        for (const auto& [kind, name] : store.editions.editions_of(item.id)) {
            if (kind != EditionKind::Daily) continue;
            article.edition_path = edition_path(kind, name);
            article.edition_name = edition_title(kind, name);
            if (const auto edition = store.editions.edition(kind, name);
                edition && !edition->headline.empty())
                article.edition_name += "：" + edition->headline;
        }
        sink.put(article_path(item.id), pages.page("article", article_page(article, options),
                                                   article_view(article, options)));
    }

    /// What is filed together, held until its last page is written.
    struct FiledBatch {
        std::vector<Item> items;
        std::vector<ItemResults> results;
    };

    /// Files what changed after `from`, a batch at a time; the crew renders its pages while the
    /// next is filed. A page that a later batch changes again is dirty by then.
    Expected<void> publish_changed(PageSink& sink, std::int64_t from, const std::stop_token& stop) {
        Crew crew{crew_size()};
        auto batch = std::make_shared<FiledBatch>();
        Expected<void> done;
        const auto work = [&] {
            done = publish_batch(sink, crew, std::exchange(batch, std::make_shared<FiledBatch>()),
                                 stop);
            return done.has_value() && !sink.failed();
        };
        ItemFilter filter;
        filter.changed_after = from;
        store.items.for_each(filter, [&](const Item& item) {
            if (stop.stop_requested()) return false;
            batch->items.push_back(item);
            return batch->items.size() < kFilingBatch || work();
        });
        if (done && !batch->items.empty() && !stop.stop_requested()) work();
        crew.finish();
        return done;
    }

    Expected<void> publish_batch(PageSink& sink, Crew& crew,
                                 const std::shared_ptr<FiledBatch>& batch,
                                 const std::stop_token& stop) {
        std::set<StoryId> stories;
        std::set<ItemId> here;
        for (const Item& item : batch->items) {
            here.insert(item.id);
            stories.merge(filing.stories_of(item.id, item.story));
            batch->results.push_back(results_of(item));
        }
        // Filed last: until then the index tells which story each was in, also after a kill.
        if (auto told = ripples.to_stories(stories, here); !told) return told;
        if (auto told = ripples.to_editions(here); !told) return told;
        if (auto filed = file(filing.entries_of(batch->items, batch->results)); !filed)
            return filed;
        for (std::size_t from = 0; from < batch->items.size(); from += kPagesPerTask)
            crew.post([this, &sink, batch, from, &stop] {
                const std::size_t to = std::min(batch->items.size(), from + kPagesPerTask);
                for (std::size_t i = from; i < to && !stop.stop_requested(); ++i)
                    render_article(sink, batch->items[i], batch->results[i]);
            });
        return {};
    }

    Expected<void> file(const std::vector<SiteEntry>& entries) {
        auto filed = store.index.file_entries(entries);
        shelf.forget(entries);
        return filed;
    }

    enum class Moved { Article, Story, LastOfStory };
    /// For an address two folders deep that leads on; `target`: a folder of the site.
    std::string moved_page(Moved what, const std::string& target) {
        View view;
        view.set("root", "../../");
        view.set("site_title", options.title);
        view.set("css", templates.asset_path("style.css"));
        view.set("target", "../../" + target);
        view.set("canonical", options.base_url + target);
        set_flag(view, "article", what == Moved::Article);
        set_flag(view, "story", what == Moved::Story);
        set_flag(view, "last", what == Moved::LastOfStory);
        return pages.fragment("moved", view);
    }

    /// A story's address keeps its meaning: where the story was merged into another, or has one
    /// article left, it leads there.
    void render_story(PageSink& sink, ListRenderer& lists, StoryId story) {
        const std::string path = fmt::format("stories/{}/index.html", story);
        if (auto html = lists.story(story)) return sink.put(path, std::move(*html));
        if (const auto left = lists.cards(fmt::format("{}{}", list_names::kStory, story), 1);
            !left.empty() && !left.front().outside)
            return sink.put(path, moved_page(Moved::LastOfStory, article_folder(left.front().id)));
        const auto now = store.stories.story(story);
        if (!now || now->id == story) return sink.remove(path);
        sink.put(path, moved_page(Moved::Story, fmt::format("stories/{}/", now->id)));
    }

    /// Where an address of the item leads: to its own page, or a follower's to that of its story's
    /// lead.
    [[nodiscard]] std::optional<ItemId> page_for(ItemId id) const {
        const auto item = store.items.item(id);
        if (!item || has_page(*item)) return id;
        if (!item->story) return std::nullopt;
        const auto story = store.stories.story(*item->story);
        if (!story) return std::nullopt;
        const auto lead = store.items.item(story->lead);
        return lead && has_page(*lead) ? std::optional{lead->id} : std::nullopt;
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
            const auto target = removal.replaced_by ? page_for(*removal.replaced_by) : std::nullopt;
            if (!target) {
                sink.remove(article_path(removal.id));
                continue;
            }
            sink.put(article_path(removal.id), moved_page(Moved::Article, article_folder(*target)));
        }
        if (auto told = ripples.to_stories(stories, here); !told) return told;
        return file(entries);
    }

    /// A page or list by its name in the index, with all that depends on it.
    void render_name(PageSink& sink, ListRenderer& lists, EditionPages& editions,
                     const std::string& name) {
        const PutFile put = putting(sink);
        if (const auto id = number_after(name, list_names::kArticle)) {
            const auto item = store.items.item(*id);
            if (item && item->id == *id) render_article(sink, *item, results_of(*item));
        } else if (const auto story = number_after(name, list_names::kStory)) {
            render_story(sink, lists, *story);
        } else {
            if (!is_standing(name) && store.index.newest_of(name, 1).empty()) {
                for (const ListPage& page : pages_of(name, options, nullptr))
                    for (const char* file : {"index.html", "atom.xml"})
                        sink.remove(page.path + file);
            } else {
                lists.render(name, put);
            }
            editions.render(name, put);
        }
        if (name == list_names::kAll) remove_pages_beyond_last(sink);
        if (name.starts_with(list_names::kDay)) render_day_sitemap(sink, lists, name);
    }

    static PutFile putting(PageSink& sink) {
        return
            [&sink](const std::string& path, const std::string& bytes) { sink.put(path, bytes); };
    }

    void render_dirty(PageSink& sink, const std::set<std::string>& names,
                      const std::stop_token& stop) {
        const std::vector<std::string> all{names.begin(), names.end()};
        std::atomic<std::size_t> next = 0;
        Crew crew{std::min(crew_size(), std::max<std::size_t>(all.size(), 1))};
        for (std::size_t i = 0; i < crew.size(); ++i)
            crew.post([&] {
                ListRenderer lists{pages, store.index, store.topics, store.editions};
                EditionPages editions{pages, store.editions, store.index};
                for (std::size_t at = next++;
                     at < all.size() && !sink.failed() && !stop.stop_requested(); at = next++)
                    render_name(sink, lists, editions, all[at]);
            });
        if (!stop.stop_requested()) render_overviews(sink);
        crew.finish();
    }

    /// What is rendered anew each time.
    void render_overviews(PageSink& sink) {
        const PutFile put = putting(sink);
        const auto papers = EditionPages{pages, store.editions, store.index}.archives(put);
        put_topic_indexes(pages, store.topics, store.index, put);
        put_trends(pages, store.trends, store.index, put);
        put_corrections(pages, store.corrections, papers, store.index, put);
        put_standing_pages(pages, store.index, put);
        for (const auto& [path, bytes] : templates.assets()) sink.put(path, bytes);
    }

    void remove_pages_beyond_last(PageSink& sink) {
        const auto listed = store.index.newest_of(list_names::kAll, kListedMax).size();
        for (std::size_t page =
                 std::max<std::size_t>(1, (listed + kPageItems - 1) / kPageItems) + 1;
             page <= kListedMax / kPageItems; ++page)
            sink.remove(fmt::format("page/{}/index.html", page));
    }

    void render_day_sitemap(PageSink& sink, const ListRenderer& lists, const std::string& list) {
        const std::string path =
            fmt::format("sitemap-{}.xml", list.substr(list_names::kDay.size()));
        const auto cards = lists.cards(list, kDayListedMax);
        cards.empty() ? sink.remove(path) : sink.put(path, day_sitemap(cards, options));
    }

    Expected<PublishReport> publish(bool all, const std::stop_token& stop) {
        const SiteLock lock{options.dir, stop};
        if (!lock.held())
            return fail(ErrorKind::Transient,
                        fmt::format("{}: {}", options.dir.string(), lock.why_not()));
        if (lock.after_a_break()) remove_temporaries(options.dir);
        shelf.clear();
        PublishState state = all ? PublishState{} : read_publish_state(options, design);
        const std::int64_t until = store.items.revision();
        if (state.revision > until) state = {};  // ahead of the store: it came back from a backup
        PageSink sink{options.dir};
        if (auto done = file_and_render(sink, state.revision, stop); !done)
            return tl::unexpected{done.error()};
        const auto dirty = store.index.dirty_names();
        render_dirty(sink, stale_names(dirty, state), stop);
        // From here on it ends soon. Before, the state is left as it was, as by a kill: the next
        // publish begins where this one did.
        if (stop.stop_requested()) return fail(ErrorKind::Cancelled, "publishing was interrupted");
        if (auto done = sink.flush(); !done) return tl::unexpected{done.error()};
        if (auto done = store.index.clean(dirty); !done) return tl::unexpected{done.error()};
        if (auto done = write_publish_state(options, design, ripples.now(until)); !done)
            return tl::unexpected{done.error()};
        lock.done();
        PublishReport report = sink.report();
        report.revision = until;
        return report;
    }

    /// Everything but articles that has to be rendered, by its name in the index.
    std::set<std::string> stale_names(const std::vector<std::string>& dirty,
                                      const PublishState& state) {
        std::set<std::string> names{dirty.begin(), dirty.end()};
        for (auto& name : ripples.since(state)) names.insert(std::move(name));
        for (const StoryEnd& end : store.stories.stories_ended_after(state.revision))
            names.insert(fmt::format("{}{}", list_names::kStory, end.id));
        if (state.revision == 0) {
            for (auto& total : store.index.lists("")) names.insert(std::move(total.list));
            for (auto& name : standing_lists()) names.insert(std::move(name));
        }
        return names;
    }

    Expected<void> file_and_render(PageSink& sink, std::int64_t from, const std::stop_token& stop) {
        if (auto done = publish_changed(sink, from, stop); !done) return done;
        if (stop.stop_requested()) return fail(ErrorKind::Cancelled, "publishing was interrupted");
        if (auto done = publish_removals(sink, from); !done) return done;
        return ripples.of_editions(from);
    }
};

Publisher::Publisher(SiteOptions options, const RightsPolicy& rights, const SiteStore& store)
    : impl_{std::make_unique<Impl>(std::move(options), rights, store)} {}

Publisher::~Publisher() = default;

Expected<PublishReport> Publisher::publish(bool all, const std::stop_token& stop) {
    return impl_->publish(all, stop);
}

}  // namespace ainews::site
