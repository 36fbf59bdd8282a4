#include "config/source_file.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <vector>

#include "core/duration_text.h"
#include "text/unicode.h"

namespace ainews::config {
namespace {

/// A basic string of TOML 1.0: everything that needs an escape has one.
std::string toml_string(std::string_view value) {
    std::string out = "\"";
    for (const char c : text::clean_utf8(value)) {
        if (c == '"' || c == '\\')
            out += std::string{'\\'} + c;
        else if (c == '\n')
            out += "\\n";
        else if (c == '\r')
            out += "\\r";
        else if (c == '\t')
            out += "\\t";
        else
            out += c;
    }
    return out + "\"";
}

std::string list_of(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words) out += (out.empty() ? "" : ", ") + toml_string(word);
    return "[" + out + "]";
}

/// A number that TOML reads as one with a fraction: "1" would be an integer.
std::string decimal(double value) {
    std::string text = fmt::format("{}", value);
    return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

/// The text in lines, each with its line end.
std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto length = end == std::string_view::npos ? text.size() : end + 1;
        lines.push_back(text.substr(0, length));
        text.remove_prefix(length);
    }
    return lines;
}

bool is_blank(std::string_view line) {
    return line.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

bool is_comment(std::string_view line) {
    const auto first = line.find_first_not_of(" \t");
    return first != std::string_view::npos && line[first] == '#';
}

/// Lines, 0-based, from `begin` up to `end`.
struct Lines {
    std::size_t begin = 0;
    std::size_t end = 0;
};

std::size_t line_of(const toml::source_position& position) { return position.line - 1; }

/// Where the next table of the file begins behind `line`; `last` where there is none. Tables within
/// lists are tables of their own; those written inline have no line of theirs.
std::size_t next_table(const toml::table& table, std::size_t line, std::size_t last) {
    std::vector<const toml::table*> open{&table};
    while (!open.empty()) {
        const toml::table* one = open.back();
        open.pop_back();
        const std::size_t own = line_of(one->source().begin);
        if (one != &table && !one->is_inline() && own > line) last = std::min(last, own);
        for (const auto& [key, node] : *one) {
            if (const toml::table* inner = node.as_table()) open.push_back(inner);
            if (const toml::array* list = node.as_array())
                for (const toml::node& element : *list)
                    if (const toml::table* inner = element.as_table()) open.push_back(inner);
        }
    }
    return last;
}

/// The lines of a table with the comments that belong to it: those directly on its header, and
/// those directly under its last value unless they stand on the next table.
Lines lines_of_table(const std::vector<std::string_view>& lines, const toml::table& root,
                     const toml::table& table) {
    Lines own{line_of(table.source().begin), line_of(table.source().begin) + 1};
    for (const auto& [key, node] : table)
        own.end = std::max(own.end, line_of(node.source().end) + 1);
    std::size_t next = next_table(root, own.begin, lines.size());
    while (next > own.end && next < lines.size() && is_comment(lines[next - 1])) --next;
    while (own.end < next && is_comment(lines[own.end])) ++own.end;
    while (own.begin > 0 && is_comment(lines[own.begin - 1])) --own.begin;
    return own;
}

}  // namespace

std::string source_table(const Source& source) {
    const Source usual;
    std::string out = "[[source]]\n";
    const auto line = [&out](std::string_view key, std::string_view value) {
        out += fmt::format("{} = {}\n", key, value);
    };
    const auto list = [&](std::string_view key, const std::vector<std::string>& words) {
        if (!words.empty()) line(key, list_of(words));
    };
    line("name", toml_string(source.name));
    line("slug", toml_string(source.slug));
    line("url", toml_string(source.url));
    line("kind", toml_string(to_string(source.kind)));
    if (!source.language.empty()) line("language", toml_string(source.language));
    if (source.weight != usual.weight) line("weight", decimal(source.weight));
    if (source.rights) line("rights", toml_string(to_string(*source.rights)));
    if (!source.rights_basis.empty()) line("rights_basis", toml_string(source.rights_basis));
    list("rights_hosts", source.rights_hosts);
    if (source.interval) line("interval", toml_string(duration_text(*source.interval)));
    if (source.backlog != usual.backlog)
        line("backlog", toml_string(duration_text(source.backlog)));
    if (source.text != usual.text) line("text", toml_string(to_string(source.text)));
    list("include", source.include);
    list("exclude", source.exclude);
    list("hold_if", source.hold_if);
    if (source.newsletter) line("newsletter", "true");
    if (source.paused) line("paused", "true");
    return out;
}

std::string append_sources(std::string_view text, const std::vector<Source>& sources) {
    const auto newline = text.find('\n');
    const bool dos = newline != std::string_view::npos && newline > 0 && text[newline - 1] == '\r';
    std::string added;
    for (const Source& source : sources) added += "\n" + source_table(source);
    if (text.empty()) added.erase(0, 1);
    std::string out{text};
    if (!text.empty() && text.back() != '\n') out += dos ? "\r\n" : "\n";
    for (const char c : added) {
        if (c == '\n' && dos) out += '\r';
        out += c;
    }
    return out;
}

Expected<std::string> remove_source(std::string_view text, std::string_view slug) {
    toml::table root;
    try {
        root = toml::parse(text);
    } catch (const toml::parse_error& error) {
        return fail(ErrorKind::BadInput, std::string{error.description()});
    }
    const toml::array* sources = root["source"].as_array();
    const toml::table* found = nullptr;
    if (sources != nullptr)
        for (const toml::node& node : *sources)
            if (const toml::table* one = node.as_table();
                one != nullptr && (*one)["slug"].value_or(std::string_view{}) == slug)
                found = one;
    if (found == nullptr)
        return fail(ErrorKind::NotFound, fmt::format("there is no source \"{}\"", slug));
    if (found->is_inline())
        return fail(ErrorKind::BadInput,
                    "it is written inline, in source = [ … ]: take it out by hand");
    const auto lines = lines_of(text);
    Lines gone = lines_of_table(lines, root, *found);
    const bool set_off = gone.begin == 0 || is_blank(lines[gone.begin - 1]);
    if (set_off)
        while (gone.end < lines.size() && is_blank(lines[gone.end])) ++gone.end;
    if (gone.end == lines.size())
        while (gone.begin > 0 && is_blank(lines[gone.begin - 1])) --gone.begin;
    std::string out;
    for (std::size_t i = 0; i < lines.size(); ++i)
        if (i < gone.begin || i >= gone.end) out += lines[i];
    return out;
}

}  // namespace ainews::config
