#include "storage/notices.h"
#include "storage/sqlite_store.h"
#include "storage/sqlite_store_impl.h"

// The calls of NoticeLedger, as sqlite_store.cpp has the others.
namespace ainews::storage {

Expected<bool> SqliteStore::post_notice(const Notice& notice,
                                        std::span<const std::string> webhooks) {
    return impl_->write([&](Connection& c) { return storage::post_notice(c, notice, webhooks); });
}

Expected<std::optional<Delivery>> SqliteStore::take_delivery(std::string_view webhook,
                                                             TimePoint now, Millis lease) {
    return impl_->write([&](Connection& c) -> Expected<std::optional<Delivery>> {
        return storage::take_delivery(c, webhook, now, lease);
    });
}

Expected<void> SqliteStore::end_delivery(const Delivery& delivery, DeliveryEnd end,
                                         std::string_view error, TimePoint now) {
    return impl_->write([&](Connection& c) -> Expected<void> {
        storage::end_delivery(c, delivery, end, error, now);
        return {};
    });
}

Expected<void> SqliteStore::delay_delivery(const Delivery& delivery, TimePoint until,
                                           std::string_view error) {
    return impl_->write([&](Connection& c) -> Expected<void> {
        storage::delay_delivery(c, delivery, until, error);
        return {};
    });
}

Expected<NoticeSweep> SqliteStore::sweep_notices(TimePoint now) {
    return impl_->write(
        [&](Connection& c) -> Expected<NoticeSweep> { return storage::sweep_notices(c, now); });
}

std::vector<WebhookTally> SqliteStore::webhook_tallies() const {
    return impl_->read([](Connection& c) { return storage::webhook_tallies(c); });
}

std::vector<Trouble> SqliteStore::troubles() const {
    return impl_->read([](Connection& c) { return storage::troubles(c); });
}

Expected<void> SqliteStore::note_troubles(std::span<const Trouble> changed,
                                          std::span<const std::string> forgotten) {
    return impl_->write([&](Connection& c) -> Expected<void> {
        storage::note_troubles(c, changed, forgotten);
        return {};
    });
}

}  // namespace ainews::storage
