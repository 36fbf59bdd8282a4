#include "feeds/xml_references.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "text/html.h"
#include "text/unicode.h"
#include "text/windows_1252.h"

namespace ainews::feeds {

namespace {

constexpr std::size_t kEntityNameMax = 32;
constexpr std::size_t kReferenceDigitsMax = 10;

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
    if (c >= 0x80 && c <= 0x9F && text::kWindows1252[c - 0x80] > 0x9F)
        text::append(out, text::kWindows1252[c - 0x80]);
    return out;
}

bool is_reference_char(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// The references that markup in feeds is full of, told apart without reading a name.
bool is_ordinary(const char* after_amp, std::size_t rest) noexcept {
    if (rest < 3) return false;
    if (after_amp[1] == 't')
        return (after_amp[0] == 'l' || after_amp[0] == 'g') && after_amp[2] == ';';
    return rest >= 4 && after_amp[0] == 'a' && after_amp[1] == 'm' && after_amp[2] == 'p' &&
           after_amp[3] == ';';
}

/// Whether the reference at `amp` is one that a strict parser would pass on wrongly or not at all.
bool is_wrong(std::string_view text, std::size_t amp) noexcept {
    if (amp + 1 < text.size() && text[amp + 1] == '#') {
        const auto reference = reference_at(text, amp);
        return reference && is_bad(reference->value);
    }
    const std::string_view name = entity_name_at(text, amp);
    return !name.empty() && !is_xml_entity(name);
}

bool has_wrong_reference(std::string_view text) noexcept {
    for (auto amp = text.find('&'); amp != std::string_view::npos; amp = text.find('&', amp + 1))
        if (!is_ordinary(text.data() + amp + 1, text.size() - amp - 1) && is_wrong(text, amp))
            return true;
    return false;
}

/// Rewrites the references of one document outside its CDATA sections.
class ReferenceRepair {
public:
    explicit ReferenceRepair(std::string_view text) : text_{text} { out_.reserve(text.size()); }

    std::string run() {
        std::size_t amp = text_.find('&');
        while (amp != std::string_view::npos) {
            const auto cdata = text_.substr(0, amp).find("<![CDATA[", done_);
            if (cdata == std::string_view::npos) {
                rewrite(amp);
            } else {
                copy_up_to(std::min(text_.find("]]>", cdata), text_.size()));
            }
            // The same '&' stays the next one until the sections before it are passed.
            if (amp < done_) amp = text_.find('&', done_);
        }
        copy_up_to(text_.size());
        return std::move(out_);
    }

    void report(std::vector<std::string>& problems) const {
        if (forbidden_)
            problems.emplace_back("references to characters that XML forbids: left out");
        if (undeclared_) problems.emplace_back("undeclared entities: decoded as HTML does");
    }

private:
    void copy_up_to(std::size_t end) {
        out_.append(text_, done_, end - done_);
        done_ = end;
    }

    void rewrite(std::size_t amp) {
        copy_up_to(amp);
        if (is_wrong(text_, amp)) {
            if (text_[amp + 1] == '#') {
                const auto reference = reference_at(text_, amp);
                out_ += meaning_of(reference->value);
                done_ += reference->length;
                forbidden_ = true;
                return;
            }
            const std::string_view name = entity_name_at(text_, amp);
            if (const auto decoded = entities_.find(name)) {
                out_ += *decoded;
                done_ += name.size() + 2;
                undeclared_ = true;
                return;
            }
        }
        out_ += '&';
        ++done_;
    }

    std::string_view text_;
    std::string out_;
    std::size_t done_ = 0;
    Entities entities_;
    bool forbidden_ = false;
    bool undeclared_ = false;
};

}  // namespace

std::optional<std::string_view> Entities::find(std::string_view name) {
    if (name.size() > kEntityNameMax) return std::nullopt;
    const auto [known, fresh] = known_.try_emplace(std::string{name});
    if (fresh) {
        const std::string written = fmt::format("&{};", name);
        std::string decoded = text::decode_entities(written);
        // In XML these come from XHTML 1.0's DTD, which means other characters than HTML5 does.
        if (name == "lang") decoded = "\u2329";
        if (name == "rang") decoded = "\u232A";
        if (decoded != written) known->second = text::escape_html(decoded);
    }
    if (!known->second) return std::nullopt;
    return std::string_view{*known->second};
}

bool is_xml_entity(std::string_view name) noexcept {
    return name == "amp" || name == "lt" || name == "gt" || name == "quot" || name == "apos";
}

std::string_view entity_name_at(std::string_view text, std::size_t at) noexcept {
    std::size_t end = at + 1;
    const std::size_t limit = std::min(text.size(), at + 2 + kEntityNameMax);
    while (end < limit && is_reference_char(text[end])) ++end;
    if (end == at + 1 || end >= text.size() || text[end] != ';') return {};
    return text.substr(at + 1, end - at - 1);
}

bool is_numeric_reference(std::string_view text, std::size_t at) noexcept {
    return reference_at(text, at).has_value();
}

std::optional<std::string> repair_references(std::string_view text,
                                             std::vector<std::string>& problems) {
    if (!has_wrong_reference(text)) return std::nullopt;
    ReferenceRepair repair{text};
    std::string repaired = repair.run();
    repair.report(problems);
    return repaired;
}

}  // namespace ainews::feeds
