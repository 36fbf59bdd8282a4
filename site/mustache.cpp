#include "site/mustache.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace ainews::site {
namespace {

constexpr std::string_view kBlanks = " \t\r\n\v\f";
constexpr std::size_t kPageBytesExpected = 24U << 10U;

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

/// What stands for a byte in HTML text and attributes; empty: itself.
constexpr std::array<std::string_view, 256> kEscapes = [] {
    std::array<std::string_view, 256> escapes{};
    escapes['&'] = "&amp;";
    escapes['<'] = "&lt;";
    escapes['>'] = "&gt;";
    escapes['"'] = "&quot;";
    escapes['\''] = "&apos;";
    return escapes;
}();

void append_escaped(std::string& out, std::string_view text) {
    std::size_t plain = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::string_view escape = kEscapes[static_cast<unsigned char>(text[at])];
        if (escape.empty()) continue;
        out.append(text, plain, at - plain);
        out.append(escape);
        plain = at + 1;
    }
    out.append(text, plain);
}

}  // namespace

/// Turns the source into parts; sections know where they end.
class MustacheParser {
public:
    MustacheParser(std::string_view source, std::vector<Mustache::Part>& parts)
        : source_{source}, parts_{parts} {}

    void parse() {
        for (std::size_t at = 0; at < source_.size();) {
            const std::size_t tag = std::min(source_.find(begin_, at), source_.size());
            add_text(source_.substr(at, tag - at));
            if (tag == source_.size()) break;
            at = parse_tag(tag);
        }
        if (!open_.empty())
            fault(fmt::format("unclosed section \"{}\"", open_.back().name), open_.back().at);
    }

private:
    using Part = Mustache::Part;
    using Kind = Mustache::Kind;
    struct Open {
        std::size_t part;
        std::size_t at;
        std::string_view name;
    };

    [[noreturn]] static void fault(std::string_view what, std::size_t at) {
        throw std::runtime_error{fmt::format("{} at {}", what, at)};
    }

    /// One part up to the first line end, one from there.
    void add_text(std::string_view text) {
        const std::size_t line_end = std::min(text.find_first_of("\r\n"), text.size());
        if (line_end > 0)
            parts_.push_back({.kind = Kind::Text, .text = std::string{text.substr(0, line_end)}});
        text.remove_prefix(line_end);
        if (text.empty()) return;
        parts_.push_back({.kind = Kind::Lines,
                          .text = std::string{text},
                          .line_end = text.starts_with("\r\n") ? std::size_t{2} : std::size_t{1},
                          .last_line = text.find_last_of("\r\n") + 1});
    }

    /// The place after the tag.
    std::size_t parse_tag(std::size_t tag) {
        std::size_t from = tag + begin_.size();
        const bool braces = begin_ == kBegin && source_.substr(from).starts_with('{');
        from += braces ? 1 : 0;
        const std::string closing = braces ? "}}}" : end_;
        const std::size_t to = source_.find(closing, from);
        if (to == std::string_view::npos) fault("unclosed tag", tag);
        const std::string_view inside = trimmed(source_.substr(from, to - from));
        if (braces)
            add_value(Kind::RawValue, inside);
        else
            add_tag(inside, tag);
        return to + closing.size();
    }

    void add_tag(std::string_view inside, std::size_t tag) {
        const char mark = inside.empty() ? '\0' : inside.front();
        const std::string_view name = inside.empty() ? inside : trimmed(inside.substr(1));
        switch (mark) {
            case '#':
                return open_section(Kind::Section, name, tag);
            case '^':
                return open_section(Kind::Inverted, name, tag);
            case '/':
                return close_section(name, tag);
            case '&':
                return add_value(Kind::RawValue, name);
            case '=':
                return set_delimiters(inside, tag);
            case '!':
                return;
            case '>':
                return fault(fmt::format("no part \"{}\"", name), tag);
            default:
                return add_value(Kind::Value, inside);
        }
    }

    void open_section(Kind kind, std::string_view name, std::size_t tag) {
        open_.push_back({parts_.size(), tag, name});
        add_value(kind, name);
    }

    void close_section(std::string_view name, std::size_t tag) {
        if (open_.empty()) fault(fmt::format("unopened section \"{}\"", name), tag);
        if (open_.back().name != name)
            fault(fmt::format("unclosed section \"{}\"", open_.back().name), open_.back().at);
        parts_[open_.back().part].end = parts_.size();
        open_.pop_back();
    }

    void add_value(Kind kind, std::string_view name) {
        Part part{.kind = kind};
        if (name != ".") {
            for (std::size_t at = 0; at <= name.size();) {
                const std::size_t end = std::min(name.find('.', at), name.size());
                part.names.emplace_back(name.substr(at, end - at));
                at = end + 1;
            }
        }
        parts_.push_back(std::move(part));
    }

    /// "=<% %>="
    void set_delimiters(std::string_view inside, std::size_t tag) {
        const bool closed = inside.size() >= 5 && inside.ends_with('=');
        const std::string_view pair =
            closed ? trimmed(inside.substr(1, inside.size() - 2)) : std::string_view{};
        const std::size_t blank = pair.find(' ');
        if (blank == std::string_view::npos) fault("no delimiters in the tag", tag);
        begin_ = pair.substr(0, blank);
        end_ = trimmed(pair.substr(blank));
        if ((begin_ + end_).find_first_of(" \t\r\n=") != std::string::npos)
            fault("delimiters with blanks or \"=\"", tag);
    }

    static constexpr std::string_view kBegin = "{{";
    std::string_view source_;
    std::vector<Part>& parts_;
    std::vector<Open> open_;
    std::string begin_{kBegin};
    std::string end_ = "}}";
};

/// One rendering: what is written, and the views in sight, the innermost last.
struct Mustache::State {
    std::string out;
    std::vector<const View*> views;
    std::size_t line = 0;      ///< where the line under way begins
    bool had_section = false;  ///< in it

    /// nullptr: nobody has it. A name with dots is looked for as a whole, level by level.
    [[nodiscard]] const View* find(const std::vector<ViewKey>& names) const {
        if (names.empty()) return views.back();
        for (auto view = views.rbegin(); view != views.rend(); ++view) {
            const View* found = *view;
            for (const ViewKey& name : names)
                if (found = found->get(name); found == nullptr) break;
            if (found != nullptr) return found;
        }
        return nullptr;
    }

    void end_line(const Part& part) {
        const bool blank = had_section && out.find_first_not_of(" \t", line) == std::string::npos;
        if (blank) out.resize(line);
        out.append(part.text, blank ? part.line_end : 0);
        line = out.size() - (part.text.size() - part.last_line);
        had_section = false;
    }
};

Mustache::Mustache(std::string_view source) : source_{source} {
    MustacheParser{source_, parts_}.parse();
}

std::string Mustache::render(const View& view) const {
    State state;
    state.out.reserve(kPageBytesExpected);
    state.views.push_back(&view);
    render_parts(state, 0, parts_.size());
    const bool blank =
        state.had_section && state.out.find_first_not_of(" \t", state.line) == std::string::npos;
    if (blank) state.out.resize(state.line);
    return std::move(state.out);
}

void Mustache::render_parts(State& state, std::size_t from, std::size_t to) const {
    for (std::size_t at = from; at < to; ++at) {
        const Part& part = parts_[at];
        switch (part.kind) {
            case Kind::Text:
                state.out.append(part.text);
                break;
            case Kind::Lines:
                state.end_line(part);
                break;
            case Kind::Value:
            case Kind::RawValue: {
                const View* view = state.find(part.names);
                const std::string* text = view == nullptr ? nullptr : view->text();
                if (text == nullptr) break;
                if (part.kind == Kind::Value)
                    append_escaped(state.out, *text);
                else
                    state.out.append(*text);
                break;
            }
            case Kind::Section:
            case Kind::Inverted:
                render_section(state, part, at + 1);
                at = part.end - 1;
                break;
        }
    }
}

void Mustache::render_section(State& state, const Part& part, std::size_t from) const {
    const View* view = state.find(part.names);
    const bool shown = view != nullptr && !view->is_false();
    if (shown == (part.kind == Kind::Inverted)) return;
    const auto once = [&](const View* inner) {
        state.had_section = true;
        if (inner != nullptr) state.views.push_back(inner);
        render_parts(state, from, part.end);
        if (inner != nullptr) state.views.pop_back();
        state.had_section = true;
    };
    if (part.kind == Kind::Inverted || view->rows() == nullptr) return once(view);
    for (const View& row : *view->rows()) once(&row);
}

}  // namespace ainews::site
