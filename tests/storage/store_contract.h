#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "core/stage_graph.h"
#include "core/store.h"
#include "tests/support/fake_clock.h"

/// What every implementation of the store must do. The suites are in the contract_*_test.cpp files;
/// a further implementation runs them all by standing in `store_implementations()`.
namespace ainews::testing {

/// A fresh, empty database of one implementation.
class StoreHarness {
public:
    virtual ~StoreHarness() = default;
    /// A store on this harness's database; several may be open at once, as by several processes.
    [[nodiscard]] virtual std::unique_ptr<Store> open(const StageGraph& graph,
                                                      const Clock& clock) = 0;
};

struct Implementation {
    std::string name;
    std::unique_ptr<StoreHarness> (*make)();
};
[[nodiscard]] std::vector<Implementation> store_implementations();
[[nodiscard]] std::string name_of(const ::testing::TestParamInfo<Implementation>& info);

#define INSTANTIATE_STORE_CONTRACT(suite) \
    INSTANTIATE_TEST_SUITE_P(Stores, suite, ::testing::ValuesIn(store_implementations()), name_of)

/// The graph of the shipped stages (docs/stages.md).
[[nodiscard]] StageGraph news_graph();

/// An entry as the feed parser and the poller would hand it over.
[[nodiscard]] NewEntry entry(const std::string& guid, const std::string& url,
                             const std::string& title,
                             std::optional<TimePoint> published = std::nullopt);

class StoreContract : public ::testing::TestWithParam<Implementation> {
protected:
    StoreContract();

    [[nodiscard]] Store& store() { return *store_; }
    [[nodiscard]] TimePoint now() const { return clock_.now(); }
    void reopen();

    /// Makes the source known.
    void add_source(const std::string& slug, double weight = 1.0);
    /// A poll that brought these entries.
    [[nodiscard]] PollOutcome fetched(const std::string& slug, std::vector<NewEntry> entries) const;
    PollReceipt poll(const std::string& slug, std::vector<NewEntry> entries);
    PollReceipt record(PollOutcome outcome);
    /// Adds one item and returns its id.
    ItemId add_item(const std::string& slug, const std::string& name);

    [[nodiscard]] std::vector<Claim> claim(std::vector<std::string> stages = {}, int limit = 1);
    /// Claims the stage of exactly this item.
    [[nodiscard]] Claim claim_of(ItemId id, const std::string& stage);
    [[nodiscard]] FinishStage done(const Claim& claim, const std::string& json = "{}") const;
    FinishReceipt finish(const FinishStage& finish);
    /// Runs extract over the item with these facts.
    FinishReceipt extract(ItemId id, ExtractFacts facts = {});
    /// Runs all open stages of all items to their end.
    void finish_everything();

    [[nodiscard]] std::vector<Item> items(const ItemFilter& filter = {}) const;
    [[nodiscard]] Item item(ItemId id) const;

    std::unique_ptr<StoreHarness> harness_;
    FakeClock clock_;
    StageGraph graph_;
    std::unique_ptr<Store> store_;
};

}  // namespace ainews::testing
