#pragma once

#include "core/notices.h"
#include "storage/connection.h"

/// The delivery ledger (core/notices.h). Writes run in the writer's transaction.
namespace ainews::storage {

[[nodiscard]] Expected<bool> post_notice(Connection& connection, const Notice& notice,
                                         std::span<const std::string> webhooks);
[[nodiscard]] std::optional<Delivery> take_delivery(Connection& connection,
                                                    std::string_view webhook, TimePoint now,
                                                    Millis lease);
void end_delivery(Connection& connection, const Delivery& delivery, DeliveryEnd end,
                  std::string_view error, TimePoint now);
void delay_delivery(Connection& connection, const Delivery& delivery, TimePoint until,
                    std::string_view error);
[[nodiscard]] NoticeSweep sweep_notices(Connection& connection, TimePoint now);
[[nodiscard]] std::vector<WebhookTally> webhook_tallies(Connection& connection);
[[nodiscard]] std::vector<Trouble> troubles(Connection& connection);
void note_troubles(Connection& connection, std::span<const Trouble> changed,
                   std::span<const std::string> forgotten);

}  // namespace ainews::storage
