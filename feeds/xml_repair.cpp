#include "feeds/xml_repair.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <unordered_map>

#include "feeds/names.h"
#include "text/html.h"
#include "text/unicode.h"

namespace ainews::feeds {

namespace {

constexpr std::size_t kDepthMax = 256;
constexpr std::size_t kEntityNameMax = 32;
constexpr std::size_t kReferenceDigitsMax = 10;

bool is_name_start(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (static_cast<unsigned char>(c) & 0x80U) != 0;
}
bool is_name_char(char c) noexcept {
    return is_name_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':';
}
bool is_space(char c) noexcept { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

/// What the bytes 0x80 to 0x9F mean in windows-1252 (WHATWG HTML §13.2.5.80).
constexpr std::array<char32_t, 32> kWindows1252{
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

/// A numeric character reference at `at`: its length in bytes and its value.
struct Reference {
    std::size_t length = 0;
    std::uint32_t value = 0;
};

std::optional<Reference> reference_at(std::string_view text, std::size_t at) noexcept {
    std::size_t begin = at + 2;
    int radix = 10;
    if (begin < text.size() && (text[begin] == 'x' || text[begin] == 'X')) {
        radix = 16;
        ++begin;
    }
    const std::size_t limit = std::min(text.size(), begin + kReferenceDigitsMax);
    Reference found;
    const auto [end, error] =
        std::from_chars(text.data() + begin, text.data() + limit, found.value, radix);
    if (end == text.data() + begin) return std::nullopt;
    if (error == std::errc::result_out_of_range) found.value = 0xFFFFFFFF;
    if (end == text.data() + text.size() || *end != ';') return std::nullopt;
    found.length = static_cast<std::size_t>(end - text.data()) - at + 1;
    return found;
}

bool is_bad(std::uint32_t c) noexcept {
    return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7F && c <= 0x9F) ||
           (c >= 0xD800 && c <= 0xDFFF) || c > 0x10FFFF || (c & 0xFFFEU) == 0xFFFE ||
           (c >= 0xFDD0 && c <= 0xFDEF);
}

/// The text that the reference to a bad value stands for.
std::string meaning_of(std::uint32_t c) {
    std::string out;
    if (c >= 0x80 && c <= 0x9F && kWindows1252[c - 0x80] > 0x9F)
        text::append(out, kWindows1252[c - 0x80]);
    return out;
}

bool is_xml_entity(std::string_view name) noexcept {
    return name == "amp" || name == "lt" || name == "gt" || name == "quot" || name == "apos";
}

/// Decodes HTML's named entities, each name looked up once a document.
class Entities {
public:
    /// The characters of `&name;`, escaped for XML; nullopt where HTML has no such entity.
    std::optional<std::string_view> find(std::string_view name) {
        if (name.size() > kEntityNameMax) return std::nullopt;
        auto [known, fresh] = known_.try_emplace(std::string{name});
        if (fresh) {
            const std::string written = fmt::format("&{};", name);
            std::string decoded = text::decode_entities(written);
            if (decoded == written)
                known->second = std::nullopt;
            else
                known->second = text::escape_html(decoded);
        }
        if (!known->second) return std::nullopt;
        return std::string_view{*known->second};
    }

private:
    std::unordered_map<std::string, std::optional<std::string>> known_;
};

/// The name of a named reference at the '&' at `at`; empty where there is none.
std::string_view entity_name_at(std::string_view text, std::size_t at) noexcept {
    std::size_t end = at + 1;
    const std::size_t limit = std::min(text.size(), at + 2 + kEntityNameMax);
    while (end < limit && is_name_char(text[end]) && text[end] != ':') ++end;
    if (end == at + 1 || end >= text.size() || text[end] != ';') return {};
    return text.substr(at + 1, end - at - 1);
}

/// Appends `text` with every '&' made part of a reference that XML knows.
void append_text(std::string& out, std::string_view text, Entities& entities, bool& repaired) {
    std::size_t done = 0;
    for (auto amp = text.find('&'); amp != std::string_view::npos; amp = text.find('&', done)) {
        out.append(text, done, amp - done);
        done = amp + 1;
        if (amp + 1 < text.size() && text[amp + 1] == '#' && reference_at(text, amp)) {
            out += '&';
            continue;
        }
        const std::string_view name = entity_name_at(text, amp);
        if (is_xml_entity(name)) {
            out += '&';
            continue;
        }
        repaired = true;
        if (const auto decoded = name.empty() ? std::nullopt : entities.find(name)) {
            out += *decoded;
            done = amp + name.size() + 2;
        } else {
            out += "&amp;";
        }
    }
    out.append(text, done);
}

/// Elements of HTML that have no end tag. Not `link`, `source` and the like: feeds have those too.
constexpr std::array<std::string_view, 7> kVoid{"area", "br", "embed", "hr", "img", "input", "wbr"};
/// Elements of a feed that hold one line: another one inside means that the end tag was forgotten.
constexpr std::array<std::string_view, 10> kLines{"author", "category", "comments", "guid",
                                                  "id",     "link",     "pubdate",  "published",
                                                  "title",  "updated"};
constexpr std::array<std::string_view, 5> kLongTexts{"content", "description", "encoded", "summary",
                                                     "subtitle"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& names, std::string_view name) noexcept {
    return std::any_of(names.begin(), names.end(),
                       [name](std::string_view known) { return equal_ignoring_case(known, name); });
}
bool is_item(std::string_view local) noexcept {
    return equal_ignoring_case(local, "item") || equal_ignoring_case(local, "entry");
}

/// Rewrites one document, tag by tag.
class Repair {
public:
    explicit Repair(std::string_view text) : text_{text} {
        out_.reserve(text.size() + text.size() / 8);
    }

    std::string run(std::vector<std::string>& problems) {
        skip_junk();
        while (at_ < text_.size() && !finished_) step();
        if (!open_.empty()) cut_off_ = true;
        while (!open_.empty()) close_top();
        report(problems);
        return std::move(out_);
    }

private:
    void skip_junk() {
        std::size_t best = std::string_view::npos;
        for (std::size_t at = text_.find('<'); at != std::string_view::npos;
             at = text_.find('<', at + 1)) {
            std::size_t end = at + 1;
            while (end < text_.size() && is_name_char(text_[end])) ++end;
            const std::string_view local = local_name(text_.substr(at + 1, end - at - 1));
            if (is_one_of(std::array<std::string_view, 4>{"rss", "feed", "rdf", "channel"},
                          local)) {
                best = at;
                break;
            }
        }
        if (best == std::string_view::npos) return;
        at_ = best;
    }

    void step() {
        const auto tag = std::min(text_.find('<', at_), text_.size());
        if (!open_.empty())
            append_text(out_, text_.substr(at_, tag - at_), entities_, entity_repaired_);
        at_ = tag;
        if (at_ >= text_.size()) return;
        const std::string_view rest = text_.substr(at_);
        if (rest.starts_with("<![CDATA[")) return copy_cdata();
        if (rest.starts_with("<!--")) return skip_past("-->", 4, comments_end_);
        if (rest.starts_with("<?")) return skip_past("?>", 2, instructions_end_);
        if (rest.size() > 2 && rest[1] == '/' && is_name_start(rest[2])) return end_tag();
        if (rest.size() > 1 && is_name_start(rest[1])) return start_tag();
        literal_ = true;
        if (!open_.empty()) out_ += "&lt;";
        ++at_;
    }

    void copy_cdata() {
        const auto end = text_.find("]]>", at_ + 9);
        if (end == std::string_view::npos) cut_off_ = true;
        const std::string_view inside =
            text_.substr(at_ + 9, std::min(end, text_.size()) - at_ - 9);
        if (!open_.empty()) {
            out_ += "<![CDATA[";
            out_ += inside;
            out_ += "]]>";
        }
        at_ = end == std::string_view::npos ? text_.size() : end + 3;
    }

    /// Drops a comment or the like; one without an end is text. `may_end` remembers that there is
    /// no such end, or a thousand beginnings would each search the rest of the document for one.
    void skip_past(std::string_view end_mark, std::size_t from, bool& may_end) {
        const auto end = may_end ? text_.find(end_mark, at_ + from) : std::string_view::npos;
        if (end != std::string_view::npos) {
            at_ = end + end_mark.size();
            return;
        }
        may_end = false;
        literal_ = true;
        if (!open_.empty()) out_ += "&lt;";
        ++at_;
    }

    std::string_view read_name() {
        const std::size_t begin = at_;
        while (at_ < text_.size() && is_name_char(text_[at_])) ++at_;
        return text_.substr(begin, at_ - begin);
    }

    void end_tag() {
        at_ += 2;
        const std::string_view name = read_name();
        const auto close = text_.find_first_of("<>", at_);
        at_ =
            close == std::string_view::npos ? text_.size() : close + (text_[close] == '>' ? 1 : 0);
        const auto match =
            std::find_if(open_.rbegin(), open_.rend(),
                         [name](std::string_view open) { return equal_ignoring_case(open, name); });
        if (dropped_ > 0 && match != open_.rend() && !is_item(local_name(name)) &&
            match == open_.rbegin()) {
            --dropped_;
            return;
        }
        if (match == open_.rend()) {
            unmatched_ = true;
            return;
        }
        if (match != open_.rbegin()) unmatched_ = true;
        for (auto levels = match - open_.rbegin() + 1; levels > 0; --levels) close_top();
        if (open_.empty()) finished_ = true;
    }

    void start_tag() {
        const std::size_t begin = at_++;
        const std::string_view name = read_name();
        std::string attributes;
        bool empty = false;
        if (!read_attributes(attributes, empty)) {
            // No '>' follows: the document is cut off inside this tag.
            cut_off_ = true;
            at_ = text_.size();
            return;
        }
        close_forgotten(local_name(name));
        if (open_.size() >= kDepthMax) {
            too_deep_ = true;
            if (!empty) ++dropped_;
            return;
        }
        if (name.ends_with(':')) {
            at_ = begin + 1;
            literal_ = true;
            out_ += "&lt;";
            return;
        }
        const bool is_void = is_one_of(kVoid, name);
        if (is_void && !empty) unmatched_ = true;
        out_ += fmt::format("<{}{}", name, attributes);
        if (empty || is_void) {
            out_ += "/>";
            return;
        }
        out_ += '>';
        open_.push_back(name);
    }

    /// Closes what cannot contain an element called `local`.
    void close_forgotten(std::string_view local) {
        const bool item = is_item(local);
        if (!item && !is_one_of(kLines, local) && !is_one_of(kLongTexts, local)) return;
        if (item) {
            const auto open_item =
                std::find_if(open_.rbegin(), open_.rend(),
                             [](std::string_view open) { return is_item(local_name(open)); });
            if (open_item == open_.rend()) return;
            unmatched_ = true;
            for (auto levels = open_item - open_.rbegin() + 1; levels > 0; --levels) close_top();
            return;
        }
        if (open_.empty() || open_.back().find(':') != std::string_view::npos) return;
        if (is_one_of(kLines, open_.back()) && !equal_ignoring_case(open_.back(), "author")) {
            unmatched_ = true;
            close_top();
        }
    }

    /// Reads up to and including '>'; false where there is none.
    bool read_attributes(std::string& out, bool& empty) {
        std::vector<std::string_view> seen;
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '>') {
                ++at_;
                return true;
            }
            if (c == '<') {
                unmatched_ = true;
                return true;  // the '>' was forgotten
            }
            if (c == '/' && at_ + 1 < text_.size() && text_[at_ + 1] == '>') empty = true;
            if (!is_name_start(c)) {
                ++at_;
                continue;
            }
            const std::string_view name = read_name();
            const std::string_view value = read_value();
            if (seen.size() >= kDepthMax || name.ends_with(':') ||
                std::find(seen.begin(), seen.end(), name) != seen.end())
                continue;
            seen.push_back(name);
            out += fmt::format(" {}=\"", name);
            append_value(out, value);
            out += '"';
        }
        return false;
    }

    void append_value(std::string& out, std::string_view value) {
        std::string text;
        append_text(text, value, entities_, entity_repaired_);
        for (const char c : text) {
            if (c == '<')
                out += "&lt;";
            else if (c == '"')
                out += "&quot;";
            else
                out += c;
        }
    }

    std::string_view read_value() {
        std::size_t p = at_;
        while (p < text_.size() && is_space(text_[p])) ++p;
        if (p >= text_.size() || text_[p] != '=') return {};
        ++p;
        while (p < text_.size() && is_space(text_[p])) ++p;
        if (p >= text_.size()) return {};
        const char quote = text_[p];
        if (quote == '"' || quote == '\'') {
            const auto end = text_.find(quote, p + 1);
            const auto tag_end = next_tag_end(p + 1);
            // A quote that closes only behind the next tag's beginning was never closed.
            if (end != std::string_view::npos &&
                (end < tag_end ||
                 text_.substr(tag_end, end - tag_end).find('<') == std::string_view::npos)) {
                at_ = end + 1;
                return text_.substr(p + 1, end - p - 1);
            }
            unquoted_ = true;
            const std::string_view value = text_.substr(p + 1, tag_end - p - 1);
            at_ = p + 1 + std::min(value.find('<'), value.size());
            return text_.substr(p + 1, at_ - p - 1);
        }
        unquoted_ = true;
        const std::size_t begin = p;
        while (p < text_.size() && !is_space(text_[p]) && text_[p] != '>' && text_[p] != '<' &&
               !(text_[p] == '/' && p + 1 < text_.size() && text_[p + 1] == '>'))
            ++p;
        at_ = p;
        return text_.substr(begin, p - begin);
    }

    /// The first '>' from `from` on; remembered, because each attribute of a tag asks for the same
    /// one.
    std::size_t next_tag_end(std::size_t from) {
        if (tag_end_ < from) tag_end_ = std::min(text_.find('>', from), text_.size());
        return tag_end_;
    }

    void close_top() {
        out_ += fmt::format("</{}>", open_.back());
        open_.pop_back();
    }

    void report(std::vector<std::string>& problems) const {
        const auto note = [&problems](bool happened, const char* line) {
            if (happened) problems.emplace_back(line);
        };
        note(unmatched_, "tags that do not match: closed where a reader would close them");
        note(unquoted_, "attributes without quotes: read as if quoted");
        note(literal_, "stray '<': taken as text");
        note(entity_repaired_,
             "undeclared entities or stray '&': decoded as HTML does, or taken as text");
        note(too_deep_, "elements nested too deep: their tags dropped, their text kept");
        note(cut_off_, "the document is cut off: read up to its end");
    }

    std::string_view text_;
    std::string out_;
    std::size_t at_ = 0;
    std::vector<std::string_view> open_;
    Entities entities_;
    std::size_t dropped_ = 0;  ///< open tags that were left out because of their depth
    std::size_t tag_end_ = 0;
    bool comments_end_ = true;
    bool instructions_end_ = true;
    bool finished_ = false;
    bool unmatched_ = false;
    bool unquoted_ = false;
    bool literal_ = false;
    bool entity_repaired_ = false;
    bool too_deep_ = false;
    bool cut_off_ = false;
};

}  // namespace

bool repair_references(std::string& text) {
    std::string out;
    std::size_t done = 0;
    bool changed = false;
    for (auto at = text.find("&#"); at != std::string::npos; at = text.find("&#", at + 2)) {
        const auto reference = reference_at(text, at);
        if (!reference || !is_bad(reference->value)) continue;
        if (!changed) out.reserve(text.size());
        changed = true;
        out.append(text, done, at - done);
        out += meaning_of(reference->value);
        done = at + reference->length;
    }
    if (!changed) return false;
    out.append(text, done);
    text = std::move(out);
    return true;
}

std::string repair_xml(std::string_view text, std::vector<std::string>& problems) {
    return Repair{text}.run(problems);
}

std::string decode_undeclared_entities(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    Entities entities;
    std::size_t done = 0;
    std::size_t amp = text.find('&');
    while (done < text.size()) {
        if (amp < done) amp = text.find('&', done);
        const auto cdata = text.substr(0, amp).find("<![CDATA[", done);
        if (cdata != std::string_view::npos) {
            const auto end = std::min(text.find("]]>", cdata), text.size());
            out.append(text, done, end - done);
            done = end;
            continue;
        }
        if (amp == std::string_view::npos) break;
        out.append(text, done, amp - done);
        const std::string_view name = entity_name_at(text, amp);
        const auto decoded =
            name.empty() || is_xml_entity(name) ? std::nullopt : entities.find(name);
        out += decoded.value_or("&");
        done = amp + (decoded ? name.size() + 2 : 1);
    }
    out.append(text, std::min(done, text.size()));
    return out;
}

}  // namespace ainews::feeds
