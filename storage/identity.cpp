#include "storage/identity.h"

#include <map>

#include "core/sha256.h"

namespace ainews::storage {
namespace {

constexpr std::size_t kKeyBytes = 16;

int hex_digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

/// Parts are preceded by their length, so that no two lists of parts read alike.
std::string key_of(std::string_view rung, std::initializer_list<std::string_view> parts) {
    std::string text{rung};
    for (const auto part : parts) {
        text += ':';
        text += std::to_string(part.size());
        text += ':';
        text += part;
    }
    const std::string hex = sha256_hex(text);
    std::string key(kKeyBytes, '\0');
    for (std::size_t i = 0; i < kKeyBytes; ++i)
        key[i] = static_cast<char>(hex_digit(hex[2 * i]) * 16 + hex_digit(hex[2 * i + 1]));
    return key;
}

}  // namespace

Ladder::Ladder(std::int64_t source, const IdentityKeys& keys, Doubts doubts) {
    const std::string owner = std::to_string(source);
    const bool url_names_it =
        !keys.canonical_url.empty() && !doubts.url && !is_front_page(keys.canonical_url);
    if (!keys.guid.empty()) {
        if (url_names_it) add("guid+url", {owner, keys.guid, keys.canonical_url});
        if (!keys.title_hash.empty() && !doubts.guid)
            add("guid+title", {owner, keys.guid, keys.title_hash});
        if (keys.canonical_url.empty() && keys.title_hash.empty() && !doubts.guid)
            add("guid", {owner, keys.guid});
    }
    if (url_names_it) {
        add("url", {keys.canonical_url});
    } else if (!keys.canonical_url.empty() && !keys.title_hash.empty()) {
        add("url+title", {keys.canonical_url, keys.title_hash});
    } else if (keys.guid.empty() && !keys.title_hash.empty()) {
        add("title", {owner, keys.title_hash});
    }
    if (!keys.content_hash.empty()) rungs_.push_back(content_key(keys.content_hash));
}

void Ladder::add(std::string_view rung, std::initializer_list<std::string_view> parts) {
    rungs_.push_back(key_of(rung, parts));
}

std::optional<ItemId> Ladder::find(Connection& connection) const {
    for (const std::string& rung : rungs_)
        if (const auto item = find_key(connection, rung)) return item;
    return std::nullopt;
}

void Ladder::store(Connection& connection, ItemId item) const {
    for (const std::string& rung : rungs_) store_key(connection, rung, item);
}

std::vector<Ladder::Doubts> doubts_of(std::span<const NewEntry> entries) {
    struct Seen {
        std::string url, title, guid;
        bool differs = false;
    };
    std::map<std::string_view, Seen> guids;
    std::map<std::string_view, Seen> urls;
    for (const NewEntry& entry : entries) {
        const IdentityKeys& keys = entry.keys;
        const Seen now{keys.canonical_url, keys.title_hash, keys.guid};
        Seen& guid = guids.try_emplace(keys.guid, now).first->second;
        guid.differs =
            guid.differs || guid.url != now.url || (now.url.empty() && guid.title != now.title);
        Seen& url = urls.try_emplace(keys.canonical_url, now).first->second;
        url.differs =
            url.differs || (url.title != now.title && (now.guid.empty() || url.guid != now.guid));
    }
    std::vector<Ladder::Doubts> found;
    found.reserve(entries.size());
    for (const NewEntry& entry : entries)
        found.push_back(
            {guids.at(entry.keys.guid).differs, urls.at(entry.keys.canonical_url).differs});
    return found;
}

bool is_front_page(std::string_view canonical_url) noexcept {
    const auto host = canonical_url.find("://");
    if (host == std::string_view::npos) return false;
    const auto path = canonical_url.find_first_of("/?", host + 3);
    return path == std::string_view::npos || canonical_url.substr(path) == "/";
}

std::string url_key(std::string_view canonical_url) { return key_of("url", {canonical_url}); }

std::string content_key(std::string_view content_hash) { return key_of("content", {content_hash}); }

std::optional<ItemId> find_key(Connection& connection, std::string_view key) {
    Query query{connection, "SELECT item_id FROM identity WHERE key = ?", Blob{key}};
    if (query.step()) return query.integer(0);
    return std::nullopt;
}

void store_key(Connection& connection, std::string_view key, ItemId item) {
    Query{connection, "INSERT OR IGNORE INTO identity VALUES (?, ?)", Blob{key}, item}.run();
}

}  // namespace ainews::storage
