#include "text/html_tag.h"

#include <array>
#include <cstddef>

#include "core/ascii.h"

namespace ainews::text {
namespace {

constexpr std::uint8_t kVoid = 1;
constexpr std::uint8_t kBlock = 2;
constexpr std::uint8_t kFormatting = 4;
constexpr std::uint8_t kOptionalEnd = 8;

struct TagInfo {
    std::string_view name;
    std::uint8_t flags;
};

/// In the order of the enumeration.
constexpr auto kTags = std::to_array<TagInfo>({
    {"", 0},
    {"a", kFormatting},
    {"abbr", 0},
    {"address", kBlock},
    {"area", kVoid},
    {"article", kBlock},
    {"aside", kBlock},
    {"audio", 0},
    {"b", kFormatting},
    {"base", kVoid},
    {"big", kFormatting},
    {"blockquote", kBlock},
    {"body", kBlock | kOptionalEnd},
    {"br", kVoid | kBlock},
    {"button", 0},
    {"canvas", 0},
    {"caption", kBlock},
    {"center", kBlock},
    {"cite", 0},
    {"code", kFormatting},
    {"col", kVoid},
    {"colgroup", kOptionalEnd},
    {"data", 0},
    {"datalist", 0},
    {"dd", kBlock | kOptionalEnd},
    {"del", 0},
    {"details", kBlock},
    {"dfn", 0},
    {"dialog", kBlock},
    {"dir", kBlock},
    {"div", kBlock},
    {"dl", kBlock},
    {"dt", kBlock | kOptionalEnd},
    {"em", kFormatting},
    {"embed", kVoid},
    {"fieldset", kBlock},
    {"figcaption", kBlock},
    {"figure", kBlock},
    {"font", kFormatting},
    {"footer", kBlock},
    {"form", kBlock},
    {"frame", kVoid},
    {"frameset", kBlock},
    {"h1", kBlock},
    {"h2", kBlock},
    {"h3", kBlock},
    {"h4", kBlock},
    {"h5", kBlock},
    {"h6", kBlock},
    {"head", kOptionalEnd},
    {"header", kBlock},
    {"hgroup", kBlock},
    {"hr", kVoid | kBlock},
    {"html", kBlock | kOptionalEnd},
    {"i", kFormatting},
    {"iframe", 0},
    {"img", kVoid},
    {"input", kVoid},
    {"ins", 0},
    {"kbd", 0},
    {"label", 0},
    {"legend", kBlock},
    {"li", kBlock | kOptionalEnd},
    {"link", kVoid},
    {"main", kBlock},
    {"map", 0},
    {"mark", 0},
    {"math", 0},
    {"menu", kBlock},
    {"meta", kVoid},
    {"meter", 0},
    {"nav", kBlock},
    {"nobr", kFormatting},
    {"noembed", 0},
    {"noframes", 0},
    {"noscript", 0},
    {"object", 0},
    {"ol", kBlock},
    {"optgroup", kBlock | kOptionalEnd},
    {"option", kBlock | kOptionalEnd},
    {"output", 0},
    {"p", kBlock | kOptionalEnd},
    {"param", kVoid},
    {"picture", 0},
    {"plaintext", kBlock},
    {"pre", kBlock},
    {"progress", 0},
    {"q", 0},
    {"rb", 0},
    {"rp", 0},
    {"rt", 0},
    {"rtc", 0},
    {"ruby", 0},
    {"s", kFormatting},
    {"samp", 0},
    {"script", 0},
    {"section", kBlock},
    {"select", 0},
    {"small", kFormatting},
    {"source", kVoid},
    {"span", 0},
    {"strike", kFormatting},
    {"strong", kFormatting},
    {"style", 0},
    {"sub", 0},
    {"summary", kBlock},
    {"sup", 0},
    {"svg", 0},
    {"table", kBlock},
    {"tbody", kBlock | kOptionalEnd},
    {"td", kBlock | kOptionalEnd},
    {"template", 0},
    {"textarea", 0},
    {"tfoot", kBlock | kOptionalEnd},
    {"th", kBlock | kOptionalEnd},
    {"thead", kBlock | kOptionalEnd},
    {"time", 0},
    {"title", 0},
    {"tr", kBlock | kOptionalEnd},
    {"track", kVoid},
    {"tt", kFormatting},
    {"u", kFormatting},
    {"ul", kBlock},
    {"var", 0},
    {"video", 0},
    {"wbr", kVoid},
    {"xmp", kBlock},
});
static_assert(kTags.size() == static_cast<std::size_t>(Tag::Xmp) + 1);

constexpr std::size_t kNameMax = 10;
constexpr std::size_t kSlots = 512;  // a power of two, four times the number of names

constexpr std::size_t hash(std::string_view name) noexcept {
    std::uint32_t h = 2166136261U;  // FNV-1a
    for (const char c : name) h = (h ^ static_cast<unsigned char>(to_lower(c))) * 16777619U;
    return (h ^ (h >> 15U)) & (kSlots - 1);
}

constexpr bool same_tag_name(std::string_view written, std::string_view lower_case) noexcept {
    if (written.size() != lower_case.size()) return false;
    for (std::size_t i = 0; i < written.size(); ++i)
        if (to_lower(written[i]) != lower_case[i]) return false;
    return true;
}

/// Open addressing; 0 (Unknown) marks a free slot.
constexpr std::array<std::uint8_t, kSlots> make_index() {
    std::array<std::uint8_t, kSlots> index{};
    for (std::size_t i = 1; i < kTags.size(); ++i) {
        std::size_t slot = hash(kTags[i].name);
        while (index[slot] != 0) slot = (slot + 1) & (kSlots - 1);
        index[slot] = static_cast<std::uint8_t>(i);
    }
    return index;
}
constexpr auto kIndex = make_index();

bool has(Tag tag, std::uint8_t flag) noexcept {
    return (kTags[static_cast<std::size_t>(tag)].flags & flag) != 0;
}

}  // namespace

Tag tag_from_name(std::string_view name) noexcept {
    if (name.empty() || name.size() > kNameMax) return Tag::Unknown;
    for (std::size_t slot = hash(name); kIndex[slot] != 0; slot = (slot + 1) & (kSlots - 1))
        if (same_tag_name(name, kTags[kIndex[slot]].name)) return static_cast<Tag>(kIndex[slot]);
    return Tag::Unknown;
}

std::string_view tag_name(Tag tag) noexcept { return kTags[static_cast<std::size_t>(tag)].name; }
bool is_void(Tag tag) noexcept { return has(tag, kVoid); }
bool is_block(Tag tag) noexcept { return has(tag, kBlock); }
bool is_formatting(Tag tag) noexcept { return has(tag, kFormatting); }
bool has_optional_end(Tag tag) noexcept { return has(tag, kOptionalEnd); }

}  // namespace ainews::text
