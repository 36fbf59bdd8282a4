#include "config/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "config/rules.h"
#include "core/calendar.h"
#include "core/nearest_name.h"

namespace ainews::config {
namespace {

template <typename T>
using Parsed = tl::expected<T, std::string>;

tl::unexpected<std::string> wrong_type(std::string_view wanted, const toml::node& node) {
    std::string_view got = "something else";
    switch (node.type()) {
        case toml::node_type::table:
            got = "a table";
            break;
        case toml::node_type::array:
            got = "a list";
            break;
        case toml::node_type::string:
            got = "a string";
            break;
        case toml::node_type::integer:
            got = "an integer";
            break;
        case toml::node_type::floating_point:
            got = "a number";
            break;
        case toml::node_type::boolean:
            got = "true or false";
            break;
        default:
            got = "a date or time";
            break;
    }
    return tl::unexpected{fmt::format("must be {}, not {}", wanted, got)};
}

/// What the value is checked against; the same for every structure's fields.
struct Limits {
    Rule rule;
    std::string_view choices;
    double min;
    double max;
};

std::string shown(double value) { return fmt::format("{}", value); }

std::string shown_seconds(double seconds) {
    if (seconds >= 86400 && std::fmod(seconds, 86400) == 0)
        return fmt::format("{}d", seconds / 86400);
    if (seconds >= 3600 && std::fmod(seconds, 3600) == 0) return fmt::format("{}h", seconds / 3600);
    if (seconds >= 60 && std::fmod(seconds, 60) == 0) return fmt::format("{}m", seconds / 60);
    return fmt::format("{}s", seconds);
}

template <typename Show>
std::optional<std::string> out_of_range(double value, const Limits& limits, Show show) {
    if (value >= limits.min && value <= limits.max) return std::nullopt;
    if (limits.max > 1e300) return fmt::format("must be at least {}", show(limits.min));
    return fmt::format("must be between {} and {}", show(limits.min), show(limits.max));
}

Parsed<std::string> string_of(const toml::node& node, const Limits& limits) {
    const auto value = node.value_exact<std::string>();
    if (!value) return wrong_type("a string", node);
    if (auto why = violation(limits.rule, limits.choices, *value))
        return tl::unexpected{*std::move(why)};
    if (limits.rule == Rule::DirectoryUrl && !value->ends_with('/')) return *value + "/";
    return *value;
}

Parsed<double> number_of(const toml::node& node, const Limits& limits) {
    if (!node.is_number()) return wrong_type("a number", node);
    const double value = node.value<double>().value_or(std::nan(""));
    if (!std::isfinite(value)) return tl::unexpected{std::string{"must be a finite number"}};
    if (auto why = out_of_range(value, limits, shown)) return tl::unexpected{*std::move(why)};
    return value;
}

Parsed<std::int64_t> integer_of(const toml::node& node, const Limits& limits) {
    const auto value = node.value_exact<std::int64_t>();
    if (!value) return wrong_type("an integer", node);
    if (auto why = out_of_range(static_cast<double>(*value), limits, shown))
        return tl::unexpected{*std::move(why)};
    return *value;
}

Parsed<Millis> duration_of(const toml::node& node, const Limits& limits) {
    const auto text = node.value_exact<std::string>();
    if (!text) return wrong_type("a duration such as \"1h30m\"", node);
    const auto value = parse_duration(*text);
    if (!value)
        return tl::unexpected{
            std::string{"must be a duration such as \"30s\", \"1h30m\" or \"7d\""}};
    const double seconds = static_cast<double>(value->count()) / 1000;
    if (auto why = out_of_range(seconds, limits, shown_seconds))
        return tl::unexpected{*std::move(why)};
    return *value;
}

Parsed<ByteSize> size_of(const toml::node& node, const Limits& limits) {
    std::optional<ByteSize> size;
    if (const auto bytes = node.value_exact<std::int64_t>()) size = ByteSize{*bytes};
    if (const auto text = node.value_exact<std::string>()) size = parse_size(*text);
    if (!size && !node.is_string()) return wrong_type("a size such as \"16M\"", node);
    if (!size)
        return tl::unexpected{std::string{"must be a size such as \"512K\", \"16M\" or \"1G\""}};
    const auto show = [](double bytes) { return fmt::format("{}K", bytes / 1024); };
    if (auto why = out_of_range(static_cast<double>(size->bytes), limits, show))
        return tl::unexpected{*std::move(why)};
    return *size;
}

Parsed<std::vector<std::string>> list_of(const toml::node& node, const Limits& limits) {
    const toml::array* array = node.as_array();
    // One name needs no brackets where the contract shows it without: llm = "main".
    if (array == nullptr && limits.rule == Rule::NotEmpty && node.is_string()) {
        auto single = string_of(node, limits);
        if (!single) return tl::unexpected{single.error()};
        return std::vector<std::string>{*std::move(single)};
    }
    if (array == nullptr) return wrong_type("a list of strings", node);
    std::vector<std::string> out;
    for (const toml::node& element : *array) {
        auto value = string_of(element, limits);
        if (!value) return tl::unexpected{"each element " + value.error()};
        out.push_back(*std::move(value));
    }
    return out;
}

template <typename Enum, typename From>
Parsed<Enum> enum_of(const toml::node& node, From from, std::string_view names) {
    const auto text = node.value_exact<std::string>();
    if (!text) return wrong_type("a string", node);
    if (const auto value = from(*text)) return *value;
    return tl::unexpected{*violation(Rule::Choice, names, *text)};
}

/// Puts the node's value into `target`, or says what is wrong with it.
template <typename T>
std::optional<std::string> assign(T& target, const toml::node& node, const Limits& limits,
                                  const Reader& reader) {
    const auto take = [&target](auto parsed) -> std::optional<std::string> {
        if (!parsed) return std::move(parsed.error());
        target = static_cast<T>(*std::move(parsed));
        return std::nullopt;
    };
    if constexpr (std::is_same_v<T, bool>) {
        const auto value = node.value_exact<bool>();
        if (!value) return wrong_type("true or false", node).value();
        target = *value;
        return std::nullopt;
    } else if constexpr (std::is_same_v<T, int> || std::is_same_v<T, std::optional<std::int64_t>>) {
        return take(integer_of(node, limits));
    } else if constexpr (std::is_same_v<T, double> || std::is_same_v<T, std::optional<double>>) {
        return take(number_of(node, limits));
    } else if constexpr (std::is_same_v<T, Millis> || std::is_same_v<T, std::optional<Millis>>) {
        return take(duration_of(node, limits));
    } else if constexpr (std::is_same_v<T, ByteSize>) {
        return take(size_of(node, limits));
    } else if constexpr (std::is_same_v<T, std::string>) {
        return take(string_of(node, limits));
    } else if constexpr (std::is_same_v<T, Path>) {
        auto text = string_of(node, limits);
        if (!text) return std::move(text.error());
        target = reader.resolved(*text);
        return std::nullopt;
    } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
        return take(list_of(node, limits));
    } else if constexpr (std::is_same_v<T, Rights> || std::is_same_v<T, std::optional<Rights>>) {
        return take(enum_of<Rights>(node, rights_from, "full summary link"));
    } else if constexpr (std::is_same_v<T, SourceKind>) {
        return take(enum_of<SourceKind>(node, source_kind_from,
                                        "news blog research community video tools"));
    } else {
        static_assert(std::is_same_v<T, TextMode>);
        return take(enum_of<TextMode>(node, text_mode_from, "auto feed page"));
    }
}

std::string unknown_key(std::string_view name, const std::vector<std::string_view>& known) {
    if (name == "api_key" || name == "key" || name == "token" || name == "password" ||
        name == "secret")
        return "secrets never stand in the configuration: use api_key_file or api_key_env";
    const std::string_view meant = nearest_name(name, known);
    return meant.empty() ? std::string{"unknown key"}
                         : fmt::format("unknown key; did you mean \"{}\"?", meant);
}

}  // namespace

std::string key_of(const toml::key& key) { return std::string{key.str()}; }

std::string joined(std::string_view prefix, std::string_view name) {
    return prefix.empty() ? std::string{name} : fmt::format("{}.{}", prefix, name);
}

void Reader::error(int line, std::string key, std::string message) {
    errors_.push_back({file_, line, std::move(key), std::move(message)});
}

void Reader::mark(const std::string& key, const toml::node& node) {
    lines_[key] = static_cast<int>(node.source().begin.line);
}

int Reader::line_of(const std::string& key) const {
    for (std::string_view part = key;;) {
        if (const auto found = lines_.find(std::string{part}); found != lines_.end())
            return found->second;
        const auto dot = part.rfind('.');
        if (dot == std::string_view::npos) return 0;
        part = part.substr(0, dot);
    }
}

void Reader::error_at(const std::string& key, std::string message) {
    error(line_of(key), key, std::move(message));
}

Path Reader::resolved(const std::string& path) const {
    if (path.empty()) return {};
    return (directory_ / path).lexically_normal();
}

const toml::table* Reader::table(const toml::table& parent, std::string_view name,
                                 std::string_view key) {
    const toml::node* node = parent.get(name);
    if (node == nullptr) return nullptr;
    mark(std::string{key}, *node);
    if (!node->is_table()) error_at(std::string{key}, fmt::format("must be a table: [{}]", key));
    return node->as_table();
}

std::vector<const toml::table*> Reader::tables(const toml::table& parent, std::string_view name,
                                               std::string_view key) {
    std::vector<const toml::table*> out;
    const toml::node* node = parent.get(name);
    if (node == nullptr) return out;
    mark(std::string{key}, *node);
    const toml::array* array = node->as_array();
    const bool only_tables =
        array != nullptr &&
        std::ranges::all_of(*array, [](const toml::node& element) { return element.is_table(); });
    if (!only_tables) {
        error_at(std::string{key}, fmt::format("must be tables: [[{}]]", key));
        return out;
    }
    for (const toml::node& element : *array) {
        mark(fmt::format("{}[{}]", key, out.size() + 1), element);
        out.push_back(element.as_table());
    }
    return out;
}

void Reader::refuse_unknown(const toml::table& table, const std::vector<std::string_view>& known,
                            std::string_view prefix) {
    for (const auto& [key, node] : table) {
        if (std::ranges::find(known, key.str()) != known.end()) continue;
        error(static_cast<int>(key.source().begin.line), joined(prefix, key.str()),
              unknown_key(key.str(), known));
    }
}

template <typename S>
void Reader::read(const toml::table& table, S& target, Fields<S> fields, std::string_view prefix,
                  std::initializer_list<std::string_view> also) {
    std::vector<std::string_view> known{also};
    for (const Field<S>& field : fields) known.push_back(field.name);
    refuse_unknown(table, known, prefix);
    for (const Field<S>& field : fields) {
        const std::string key = joined(prefix, field.name);
        const toml::node* node = table.get(field.name);
        if (node == nullptr) {
            if (field.required) error_at(key, "is missing");
            continue;
        }
        mark(key, *node);
        const auto wrong = std::visit(
            [&](auto member) {
                const Limits limits{field.rule, field.choices, field.min, field.max};
                return assign(target.*member, *node, limits, *this);
            },
            field.member);
        if (wrong) error_at(key, *wrong);
    }
}

template void Reader::read(const toml::table&, DaemonConfig&, Fields<DaemonConfig>,
                           std::string_view, std::initializer_list<std::string_view>);
template void Reader::read(const toml::table&, FetchConfig&, Fields<FetchConfig>, std::string_view,
                           std::initializer_list<std::string_view>);
template void Reader::read(const toml::table&, StoreConfig&, Fields<StoreConfig>, std::string_view,
                           std::initializer_list<std::string_view>);
template void Reader::read(const toml::table&, LlmConfig&, Fields<LlmConfig>, std::string_view,
                           std::initializer_list<std::string_view>);
template void Reader::read(const toml::table&, PriceConfig&, Fields<PriceConfig>, std::string_view,
                           std::initializer_list<std::string_view>);
template void Reader::read(const toml::table&, BudgetConfig&, Fields<BudgetConfig>,
                           std::string_view, std::initializer_list<std::string_view>);
template void Reader::read(const toml::table&, StageConfig&, Fields<StageConfig>, std::string_view,
                           std::initializer_list<std::string_view>);
template void Reader::read(const toml::table&, ScoreConfig&, Fields<ScoreConfig>, std::string_view,
                           std::initializer_list<std::string_view>);
template void Reader::read(const toml::table&, SiteConfig&, Fields<SiteConfig>, std::string_view,
                           std::initializer_list<std::string_view>);
template void Reader::read(const toml::table&, ServerConfig&, Fields<ServerConfig>,
                           std::string_view, std::initializer_list<std::string_view>);
template void Reader::read(const toml::table&, NotifyConfig&, Fields<NotifyConfig>,
                           std::string_view, std::initializer_list<std::string_view>);
template void Reader::read(const toml::table&, WebhookConfig&, Fields<WebhookConfig>,
                           std::string_view, std::initializer_list<std::string_view>);
template void Reader::read(const toml::table&, LogConfig&, Fields<LogConfig>, std::string_view,
                           std::initializer_list<std::string_view>);
template void Reader::read(const toml::table&, Source&, Fields<Source>, std::string_view,
                           std::initializer_list<std::string_view>);

}  // namespace ainews::config
