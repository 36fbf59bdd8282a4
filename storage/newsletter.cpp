#include "storage/newsletter.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "core/sha256.h"
#include "storage/item_intake.h"
#include "storage/item_rows.h"
#include "storage/lost_items.h"
#include "text/html.h"
#include "text/url.h"

namespace ainews::storage {
namespace {

constexpr std::string_view kNewsletter = "newsletter";
constexpr Millis kDay = std::chrono::hours{24};

struct Issue {
    ItemId id = 0;
    IntakeSource source;
    std::string url;
    std::string language;
    std::optional<TimePoint> published;
    PublishState publish = PublishState::Public;
};

std::optional<Issue> read_issue(Connection& connection, ItemId id) {
    Query query{connection,
                "SELECT sources.id, slug, configured_url, weight, items.url, language, published, "
                "publish FROM items JOIN sources ON sources.id = items.source_id "
                "WHERE items.id = ?",
                id};
    if (!query.step()) return std::nullopt;
    return Issue{id,
                 {query.integer(0), query.text(1), query.text(2), query.real(3)},
                 query.text(4),
                 query.text(5),
                 query.maybe_time(6),
                 publish_state_from(query.text(7)).value_or(PublishState::Held)};
}

std::string paragraphs(std::string_view blurb) {
    std::string html;
    while (!blurb.empty()) {
        const auto end = std::min(blurb.find("\n\n"), blurb.size());
        html += "<p>" + text::escape_html(blurb.substr(0, end)) + "</p>\n";
        blurb.remove_prefix(std::min(end + 2, blurb.size()));
    }
    return html;
}

/// The section as a feed would have shown it.
NewEntry entry_of(const Issue& issue, const NewsletterSection& section) {
    NewEntry made;
    made.keys.canonical_url = text::canonical_url(section.url);
    made.keys.guid = std::string{kNewsletterSectionGuid} + made.keys.canonical_url;
    made.change_hash = sha256_hex(section.title + '\n' + section.blurb);
    // What the editor holds is not published by way of its parts.
    made.hold = issue.publish == PublishState::Held;
    made.entry.id = made.keys.guid;
    made.entry.url = section.url;
    made.entry.base_url = section.url;
    made.entry.title = section.title;
    made.entry.published = issue.published;
    made.entry.language = issue.language;
    made.entry.summary_html = paragraphs(section.blurb);
    return made;
}

/// Items of the source that are worked on and came in the last day, beside the issue itself.
int taken_today(Connection& connection, const Issue& issue, TimePoint now) {
    Query query{connection,
                "SELECT count(*) FROM items INDEXED BY items_first_seen "
                "WHERE first_seen > ? AND source_id = ? AND skip_reason = '' AND id <> ?",
                now - kDay, issue.source.id, issue.id};
    return query.step() ? query.small(0) : 0;
}

void join_known(Connection& connection, const Issue& issue, ItemId item, const NewEntry& entry,
                const Ladder& ladder, TimePoint now) {
    if (item == issue.id || has_sighting(connection, item, issue.source.id)) return;
    add_sighting(connection, item, issue.source.id, entry, now);
    ladder.store(connection, item);
    note_event(connection, item, now, kNewsletter,
               fmt::format("named in item {}, an issue of {}", issue.id, issue.source.slug));
    touch(connection, item);
}

}  // namespace

bool split_issue(Connection& connection, const StageGraph& graph, ItemId id,
                 const NewsletterIssue& newsletter, TimePoint now) {
    if (newsletter.sections.empty()) return false;
    const auto issue = read_issue(connection, id);
    if (!issue) return false;
    int taken = newsletter.opens_items ? taken_today(connection, *issue, now) : 0;
    int opened = 0;
    for (std::size_t i = 0; i < std::min(newsletter.sections.size(), kNewsletterSectionsMax); ++i) {
        const NewEntry entry = entry_of(*issue, newsletter.sections[i]);
        if (entry.keys.canonical_url.empty() || is_front_page(entry.keys.canonical_url)) continue;
        const Ladder ladder{issue->source.id, entry.keys, {}};
        const auto known = ladder.find(connection);
        const bool lost = known && is_lost(connection, *known);
        if (known && !lost) {
            // A deleted item does not come back through a newsletter either.
            if (const auto item = live_item(connection, *known))
                join_known(connection, *issue, *item, entry, ladder, now);
        } else if (newsletter.opens_items) {
            const bool works = taken < kNewsletterItemsADay;
            const ItemId item = insert_item(connection, graph, issue->source, entry, ladder,
                                            works ? "" : "backlog", now);
            if (lost) take_place_of(connection, *known, item);
            note_event(connection, item, now, kNewsletter,
                       fmt::format("taken from item {}, an issue of {}", id, issue->source.slug));
            taken += works ? 1 : 0;
            ++opened;
        }
    }
    if (!newsletter.opens_items) return false;
    note_event(
        connection, id, now, kNewsletter,
        fmt::format("{} links; {} of them became items", newsletter.sections.size(), opened));
    skip_item(connection, id, kNewsletter);
    return true;
}

}  // namespace ainews::storage
