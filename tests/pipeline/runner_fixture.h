#pragma once

#include <gtest/gtest.h>

#include <functional>

#include "pipeline/runner.h"
#include "storage/sqlite_store.h"
#include "tests/support/stepped_clock.h"
#include "tests/support/temp_dir.h"

namespace ainews::pipeline {

/// A stage done by a function; counts its runs.
class StubStage final : public Stage {
public:
    using Run = std::function<Expected<StageOutput>(const StageInput&, const std::stop_token&)>;
    StubStage(std::string name, Run run) : name_{std::move(name)}, run_{std::move(run)} {}
    [[nodiscard]] std::string_view name() const noexcept override { return name_; }
    [[nodiscard]] Expected<StageOutput> run(const StageInput& input,
                                            std::stop_token stop) const override {
        return run_(input, stop);
    }

private:
    std::string name_;
    Run run_;
};

inline StageOutput result(std::string json, std::string engine = "llm") {
    StageOutput out;
    out.result_json = std::move(json);
    out.provenance.engine = std::move(engine);
    return out;
}

inline const std::string kExtraction =
    R"({"language":"en","blocks":[{"n":1,"kind":"paragraph","text":"Some text."}]})";
inline const std::string kSummaryJson =
    R"({"title":"題","tldr":"要旨。","key_points":[],"tags":[],"entities":[],"extractive":false})";

class RunnerTest : public ::testing::Test {
protected:
    RunnerTest()
        : graph_{default_graph(std::vector<std::string>{"extract", "summarize", "analyze"})} {
        store_ = storage::SqliteStore::open(
            {.path = directory_.path() / "ainewsd.db", .mode = storage::OpenMode::Tool}, graph_,
            clock_);
        Source source;
        source.slug = "example";
        source.url = "https://example.example/feed";
        store_->sync_sources(std::span{&source, 1}, clock_.now());
    }

    void add_items(int count) {
        PollOutcome poll;
        poll.kind = PollOutcome::Kind::Fetched;
        poll.at = clock_.now();
        poll.after.slug = "example";
        poll.after.url = "https://example.example/feed";
        poll.after.next_poll = clock_.now() + std::chrono::hours{1};
        for (int i = 0; i < count; ++i) {
            NewEntry entry;
            entry.entry.id = "guid-" + std::to_string(next_);
            entry.entry.url = "https://example.example/" + std::to_string(next_);
            entry.entry.title = "Title " + std::to_string(next_);
            entry.keys = {entry.entry.id, entry.entry.url, "title-" + std::to_string(next_), ""};
            entry.change_hash = std::to_string(next_++);
            poll.entries.push_back(std::move(entry));
        }
        std::vector<PollOutcome> polls;
        polls.push_back(std::move(poll));
        const auto receipts = store_->record_polls(std::move(polls));
        ASSERT_TRUE(receipts);
        ASSERT_EQ(receipts->at(0).new_items, count);
    }

    /// A pipeline of stubs; what is not replaced succeeds at once.
    std::vector<StageSlot> slots(StubStage::Run summarize = nullptr, bool model = true) {
        const auto counted = [this](std::string name, std::string json,
                                    StubStage::Run run) -> std::unique_ptr<const Stage> {
            return std::make_unique<StubStage>(
                name,
                [this, name, json, run](const StageInput& input,
                                        const std::stop_token& stop) -> Expected<StageOutput> {
                    {
                        const std::lock_guard lock{mutex_};
                        ++runs_[name];
                    }
                    if (run) return run(input, stop);
                    return result(json);
                });
        };
        std::vector<StageSlot> slots;
        slots.push_back(
            {"extract", counted("extract", kExtraction, nullptr), nullptr, std::nullopt, ""});
        slots.push_back({"summarize",
                         model ? counted("summarize", kSummaryJson, std::move(summarize)) : nullptr,
                         counted("provisional", kSummaryJson, nullptr), std::nullopt, "llm"});
        slots.push_back(
            {"analyze",
             model ? counted("analyze",
                             R"({"impact":"影響。","comment":"","watch":[],"facts_used":[]})",
                             nullptr)
                   : nullptr,
             nullptr, std::nullopt, "llm"});
        return slots;
    }
    static RunnerOptions options() {
        RunnerOptions options;
        options.model_workers = 4;
        options.local_workers = 2;
        options.idle = Millis{20};
        return options;
    }
    int runs(const std::string& stage) {
        const std::lock_guard lock{mutex_};
        return runs_[stage];
    }
    std::int64_t items(ItemState state) { return store_->item_counts()[state]; }

    testing::SteppedClock clock_;
    testing::TempDir directory_;
    StageGraph graph_;
    std::unique_ptr<storage::SqliteStore> store_;
    int next_ = 1;
    std::mutex mutex_;
    std::map<std::string, int> runs_;
};

}  // namespace ainews::pipeline
