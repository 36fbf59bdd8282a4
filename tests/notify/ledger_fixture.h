#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "core/calendar.h"
#include "notify/message.h"
#include "storage/sqlite_store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temp_dir.h"

namespace ainews::notify {

/// A real ledger on a clock that is moved by hand, at noon in Tokyo.
class LedgerFixture : public ::testing::Test {
protected:
    LedgerFixture()
        : clock_{from_rfc3339("2026-05-01T03:00:00Z").value()},
          store_{storage::SqliteStore::open({.path = directory_.path() / "ledger.db"}, StageGraph{},
                                            clock_)} {}

    [[nodiscard]] NoticeLedger& ledger() { return *store_; }
    [[nodiscard]] TimePoint now() const { return clock_.now(); }
    [[nodiscard]] WebhookTally tally(const std::string& webhook = "team") {
        for (const WebhookTally& one : ledger().webhook_tallies())
            if (one.webhook == webhook) return one;
        return {};
    }
    /// The next message for the webhook, taken and delivered; an empty one where none is due.
    Message next(const std::string& webhook = "team") {
        const auto taken = ledger().take_delivery(webhook, now(), std::chrono::minutes{1});
        if (!taken || !*taken) return {};
        EXPECT_TRUE(ledger().end_delivery(**taken, DeliveryEnd::Delivered, "", now()));
        return message_from((*taken)->content).value();
    }

    ainews::testing::TempDir directory_;
    ainews::testing::FakeClock clock_;
    std::unique_ptr<Store> store_;
};

}  // namespace ainews::notify
