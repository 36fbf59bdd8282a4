#include "feeds/xml_repair.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/ascii.h"
#include "feeds/names.h"
#include "feeds/xml_references.h"

namespace ainews::feeds {

namespace {

constexpr std::size_t kDepthMax = 256;
bool is_name_start(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (static_cast<unsigned char>(c) & 0x80U) != 0;
}
bool is_name_char(char c) noexcept {
    return is_name_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':';
}
bool is_space(char c) noexcept { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

/// Appends `text` with every '&' made part of a reference that XML knows.
void append_text(std::string& out, std::string_view text, Entities& entities, bool& repaired) {
    std::size_t done = 0;
    for (auto amp = text.find('&'); amp != std::string_view::npos; amp = text.find('&', done)) {
        out.append(text, done, amp - done);
        done = amp + 1;
        if (amp + 1 < text.size() && text[amp + 1] == '#' && is_numeric_reference(text, amp)) {
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

std::string repair_xml(std::string_view text, std::vector<std::string>& problems) {
    return Repair{text}.run(problems);
}

}  // namespace ainews::feeds
