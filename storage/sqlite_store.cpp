#include "storage/sqlite_store.h"

#include "storage/calls.h"
#include "storage/cycles.h"
#include "storage/desk.h"
#include "storage/editions.h"
#include "storage/finish.h"
#include "storage/item_edits.h"
#include "storage/item_queries.h"
#include "storage/item_rows.h"
#include "storage/jobs.h"
#include "storage/polls.h"
#include "storage/search.h"
#include "storage/site_index.h"
#include "storage/site_search.h"
#include "storage/source_report.h"
#include "storage/source_texts.h"
#include "storage/spend.h"
#include "storage/sqlite_store_impl.h"
#include "storage/story_rows.h"
#include "storage/topics.h"
#include "storage/trends.h"
#include "storage/watch.h"

// Each call of the port is one line here: the function that does it, run on the writer's thread or
// in a reader's snapshot.
namespace ainews::storage {

SqliteStore::SqliteStore(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
SqliteStore::~SqliteStore() = default;

std::unique_ptr<SqliteStore> SqliteStore::open(const SqliteOptions& options,
                                               const StageGraph& graph, const Clock& clock) {
    return std::unique_ptr<SqliteStore>{
        new SqliteStore{std::make_unique<Impl>(options, graph, clock)}};
}

void SqliteStore::sync_sources(std::span<const Source> sources, TimePoint now) {
    impl_->write([&](Connection& c) { storage::sync_sources(c, sources, now); });
}

std::vector<FetchState> SqliteStore::fetch_states() const {
    return impl_->read([](Connection& c) { return storage::fetch_states(c); });
}

Expected<std::vector<PollReceipt>> SqliteStore::record_polls(std::vector<PollOutcome> outcomes) {
    return impl_->write([&](Connection& c) -> Expected<std::vector<PollReceipt>> {
        std::vector<PollReceipt> receipts;
        receipts.reserve(outcomes.size());
        for (const PollOutcome& outcome : outcomes)
            if (auto receipt = record_alone(c, impl_->graph(), outcome))
                receipts.push_back(*std::move(receipt));
        drop_old_bodies(c, impl_->now());
        impl_->cover_ids(c);
        return receipts;
    });
}

Expected<void> SqliteStore::set_source_state(std::string_view slug, SourceState state,
                                             TimePoint now) {
    return impl_->write(
        [&](Connection& c) { return storage::set_source_state(c, slug, state, now); });
}

Expected<std::vector<Claim>> SqliteStore::claim(const ClaimRequest& request) {
    impl_->follow_clock();
    return impl_->write([&](Connection& c) -> Expected<std::vector<Claim>> {
        impl_->release_dead(c);
        return claim_jobs(c, impl_->graph(), request, impl_->owner());
    });
}

Expected<WorkItem> SqliteStore::load(const Claim& claim) const {
    return impl_->read([&](Connection& c) { return load_work(c, impl_->graph(), claim); });
}

Expected<std::vector<Claim>> SqliteStore::renew(std::span<const Claim> claims, TimePoint now,
                                                Millis lease) {
    impl_->follow_clock();
    return impl_->write([&](Connection& c) -> Expected<std::vector<Claim>> {
        return renew_claims(c, claims, now, lease);
    });
}

Expected<FinishReceipt> SqliteStore::finish_stage(const FinishStage& finish) {
    return impl_->write([&](Connection& c) {
        auto receipt = storage::finish_stage(c, impl_->graph(), finish);
        impl_->cover_ids(c);
        return receipt;
    });
}

Expected<void> SqliteStore::put_back(const Claim& claim, std::optional<TimePoint> until,
                                     std::string_view reason, bool rejected,
                                     std::span<const AttemptNote> attempts) {
    return impl_->write([&](Connection& c) {
        return storage::put_back(c, claim, until, reason, rejected, attempts);
    });
}

Expected<std::int64_t> SqliteStore::park(std::span<const std::string> stages, TimePoint until,
                                         std::string_view reason) {
    return impl_->write([&](Connection& c) -> Expected<std::int64_t> {
        return park_jobs(c, stages, until, reason);
    });
}

Expected<std::int64_t> SqliteStore::wake(std::span<const std::string> stages) {
    return impl_->write(
        [&](Connection& c) -> Expected<std::int64_t> { return wake_jobs(c, stages); });
}

Expected<std::int64_t> SqliteStore::skip_older_than(Millis age, TimePoint now) {
    return impl_->write([&](Connection& c) -> Expected<std::int64_t> {
        return storage::skip_older_than(c, age, now);
    });
}

QueueCounts SqliteStore::queue_counts() const {
    return impl_->read([](Connection& c) { return storage::queue_counts(c); });
}

std::vector<std::pair<std::string, std::int64_t>> SqliteStore::waiting_reasons() const {
    return impl_->read([](Connection& c) { return storage::waiting_reasons(c); });
}

std::optional<StoredReply> SqliteStore::find_reply(std::string_view key) const {
    return impl_->read([&](Connection& c) { return storage::find_reply(c, key); });
}

Expected<CallId> SqliteStore::reserve_call(const CallPlan& plan, const BudgetLimits& limits) {
    return impl_->write(
        [&](Connection& c) { return storage::reserve_call(c, plan, limits, impl_->holder()); });
}

std::vector<Expected<CallId>> SqliteStore::reserve_calls(const std::vector<CallPlan>& plans,
                                                         const BudgetLimits& limits) {
    using Answers = std::vector<Expected<CallId>>;
    auto answers = impl_->write([&](Connection& c) -> Expected<Answers> {
        Answers each;
        each.reserve(plans.size());
        for (const CallPlan& plan : plans)
            each.push_back(storage::reserve_call(c, plan, limits, impl_->holder()));
        return each;
    });
    if (answers) return std::move(*answers);
    return Answers(plans.size(), tl::unexpected{answers.error()});
}

Expected<void> SqliteStore::store_reply(CallId call, const CallReply& reply) {
    return impl_->write([&](Connection& c) { return storage::store_reply(c, call, reply); });
}

Expected<void> SqliteStore::close_call(CallId call, std::string_view status, bool billed) {
    return impl_->write(
        [&](Connection& c) { return storage::close_call(c, call, status, billed); });
}

Expected<void> SqliteStore::judge_reply(CallId call, bool accepted, std::string_view finding) {
    return impl_->write(
        [&](Connection& c) { return storage::judge_reply(c, call, accepted, finding); });
}

MicroUsd SqliteStore::spent_since(TimePoint from) const {
    return impl_->read([&](Connection& c) { return storage::spent_since(c, from); });
}

std::vector<LlmTotals> SqliteStore::llm_totals() const {
    return impl_->read([](Connection& c) { return storage::llm_totals(c); });
}

std::vector<SpendRow> SqliteStore::spend_by_day(TimePoint from) const {
    return impl_->read([&](Connection& c) { return storage::spend_by_day(c, from); });
}

std::vector<UsageSample> SqliteStore::recent_usage(int calls_max) const {
    return impl_->read([&](Connection& c) { return storage::recent_usage(c, calls_max); });
}

std::vector<SourceReportRow> SqliteStore::source_report(const SourceReportAsk& ask) const {
    return impl_->read([&](Connection& c) { return storage::source_report(c, ask); });
}

void SqliteStore::remember(std::string_view key, std::string_view value, TimePoint until) {
    // A note that cannot be kept just now will be missing: no reason to give up what it is about.
    static_cast<void>(impl_->write([&](Connection& c) -> Expected<void> {
        storage::remember(c, key, value, until);
        return {};
    }));
}

std::optional<std::string> SqliteStore::recall(std::string_view key, TimePoint now) const {
    return impl_->read([&](Connection& c) { return storage::recall(c, key, now); });
}

void SqliteStore::change_fact(
    std::string_view key, TimePoint now,
    const std::function<std::optional<Fact>(const std::optional<std::string>&)>& change) {
    impl_->write([&](Connection& c) {
        if (const auto fact = change(storage::recall(c, key, now)))
            storage::remember(c, key, fact->value, fact->until);
    });
}

Expected<Item> SqliteStore::item(ItemId id) const {
    return impl_->read([&](Connection& c) { return read_item(c, id); });
}

void SqliteStore::for_each(const ItemFilter& filter,
                           const std::function<bool(const Item&)>& visit) const {
    impl_->read([&](Connection& c) { for_each_item(c, filter, visit); });
}

std::vector<HistoryLine> SqliteStore::history(ItemId id) const {
    return impl_->read([&](Connection& c) { return item_history(c, id); });
}

std::map<ItemState, std::int64_t> SqliteStore::item_counts() const {
    return impl_->read([](Connection& c) { return storage::item_counts(c); });
}

std::int64_t SqliteStore::revision() const {
    return impl_->read([](Connection& c) { return newest_revision(c); });
}

std::vector<ItemId> SqliteStore::story_members(StoryId story) const {
    return impl_->read([&](Connection& c) { return storage::story_members(c, story); });
}

Expected<Story> SqliteStore::story(StoryId id) const {
    return impl_->read([&](Connection& c) { return read_story(c, id); });
}

std::vector<StoryEnd> SqliteStore::stories_ended_after(std::int64_t revision) const {
    return impl_->read([&](Connection& c) { return storage::stories_ended_after(c, revision); });
}

std::vector<std::string> SqliteStore::recent_extractions(std::string_view source, ItemId besides,
                                                         std::size_t limit) const {
    return impl_->read(
        [&](Connection& c) { return storage::recent_extractions(c, source, besides, limit); });
}

std::vector<Removal> SqliteStore::removed_after(std::int64_t revision) const {
    return impl_->read([&](Connection& c) { return storage::removed_after(c, revision); });
}

Expected<int> SqliteStore::retry(ItemId id, TimePoint now) {
    return impl_->write([&](Connection& c) { return retry_item(c, impl_->graph(), id, now); });
}

Expected<void> SqliteStore::redo(ItemId id, std::string_view stage, TimePoint now) {
    return impl_->write(
        [&](Connection& c) { return redo_stage(c, impl_->graph(), id, stage, now); });
}

Expected<void> SqliteStore::delete_item(ItemId id, std::string_view reason, TimePoint now) {
    return impl_->write(
        [&](Connection& c) { return storage::delete_item(c, impl_->graph(), id, reason, now); });
}

Expected<void> SqliteStore::set_publish_state(ItemId id, PublishState state,
                                              std::string_view reason, std::string_view note,
                                              TimePoint now) {
    return impl_->write(
        [&](Connection& c) { return storage::set_publish_state(c, id, state, reason, note, now); });
}

Expected<EditReceipt> SqliteStore::edit_text(const HandEdit& edit) {
    return impl_->write([&](Connection& c) { return storage::edit_text(c, edit); });
}

Expected<void> SqliteStore::set_pinned(ItemId id, bool pinned, std::string_view reason,
                                       TimePoint now) {
    return impl_->write(
        [&](Connection& c) { return storage::set_pinned(c, id, pinned, reason, now); });
}

Expected<bool> SqliteStore::hold(const HoldRequest& request) {
    return impl_->write([&](Connection& c) { return hold_item(c, request); });
}

std::vector<CorrectionLine> SqliteStore::corrections(int limit) const {
    return impl_->read([&](Connection& c) { return read_corrections(c, limit); });
}

Expected<void> SqliteStore::republish(const std::vector<ItemId>& ids) {
    return impl_->write([&](Connection& c) -> Expected<void> {
        for (const ItemId id : ids) touch(c, id);
        return {};
    });
}

std::vector<ScoreLevelCount> SqliteStore::score_levels(TimePoint since) const {
    return impl_->read([&](Connection& c) { return storage::score_levels(c, since); });
}

std::vector<MakerCount> SqliteStore::result_makers() const {
    return impl_->read([](Connection& c) { return storage::result_makers(c); });
}

std::map<std::string, std::int64_t> SqliteStore::outdated_results() const {
    return impl_->read([](Connection& c) { return storage::outdated_results(c); });
}

std::int64_t SqliteStore::held_items() const {
    return impl_->read([](Connection& c) { return storage::held_items(c); });
}

Expected<int> SqliteStore::refresh(int limit) {
    return impl_->write([&](Connection& c) -> Expected<int> { return refresh_search(c, limit); });
}

Expected<std::vector<SearchHit>> SqliteStore::search(std::string_view query, int limit) const {
    return impl_->read([&](Connection& c) -> Expected<std::vector<SearchHit>> {
        return search_items(c, query, limit);
    });
}

Expected<void> SqliteStore::file_entries(std::span<const SiteEntry> entries) {
    return impl_->write([&](Connection& c) -> Expected<void> {
        file_site_entries(c, entries);
        return {};
    });
}

Expected<void> SqliteStore::mark_dirty(std::span<const std::string> names) {
    return impl_->write([&](Connection& c) -> Expected<void> {
        mark_site_dirty(c, names);
        return {};
    });
}

Expected<void> SqliteStore::clean(std::span<const std::string> names) {
    return impl_->write([&](Connection& c) -> Expected<void> {
        clean_site(c, names);
        return {};
    });
}

std::vector<std::string> SqliteStore::dirty_names() const {
    return impl_->read([](Connection& c) { return site_dirty_names(c); });
}

std::vector<SiteCard> SqliteStore::listed(std::string_view list, int limit) const {
    return impl_->read([&](Connection& c) { return site_listed(c, list, limit); });
}

std::vector<ItemId> SqliteStore::newest_of(std::string_view list, int limit) const {
    return impl_->read([&](Connection& c) { return site_newest_of(c, list, limit); });
}

std::optional<SiteCard> SqliteStore::card_of(ItemId item) const {
    return impl_->read([&](Connection& c) { return site_card_of(c, item); });
}

std::vector<ItemId> SqliteStore::links_of(ItemId item) const {
    return impl_->read([&](Connection& c) { return site_links_of(c, item); });
}

std::vector<SiteListTotal> SqliteStore::lists(std::string_view prefix) const {
    return impl_->read([&](Connection& c) { return site_lists(c, prefix); });
}

SiteFound SqliteStore::find(const SiteQuery& query) const {
    return impl_->read([&](Connection& c) { return find_on_site(c, query, impl_->now()); });
}

void SqliteStore::record_cycle(const CycleRecord& cycle) {
    impl_->write([&](Connection& c) { storage::record_cycle(c, cycle); });
}

std::optional<CycleRecord> SqliteStore::last_cycle() const {
    return impl_->read([](Connection& c) { return storage::last_cycle(c); });
}

std::optional<Topic> SqliteStore::topic(TopicKind kind, std::string_view slug) const {
    return impl_->read([&](Connection& c) { return topic_by_slug(c, kind, slug); });
}

std::vector<Topic> SqliteStore::topics(TopicKind kind, int limit) const {
    return impl_->read([&](Connection& c) { return list_topics(c, kind, limit); });
}

std::vector<TopicItem> SqliteStore::topic_items(TopicId topic,
                                                const std::optional<TopicItem>& after,
                                                int limit) const {
    return impl_->read([&](Connection& c) { return storage::topic_items(c, topic, after, limit); });
}

std::vector<ItemTopic> SqliteStore::topics_of(ItemId item) const {
    return impl_->read([&](Connection& c) { return storage::topics_of(c, item); });
}

std::vector<Topic> SqliteStore::topics_changed_after(std::int64_t revision, int limit) const {
    return impl_->read(
        [&](Connection& c) { return storage::topics_changed_after(c, revision, limit); });
}

Expected<int> SqliteStore::index_topics(int limit) {
    return impl_->write(
        [&](Connection& c) -> Expected<int> { return storage::index_topics(c, limit); });
}

std::optional<TrendReport> SqliteStore::trends() const {
    return impl_->read([](Connection& c) { return read_trends(c); });
}

Expected<void> SqliteStore::count_trends(TimePoint now, int limit) {
    return impl_->write([&](Connection& c) -> Expected<void> {
        storage::count_trends(c, now, limit);
        return {};
    });
}

std::optional<Edition> SqliteStore::edition(EditionKind kind, std::string_view name) const {
    return impl_->read([&](Connection& c) { return read_edition(c, kind, name); });
}

std::vector<Edition> SqliteStore::editions(EditionKind kind, std::string_view before,
                                           int limit) const {
    return impl_->read([&](Connection& c) { return list_editions(c, kind, before, limit); });
}

std::vector<Edition> SqliteStore::editions_changed_after(std::int64_t revision, int limit) const {
    return impl_->read(
        [&](Connection& c) { return storage::editions_changed_after(c, revision, limit); });
}

std::vector<std::pair<EditionKind, std::string>> SqliteStore::editions_of(ItemId item) const {
    return impl_->read([&](Connection& c) { return storage::editions_of(c, item); });
}

Expected<void> SqliteStore::begin_edition(EditionKind kind, std::string_view name, TimePoint now,
                                          Millis lease) {
    impl_->follow_clock();
    return impl_->write([&](Connection& c) {
        impl_->release_dead(c);
        return storage::begin_edition(c, kind, name, impl_->owner(), now, lease);
    });
}

Expected<void> SqliteStore::store_edition(const Edition& edition, bool force, TimePoint now) {
    return impl_->write(
        [&](Connection& c) { return storage::store_edition(c, edition, force, now); });
}

Expected<void> SqliteStore::abandon_edition(EditionKind kind, std::string_view name) {
    return impl_->write([&](Connection& c) -> Expected<void> {
        storage::abandon_edition(c, kind, name);
        return {};
    });
}

bool SqliteStore::answers() const {
    return impl_->read([](Connection& c) { return newest_revision(c) >= 0; });
}

}  // namespace ainews::storage
