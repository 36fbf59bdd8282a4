#include "pipeline/llm_json.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace ainews::pipeline {
namespace {

using nlohmann::json;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kSpace = " \t\r\n";
constexpr std::string_view kFence = "```";
constexpr std::size_t kViolationsMax = 8;
constexpr std::size_t kQuotedMax = 40;
constexpr double kCountMax = 100e6;

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

/// Walks JSON-like text and knows whether it is inside a string.
class StringTracker {
public:
    /// Takes the next character; true if it is outside of any string (its quotes are inside).
    bool outside(char c) noexcept {
        if (!in_string_) {
            in_string_ = c == '"';
            return !in_string_;
        }
        if (escaped_)
            escaped_ = false;
        else if (c == '\\')
            escaped_ = true;
        else if (c == '"')
            in_string_ = false;
        return false;
    }

private:
    bool in_string_ = false;
    bool escaped_ = false;
};

bool is_too_deep(std::string_view text) {
    StringTracker tracker;
    int depth = 0;
    for (const char c : text) {
        if (!tracker.outside(c)) continue;
        if ((c == '{' || c == '[') && ++depth > kJsonDepthMax) return true;
        if (c == '}' || c == ']') --depth;
    }
    return false;
}

std::string_view without_fence(std::string_view text) {
    if (!text.starts_with(kFence)) return text;
    const auto line_end = text.find('\n');
    if (line_end == std::string_view::npos) return text;
    text.remove_prefix(line_end + 1);
    const auto close = text.rfind(kFence);
    return trim(close == std::string_view::npos ? text : text.substr(0, close));
}

/// From the first brace to the one that closes it; empty where it is never closed.
std::string_view outer_object(std::string_view text) {
    const auto open = text.find('{');
    if (open == std::string_view::npos) return {};
    text.remove_prefix(open);
    StringTracker tracker;
    int depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!tracker.outside(text[i])) continue;
        if (text[i] == '{') ++depth;
        if (text[i] == '}' && --depth == 0) return text.substr(0, i + 1);
    }
    return {};
}

std::string without_trailing_commas(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    StringTracker tracker;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (tracker.outside(text[i]) && text[i] == ',') {
            const auto next = text.find_first_not_of(kSpace, i + 1);
            if (next != std::string_view::npos && (text[next] == '}' || text[next] == ']'))
                continue;
        }
        out.push_back(text[i]);
    }
    return out;
}

std::optional<json> parse_object(std::string_view text) {
    auto value = parse_json(text);
    if (!value || !value->is_object()) return std::nullopt;
    return value;
}

bool has_type(const json& value, std::string_view type) {
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "integer") return value.is_number_integer();
    if (type == "number") return value.is_number();
    if (type == "boolean") return value.is_boolean();
    return type == "null" && value.is_null();
}

std::string type_text(const json& type) {
    if (type.is_string()) return type.get<std::string>();
    return type.dump();
}

/// A value as it may stand in a finding: short, and never broken UTF-8.
std::string quoted(const json& value) {
    std::string text = value.dump(-1, ' ', true, json::error_handler_t::replace);
    if (text.size() > kQuotedMax) text = text.substr(0, kQuotedMax) + "…";
    return text;
}

class SchemaWalk {
public:
    std::vector<std::string> found;

    void check(const json& schema, const json& value, const std::string& path) {
        if (!schema.is_object() || found.size() >= kViolationsMax) return;
        if (const auto type = schema.find("type");
            type != schema.end() && !matches_type(*type, value))
            return add(path, fmt::format("must be {}", type_text(*type)));
        check_choice(schema, value, path);
        if (value.is_object()) check_object(schema, value, path);
        if (value.is_array()) check_array(schema, value, path);
    }

private:
    void add(const std::string& path, std::string what) {
        if (found.size() < kViolationsMax)
            found.push_back(fmt::format("{}: {}", path.empty() ? "answer" : path, what));
    }

    static bool matches_type(const json& type, const json& value) {
        if (type.is_string()) return has_type(value, type.get_ref<const std::string&>());
        if (!type.is_array()) return true;
        return std::ranges::any_of(type, [&](const json& one) {
            return one.is_string() && has_type(value, one.get_ref<const std::string&>());
        });
    }

    void check_choice(const json& schema, const json& value, const std::string& path) {
        if (const auto choices = schema.find("enum");
            choices != schema.end() && choices->is_array() &&
            std::ranges::find(*choices, value) == choices->end())
            add(path, fmt::format("{} is not one of the values allowed", quoted(value)));
        if (const auto only = schema.find("const"); only != schema.end() && *only != value)
            add(path, fmt::format("must be {}", quoted(*only)));
        const auto any = schema.find("anyOf");
        if (any == schema.end() || !any->is_array()) return;
        const bool fits = std::ranges::any_of(
            *any, [&](const json& one) { return schema_violations(one, value).empty(); });
        if (!fits) add(path, "fits none of the alternatives");
    }

    void check_object(const json& schema, const json& value, const std::string& path) {
        const json properties = schema.value("properties", json::object());
        if (const auto required = schema.find("required");
            required != schema.end() && required->is_array())
            for (const json& key : *required)
                if (key.is_string() && !value.contains(key.get_ref<const std::string&>()))
                    add(path, fmt::format("the key \"{}\" is missing",
                                          key.get_ref<const std::string&>()));
        const auto more = schema.find("additionalProperties");
        const bool closed = more != schema.end() && more->is_boolean() && !more->get<bool>();
        for (const auto& [key, member] : value.items()) {
            if (const auto known = properties.find(key); known != properties.end())
                check(*known, member, path.empty() ? key : path + "." + key);
            else if (closed)
                add(path, fmt::format("the key {} is not allowed", quoted(json(key))));
        }
    }

    void check_array(const json& schema, const json& value, const std::string& path) {
        const auto items = schema.find("items");
        if (items == schema.end()) return;
        for (std::size_t i = 0; i < value.size(); ++i)
            check(*items, value[i], fmt::format("{}[{}]", path, i));
    }
};

}  // namespace

const json* json_member(const json& object, std::string_view key) {
    if (!object.is_object()) return nullptr;
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::string json_string(const json& object, std::string_view key) {
    const json* value = json_member(object, key);
    return value != nullptr && value->is_string() ? value->get<std::string>() : std::string{};
}

std::optional<std::int64_t> json_count(const json& object, std::string_view key) {
    const json* value = json_member(object, key);
    if (value == nullptr || !value->is_number()) return std::nullopt;
    const auto number = value->get<double>();
    if (!(number >= 0 && number <= kCountMax)) return std::nullopt;
    return static_cast<std::int64_t>(number);
}

std::optional<json> parse_json(std::string_view text) {
    // The parser copes with any depth; what walks its result recursively would not.
    if (is_too_deep(text)) return std::nullopt;
    json value = json::parse(text, nullptr, false);
    if (value.is_discarded()) return std::nullopt;
    return value;
}

std::optional<json> find_json_object(std::string_view answer) {
    if (answer.starts_with(kByteOrderMark)) answer.remove_prefix(kByteOrderMark.size());
    const std::string_view bare = without_fence(trim(answer));
    if (auto value = parse_object(bare)) return value;
    if (auto value = parse_object(without_trailing_commas(bare))) return value;
    const std::string_view outer = outer_object(bare);
    if (outer.empty()) return std::nullopt;
    if (auto value = parse_object(outer)) return value;
    return parse_object(without_trailing_commas(outer));
}

std::vector<std::string> schema_violations(const json& schema, const json& value) {
    SchemaWalk walk;
    walk.check(schema, value, "");
    return std::move(walk.found);
}

}  // namespace ainews::pipeline
