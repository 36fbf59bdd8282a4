#include "feeds/identity.h"

#include <fmt/format.h>

#include <functional>

#include "core/sha256.h"
#include "text/fingerprint.h"
#include "text/html.h"
#include "text/unicode.h"
#include "text/url.h"

namespace ainews::feeds {

namespace {

/// A guid that is an address changes its dress like any other: scheme, slash, tracking parameters.
constexpr std::size_t kGuidBytesMax = 2'048;

/// The longer of the two: what the entry says itself.
std::string_view text_of(const Entry& entry) noexcept {
    const std::string_view content =
        entry.content_html ? std::string_view{*entry.content_html} : std::string_view{};
    const std::string_view summary =
        entry.summary_html ? std::string_view{*entry.summary_html} : std::string_view{};
    return content.empty() ? summary : content;
}

/// Not for anything an attacker gains by: two texts of one entry are told apart by it.
std::string quick_hash(std::string_view text) {
    return fmt::format("{:016x}{:08x}", std::hash<std::string_view>{}(text), text.size());
}

std::string title_hash(std::string_view title) {
    const std::string letters =
        text::letters_only(text::is_ascii(title) ? std::string{title} : text::nfkc(title));
    if (!letters.empty()) return sha256_hex(letters);
    const std::string line = text::collapse_space(title);
    return line.empty() ? std::string{} : sha256_hex(line);
}

/// Content hash and change hash are made from the same pass over the text.
struct Hashes {
    std::string content;
    std::string change;
};

Hashes hashes_of(const Entry& entry, const std::string& plain) {
    const std::string title = text::letters_only(entry.title);
    return {text::content_hash(plain), quick_hash(title + '\n' + text::letters_only(plain))};
}

IdentityKeys keys_of(const Entry& entry, std::string content_hash) {
    IdentityKeys keys;
    keys.guid = text::truncate_bytes(entry.id, kGuidBytesMax);
    keys.canonical_url = text::canonical_url(entry.url);
    keys.title_hash = title_hash(entry.title);
    keys.content_hash = std::move(content_hash);
    return keys;
}

}  // namespace

std::string rough_text(std::string_view html) {
    std::string out;
    out.reserve(html.size());
    bool references = false;
    for (std::size_t at = 0; at < html.size();) {
        const auto tag = std::min(html.find('<', at), html.size());
        const std::string_view piece = html.substr(at, tag - at);
        references = references || piece.find('&') != std::string_view::npos;
        out += piece;
        if (tag == html.size()) break;
        const bool comment = html.substr(tag).starts_with("<!--");
        const auto end = comment ? html.find("-->", tag) : html.find('>', tag);
        out += ' ';
        if (end == std::string_view::npos) break;
        at = end + (comment ? 3 : 1);
    }
    return references ? text::decode_entities(out) : out;
}

IdentityKeys identity_keys(const Entry& entry) {
    return keys_of(entry, text::content_hash(rough_text(text_of(entry))));
}

std::string change_hash(const Entry& entry) {
    return hashes_of(entry, rough_text(text_of(entry))).change;
}

/// Findings are not in an entry yet.
static std::vector<std::string> words_of(std::vector<std::string> hold_if) {
    std::erase(hold_if, kHoldFindings);
    return hold_if;
}

EntryIntake::EntryIntake(const Source& source)
    : language_{source.language},
      include_{source.include},
      exclude_{source.exclude},
      hold_if_{words_of(source.hold_if)} {}

NewEntry EntryIntake::take(Entry entry) const {
    if (entry.language.empty()) entry.language = language_;
    const std::string plain = rough_text(text_of(entry));
    Hashes hashes = hashes_of(entry, plain);
    NewEntry taken;
    taken.keys = keys_of(entry, std::move(hashes.content));
    taken.change_hash = std::move(hashes.change);
    if (!include_.empty() || !exclude_.empty() || !hold_if_.empty()) {
        std::string words = entry.title + '\n' + plain;
        for (const std::string& category : entry.categories) words += '\n' + category;
        taken.filtered = (!include_.empty() && !include_.matches(words)) || exclude_.matches(words);
        taken.hold = hold_if_.matches(words);
    }
    taken.entry = std::move(entry);
    return taken;
}

NewEntry make_new_entry(Entry entry, const Source& source) {
    return EntryIntake{source}.take(std::move(entry));
}

}  // namespace ainews::feeds
