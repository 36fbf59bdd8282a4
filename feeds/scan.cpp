#include "feeds/scan.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "text/unicode.h"
#include "text/url.h"

namespace ainews::feeds {

namespace {

/// The XML declaration is looked for in this many bytes.
constexpr std::size_t kDeclarationBytesMax = 512;

constexpr std::size_t kBlock = 64;

/// The shape of kana, kanji and their punctuation in UTF-8: E3 to E9, then any two tails.
constexpr std::size_t kJapaneseBlock = 48;
struct ByteRanges {
    std::array<unsigned char, kJapaneseBlock> first{};
    std::array<unsigned char, kJapaneseBlock> span{};
};
constexpr ByteRanges make_japanese_block() {
    ByteRanges ranges;
    for (std::size_t i = 0; i < kJapaneseBlock; ++i) {
        ranges.first[i] = i % 3 == 0 ? 0xE3 : 0x80;
        ranges.span[i] = i % 3 == 0 ? 0xE9 - 0xE3 : 0xBF - 0x80;
    }
    return ranges;
}
constexpr ByteRanges kJapanese = make_japanese_block();

constexpr std::size_t kWord = sizeof(std::uint64_t);

/// Eight bytes at once: zero where all are ASCII without any control character. A borrow between
/// bytes changes nothing: it begins at a byte that has set its own bit.
std::uint64_t odd_bits(const unsigned char* p) noexcept {
    constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
    std::uint64_t word = 0;
    std::memcpy(&word, p, sizeof word);
    const std::uint64_t below_space = word - kOnes * 0x20;
    const std::uint64_t is_delete = (word ^ (kOnes * 0x7F)) - kOnes;
    return (word | below_space | is_delete) & (kOnes * 0x80);
}

/// The cheaper question, asked first: most blocks hold no line break.
bool is_plain_block(const unsigned char* block) noexcept {
    std::uint64_t odd = 0;
    for (std::size_t i = 0; i < kBlock; i += kWord) odd |= odd_bits(block + i);
    return odd == 0;
}

/// These block tests have neither branches nor conversions, so that the compiler uses vectors.
bool is_clean_ascii_block(const unsigned char* block) noexcept {
    signed char odd = 0;
    for (std::size_t i = 0; i < kBlock; ++i) {
        const auto c = static_cast<signed char>(block[i]);  // bytes above 0x7f are below space
        const signed char below = c < 0x20 ? -1 : 0;
        const signed char line = (c == '\t' || c == '\n' || c == '\r') ? -1 : 0;
        const signed char del = c == 0x7f ? -1 : 0;
        odd = static_cast<signed char>(odd | (below & ~line) | del);
    }
    return odd == 0;
}

bool is_japanese_block(const unsigned char* block) noexcept {
    unsigned char outside = 0;
    for (std::size_t i = 0; i < kJapaneseBlock; ++i) {
        const auto offset = static_cast<unsigned char>(block[i] - kJapanese.first[i]);
        const unsigned char beyond = offset > kJapanese.span[i] ? 0xFF : 0;
        outside = static_cast<unsigned char>(outside | beyond);
    }
    return outside == 0;
}

/// Length of the valid sequence of two to four bytes at `p` (RFC 3629 §4), C1 controls and
/// noncharacters excluded; 0 where there is none.
std::size_t sequence_length(const unsigned char* p, const unsigned char* end) noexcept {
    const auto rest = static_cast<std::size_t>(end - p);
    const auto tail = [p](std::size_t i) { return (p[i] & 0xC0U) == 0x80U; };
    if (p[0] >= 0xE1 && p[0] <= 0xEC) return rest >= 3 && tail(1) && tail(2) ? 3 : 0;
    if (p[0] >= 0xC2 && p[0] <= 0xDF) {
        if (rest < 2 || !tail(1)) return 0;
        return p[0] == 0xC2 && p[1] < 0xA0 ? 0 : 2;
    }
    if (p[0] >= 0xE0 && p[0] <= 0xEF) {
        if (rest < 3 || !tail(1) || !tail(2)) return 0;
        if (p[0] == 0xE0 && p[1] < 0xA0) return 0;
        if (p[0] == 0xED && p[1] > 0x9F) return 0;
        if (p[0] == 0xEF &&
            ((p[1] == 0xBF && p[2] >= 0xBE) || (p[1] == 0xB7 && p[2] >= 0x90 && p[2] <= 0xAF)))
            return 0;
        return 3;
    }
    if (p[0] < 0xF0 || p[0] > 0xF4 || rest < 4 || !tail(1) || !tail(2) || !tail(3)) return 0;
    if (p[0] == 0xF0 && p[1] < 0x90) return 0;
    if (p[0] == 0xF4 && p[1] > 0x8F) return 0;
    if ((p[1] & 0x0FU) == 0x0F && p[2] == 0xBF && p[3] >= 0xBE) return 0;
    return 4;
}

bool is_clean_ascii(unsigned char c) noexcept;

/// Goes on byte by byte over text of other scripts, until a block's worth of ASCII in a row
/// suggests that looking at blocks pays again; nullptr where the bytes are not clean UTF-8.
const unsigned char* skip_sequences(const unsigned char* p, const unsigned char* end,
                                    bool& high) noexcept {
    std::size_t ascii_run = 0;
    while (p < end && ascii_run < kBlock / 2) {
        if (*p < 0x80) {
            // The tags between two runs of another script are too short for blocks.
            if (static_cast<std::size_t>(end - p) >= kWord && odd_bits(p) == 0) {
                p += kWord;
                ascii_run += kWord;
                continue;
            }
            if (!is_clean_ascii(*p)) return nullptr;
            ++p;
            ++ascii_run;
            continue;
        }
        ascii_run = 0;
        high = true;
        // Kana and kanji, the one case worth being quick about: E3 to E9 take any two tails.
        while (static_cast<std::size_t>(end - p) >= kJapaneseBlock && is_japanese_block(p))
            p += kJapaneseBlock;
        while (end - p >= 3 && p[0] >= 0xE3 && p[0] <= 0xE9 && ((p[1] & 0xC0U) == 0x80U) &&
               ((p[2] & 0xC0U) == 0x80U))
            p += 3;
        if (p == end || *p < 0x80) continue;
        const std::size_t length = sequence_length(p, end);
        if (length == 0) return nullptr;
        p += length;
    }
    return p;
}

bool is_clean_ascii(unsigned char c) noexcept {
    return (c >= 0x20 && c != 0x7f) || c == '\t' || c == '\n' || c == '\r';
}

constexpr std::array<bool, 256> make_url_table() {
    std::array<bool, 256> table{};
    for (int c = 'a'; c <= 'z'; ++c) table[static_cast<std::size_t>(c)] = true;
    for (int c = 'A'; c <= 'Z'; ++c) table[static_cast<std::size_t>(c)] = true;
    for (int c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] = true;
    for (const char c : std::string_view{"-._~/?#&=%+:!$()*,;"})
        table[static_cast<std::size_t>(c)] = true;
    return table;
}
constexpr auto kUrlCharacters = make_url_table();

/// Absolute, http(s), and nothing in it that resolving would change: lower-case host without port.
bool is_tidy_url(std::string_view url) noexcept {
    std::string_view rest = url;
    if (rest.starts_with("https://"))
        rest.remove_prefix(8);
    else if (rest.starts_with("http://"))
        rest.remove_prefix(7);
    else
        return false;
    const auto host_end = std::min(rest.find_first_of("/?#"), rest.size());
    const std::string_view host = rest.substr(0, host_end);
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    };
    // A host that begins with a digit may be a spelling of an address: resolving decides.
    if (host.empty() || host.front() < 'a' || host.front() > 'z' ||
        !std::all_of(host.begin(), host.end(), plain))
        return false;
    if (host_end == rest.size() || rest[host_end] != '/') return false;
    const std::string_view path = rest.substr(host_end);
    return path.find("/.") == std::string_view::npos &&
           path.find("/%2") == std::string_view::npos &&
           std::all_of(path.begin(), path.end(),
                       [](char c) { return kUrlCharacters[static_cast<unsigned char>(c)]; });
}

constexpr std::array<std::string_view, 3> kWideSpaces{"\xC2\xA0", "\xE3\x80\x80", "\xEF\xBB\xBF"};

constexpr bool is_xml_space(char c) noexcept {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

constexpr bool is_high(char c) noexcept { return (static_cast<unsigned char>(c) & 0x80U) != 0; }

/// Nothing that collapsing white space would change.
bool is_one_line(std::string_view text) noexcept {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if ((c > ' ' && c < 0xC2) || (c > 0xE3 && c < 0xEF)) continue;
        // 0xC2, 0xE1, 0xE2, 0xE3 and 0xEF begin every white space of more than one byte.
        if (c < 0x20 || c == 0xC2 || c == 0xE1 || c == 0xE2 || c == 0xEF) return false;
        if (c == 0xE3 && i + 2 < text.size() && text[i + 1] == '\x80' && text[i + 2] == '\x80')
            return false;
        if (c == ' ' && i + 1 < text.size() && text[i + 1] == ' ') return false;
    }
    return true;
}

}  // namespace

Bytes classify(std::string_view bytes) noexcept {
    const auto* p = reinterpret_cast<const unsigned char*>(bytes.data());
    const unsigned char* const end = p + bytes.size();
    bool high = false;
    while (p < end) {
        while (static_cast<std::size_t>(end - p) >= kBlock &&
               (is_plain_block(p) || is_clean_ascii_block(p)))
            p += kBlock;
        p = skip_sequences(p, end, high);
        if (p == nullptr) return Bytes::Other;
    }
    return high ? Bytes::Utf8 : Bytes::Ascii;
}

std::size_t count(std::string_view text, char c) noexcept {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), c));
}

std::string_view trimmed(std::string_view text) noexcept {
    const auto is_plain = [](char c) { return c > ' ' && !is_high(c); };
    if (!text.empty() && is_plain(text.front()) && is_plain(text.back())) return text;
    for (bool again = true; again && !text.empty();) {
        again = false;
        while (!text.empty() && is_xml_space(text.front())) text.remove_prefix(1);
        while (!text.empty() && is_xml_space(text.back())) text.remove_suffix(1);
        if (text.empty() || !(is_high(text.front()) || is_high(text.back()))) return text;
        for (const std::string_view space : kWideSpaces) {
            if (text.starts_with(space)) text.remove_prefix(space.size()), again = true;
            if (text.ends_with(space)) text.remove_suffix(space.size()), again = true;
        }
    }
    return text;
}

std::string one_line(std::string_view text, std::size_t bytes_max) {
    text = trimmed(text);
    // A title of megabytes is cut before it is worked on; collapsing rarely takes away more than
    // half.
    text = text::truncate_bytes(text, bytes_max * 4);
    if (is_one_line(text)) return std::string{text::truncate_bytes(text, bytes_max)};
    const std::string collapsed = text::collapse_space(text);
    return std::string{text::truncate_bytes(collapsed, bytes_max)};
}

bool may_be_html(std::string_view text) noexcept {
    if (text.find('<') != std::string_view::npos) return true;
    for (auto amp = text.find('&'); amp != std::string_view::npos; amp = text.find('&', amp + 1)) {
        if (amp + 1 >= text.size()) return false;
        const char next = text[amp + 1];
        if (next == '#' || (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z'))
            return true;
    }
    return false;
}

std::string absolute_url(std::string_view base, std::string_view ref) {
    ref = trimmed(ref);
    if (ref.empty()) return {};
    if (is_tidy_url(ref)) return std::string{ref};
    return text::resolve_url(base, ref).value_or(std::string{});
}

std::string inner_base(std::string_view base, std::string_view xml_base) {
    std::string inner = absolute_url(base, xml_base);
    return inner.empty() ? std::string{base} : inner;
}

std::string link_url(std::string_view base, std::string_view ref) {
    ref = trimmed(ref);
    std::string url = absolute_url(base, ref);
    if (!url.empty() || !base.empty() ||
        ref.find_first_of(":\\<>\" \n\r\t") != std::string_view::npos)
        return url;
    return std::string{ref};
}

std::optional<std::int64_t> whole_number(std::string_view text) noexcept {
    text = trimmed(text);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || value < 0) return std::nullopt;
    return value;
}

std::string_view declared_charset(std::string_view bytes) noexcept {
    const std::string_view head = bytes.substr(0, kDeclarationBytesMax);
    const auto begin = head.find("<?xml");
    if (begin == std::string_view::npos) return {};
    const std::string_view declaration = head.substr(begin, head.find("?>", begin) - begin);
    const auto name = declaration.find("encoding");
    if (name == std::string_view::npos) return {};
    const auto open = declaration.find_first_of("\"'", name);
    if (open == std::string_view::npos) return {};
    const auto close = declaration.find(declaration[open], open + 1);
    if (close == std::string_view::npos) return {};
    return trimmed(declaration.substr(open + 1, close - open - 1));
}

}  // namespace ainews::feeds
