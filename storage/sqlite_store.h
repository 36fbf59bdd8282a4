#pragma once

#include <chrono>
#include <filesystem>
#include <memory>

#include "core/source_report.h"
#include "core/stage_graph.h"
#include "core/store.h"
#include "storage/store_error.h"

namespace ainews::storage {

/// Who opens the database.
enum class OpenMode {
    Daemon,    ///< the one daemon: a second is refused (StoreError::Kind::InUse)
    Tool,      ///< `--once` and the commands that change something; works beside a daemon
    ReadOnly,  ///< changes nothing, creates nothing, migrates nothing; writing calls answer Refused
};

struct SqliteOptions {
    std::filesystem::path path;  ///< of the database; its directory exists
    OpenMode mode = OpenMode::Tool;
    std::chrono::milliseconds busy_timeout{
        10'000};  ///< how long another process may hold the write lock
};

/// The store in one SQLite file (docs/storage.md). Thread-safe: one thread writes in groups,
/// readers have snapshots of their own. Calls that return Expected answer Transient or Unavailable
/// where the file is locked for too long or the disk is full; all others throw StoreError then, and
/// every call does so where the file is damaged.
class SqliteStore final : public Store, public SourceReportReader {
public:
    /// Opens, and creates or migrates where the mode allows it. Throws StoreError. `clock` outlives
    /// it.
    [[nodiscard]] static std::unique_ptr<SqliteStore> open(const SqliteOptions& options,
                                                           const StageGraph& graph,
                                                           const Clock& clock);
    /// Waits for what is being written; claims still held are claimable again at once.
    ~SqliteStore() override;
    SqliteStore(const SqliteStore&) = delete;
    SqliteStore& operator=(const SqliteStore&) = delete;

    // PollStore
    void sync_sources(std::span<const Source> sources, TimePoint now) override;
    [[nodiscard]] std::vector<FetchState> fetch_states() const override;
    [[nodiscard]] Expected<std::vector<PollReceipt>> record_polls(
        std::vector<PollOutcome> outcomes) override;
    Expected<void> set_source_state(std::string_view slug, SourceState state,
                                    TimePoint now) override;

    // WorkQueue
    [[nodiscard]] Expected<std::vector<Claim>> claim(const ClaimRequest& request) override;
    [[nodiscard]] Expected<WorkItem> load(const Claim& claim) const override;
    [[nodiscard]] Expected<std::vector<Claim>> renew(std::span<const Claim> claims, TimePoint now,
                                                     Millis lease) override;
    [[nodiscard]] Expected<FinishReceipt> finish_stage(const FinishStage& finish) override;
    Expected<void> put_back(const Claim& claim, std::optional<TimePoint> until,
                            std::string_view reason, bool rejected,
                            std::span<const AttemptNote> attempts) override;
    Expected<std::int64_t> park(std::span<const std::string> stages, TimePoint until,
                                std::string_view reason) override;
    Expected<std::int64_t> wake(std::span<const std::string> stages) override;
    Expected<std::int64_t> skip_older_than(Millis age, TimePoint now) override;
    [[nodiscard]] QueueCounts queue_counts() const override;
    [[nodiscard]] std::vector<std::pair<std::string, std::int64_t>> waiting_reasons()
        const override;

    // Ledger
    [[nodiscard]] std::optional<StoredReply> find_reply(std::string_view key) const override;
    [[nodiscard]] Expected<CallId> reserve_call(const CallPlan& plan,
                                                const BudgetLimits& limits) override;
    [[nodiscard]] std::vector<Expected<CallId>> reserve_calls(const std::vector<CallPlan>& plans,
                                                              const BudgetLimits& limits) override;
    [[nodiscard]] Expected<void> store_reply(CallId call, const CallReply& reply) override;
    Expected<void> close_call(CallId call, std::string_view status, bool billed) override;
    Expected<void> judge_reply(CallId call, bool accepted, std::string_view finding) override;
    [[nodiscard]] MicroUsd spent_since(TimePoint from) const override;
    [[nodiscard]] std::vector<LlmTotals> llm_totals() const override;
    void remember(std::string_view key, std::string_view value, TimePoint until) override;
    [[nodiscard]] std::optional<std::string> recall(std::string_view key,
                                                    TimePoint now) const override;

    // SpendReader
    [[nodiscard]] std::vector<SpendRow> spend_by_day(TimePoint from) const override;
    [[nodiscard]] std::vector<UsageSample> recent_usage(int calls_max) const override;

    // SourceReportReader
    [[nodiscard]] std::vector<SourceReportRow> source_report(
        const SourceReportAsk& ask) const override;

    // SharedFacts
    void change_fact(std::string_view key, TimePoint now,
                     const std::function<std::optional<Fact>(const std::optional<std::string>&)>&
                         change) override;

    // ItemReader
    [[nodiscard]] Expected<Item> item(ItemId id) const override;
    void for_each(const ItemFilter& filter,
                  const std::function<bool(const Item&)>& visit) const override;
    [[nodiscard]] std::vector<HistoryLine> history(ItemId id) const override;
    [[nodiscard]] std::map<ItemState, std::int64_t> item_counts() const override;
    [[nodiscard]] std::int64_t revision() const override;
    [[nodiscard]] std::vector<ItemId> story_members(StoryId story) const override;
    [[nodiscard]] std::vector<Removal> removed_after(std::int64_t revision) const override;

    // StoryReader
    [[nodiscard]] Expected<Story> story(StoryId id) const override;
    [[nodiscard]] std::vector<StoryEnd> stories_ended_after(std::int64_t revision) const override;

    // SourceTexts
    [[nodiscard]] std::vector<std::string> recent_extractions(std::string_view source,
                                                              ItemId besides,
                                                              std::size_t limit) const override;

    // ItemEditor
    Expected<int> retry(ItemId id, TimePoint now) override;
    Expected<void> redo(ItemId id, std::string_view stage, TimePoint now) override;
    Expected<void> delete_item(ItemId id, std::string_view reason, TimePoint now) override;
    Expected<void> set_publish_state(ItemId id, PublishState state, std::string_view reason,
                                     std::string_view note, TimePoint now) override;

    // Desk and CorrectionReader
    Expected<EditReceipt> edit_text(const HandEdit& edit) override;
    Expected<void> set_pinned(ItemId id, bool pinned, std::string_view reason,
                              TimePoint now) override;
    Expected<bool> hold(const HoldRequest& request) override;
    Expected<void> republish(const std::vector<ItemId>& ids) override;
    [[nodiscard]] std::vector<CorrectionLine> corrections(int limit) const override;

    // EditorialWatch
    [[nodiscard]] std::vector<ScoreLevelCount> score_levels(TimePoint since) const override;
    [[nodiscard]] std::vector<MakerCount> result_makers() const override;
    [[nodiscard]] std::map<std::string, std::int64_t> outdated_results() const override;
    [[nodiscard]] std::int64_t held_items() const override;

    // SearchIndex
    Expected<int> refresh(int limit) override;
    [[nodiscard]] Expected<std::vector<SearchHit>> search(std::string_view query,
                                                          int limit) const override;

    // SiteIndex
    Expected<void> file_entries(std::span<const SiteEntry> entries) override;
    Expected<void> mark_dirty(std::span<const std::string> names) override;
    Expected<void> clean(std::span<const std::string> names) override;
    [[nodiscard]] std::vector<std::string> dirty_names() const override;
    [[nodiscard]] std::vector<SiteCard> listed(std::string_view list, int limit) const override;
    [[nodiscard]] std::vector<ItemId> newest_of(std::string_view list, int limit) const override;
    [[nodiscard]] std::optional<SiteCard> card_of(ItemId item) const override;
    [[nodiscard]] std::vector<ItemId> links_of(ItemId item) const override;
    [[nodiscard]] std::vector<SiteListTotal> lists(std::string_view prefix) const override;

    // SiteSearch
    [[nodiscard]] SiteFound find(const SiteQuery& query) const override;

    // CycleLog
    void record_cycle(const CycleRecord& cycle) override;
    [[nodiscard]] std::optional<CycleRecord> last_cycle() const override;

    // TopicReader, TopicIndex
    [[nodiscard]] std::optional<Topic> topic(TopicKind kind, std::string_view slug) const override;
    [[nodiscard]] std::vector<Topic> topics(TopicKind kind, int limit) const override;
    [[nodiscard]] std::vector<TopicItem> topic_items(TopicId topic,
                                                     const std::optional<TopicItem>& after,
                                                     int limit) const override;
    [[nodiscard]] std::vector<ItemTopic> topics_of(ItemId item) const override;
    [[nodiscard]] std::vector<Topic> topics_changed_after(std::int64_t revision,
                                                          int limit) const override;
    Expected<int> index_topics(int limit) override;

    // TrendReader, TrendCounter
    [[nodiscard]] std::optional<TrendReport> trends() const override;
    Expected<void> count_trends(TimePoint now, int limit) override;

    // EditionReader, EditionDesk
    [[nodiscard]] std::optional<Edition> edition(EditionKind kind,
                                                 std::string_view name) const override;
    [[nodiscard]] std::vector<Edition> editions(EditionKind kind, std::string_view before,
                                                int limit) const override;
    [[nodiscard]] std::vector<Edition> editions_changed_after(std::int64_t revision,
                                                              int limit) const override;
    [[nodiscard]] std::vector<std::pair<EditionKind, std::string>> editions_of(
        ItemId item) const override;
    Expected<void> begin_edition(EditionKind kind, std::string_view name, TimePoint now,
                                 Millis lease) override;
    Expected<void> store_edition(const Edition& edition, bool force, TimePoint now) override;
    Expected<void> abandon_edition(EditionKind kind, std::string_view name) override;

    // NoticeLedger
    Expected<bool> post_notice(const Notice& notice,
                               std::span<const std::string> webhooks) override;
    [[nodiscard]] Expected<std::optional<Delivery>> take_delivery(std::string_view webhook,
                                                                  TimePoint now,
                                                                  Millis lease) override;
    Expected<void> end_delivery(const Delivery& delivery, DeliveryEnd end, std::string_view error,
                                TimePoint now) override;
    Expected<void> delay_delivery(const Delivery& delivery, TimePoint until,
                                  std::string_view error) override;
    Expected<NoticeSweep> sweep_notices(TimePoint now) override;
    [[nodiscard]] std::vector<WebhookTally> webhook_tallies() const override;
    [[nodiscard]] std::vector<Trouble> troubles() const override;
    Expected<void> note_troubles(std::span<const Trouble> changed,
                                 std::span<const std::string> forgotten) override;

    [[nodiscard]] bool answers() const override;

private:
    class Impl;
    explicit SqliteStore(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace ainews::storage
