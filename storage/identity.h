#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/item.h"
#include "core/poll_store.h"
#include "storage/connection.h"

namespace ainews::storage {

/// The rungs of the identity ladder (design §6.1) for one entry, as keys of the identity table: 16
/// bytes of a SHA-256 over the rung's name and its parts, so that the whole ladder is a few point
/// look-ups. A key, once stored, points at its item for good, also when that became an alias or a
/// tombstone.
class Ladder {
public:
    /// What one feed document shows to be no identity: a guid on entries that differ in everything
    /// else, an address that several different entries share.
    struct Doubts {
        bool guid = false;
        bool url = false;
    };

    Ladder(std::int64_t source, const IdentityKeys& keys, Doubts doubts);

    /// The item of the first rung that is known.
    [[nodiscard]] std::optional<ItemId> find(Connection& connection) const;
    /// Stores the keys that are not known yet; those known keep their item.
    void store(Connection& connection, ItemId item) const;
    [[nodiscard]] const std::vector<std::string>& rungs() const noexcept { return rungs_; }

private:
    void add(std::string_view rung, std::initializer_list<std::string_view> parts);
    std::vector<std::string> rungs_;
};

/// What one document's entries, taken together, show to be no identity; one for each, in order.
[[nodiscard]] std::vector<Ladder::Doubts> doubts_of(std::span<const NewEntry> entries);

/// Whether the address is a site's front page, which names a site and never one article.
[[nodiscard]] bool is_front_page(std::string_view canonical_url) noexcept;

[[nodiscard]] std::string url_key(std::string_view canonical_url);
[[nodiscard]] std::string content_key(std::string_view content_hash);
[[nodiscard]] std::optional<ItemId> find_key(Connection& connection, std::string_view key);
void store_key(Connection& connection, std::string_view key, ItemId item);

}  // namespace ainews::storage
