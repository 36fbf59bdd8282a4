#include "config/reference.h"

#include <fmt/format.h>

#include <array>
#include <type_traits>

#include "config/field.h"

namespace ainews::config {
namespace {

constexpr std::string_view kNone = "—";

std::string shown_duration(Millis duration) {
    struct Unit {
        std::string_view name;
        std::int64_t millis;
    };
    constexpr auto kUnits =
        std::to_array<Unit>({{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1000}});
    for (const Unit& unit : kUnits)
        if (duration.count() != 0 && duration.count() % unit.millis == 0)
            return fmt::format("\"{}{}\"", duration.count() / unit.millis, unit.name);
    return duration.count() == 0 ? "\"0s\"" : fmt::format("\"{}ms\"", duration.count());
}

std::string size_text(ByteSize size) {
    const bool mebibytes = size.bytes % (1 << 20) == 0;
    return mebibytes ? fmt::format("\"{}M\"", size.bytes >> 20U) : fmt::format("{}", size.bytes);
}

template <typename T>
std::string type_name(const T&) {
    if constexpr (std::is_same_v<T, bool>)
        return "true or false";
    else if constexpr (std::is_same_v<T, int> || std::is_same_v<T, std::optional<std::int64_t>>)
        return "integer";
    else if constexpr (std::is_same_v<T, double> || std::is_same_v<T, std::optional<double>>)
        return "number";
    else if constexpr (std::is_same_v<T, Millis> || std::is_same_v<T, std::optional<Millis>>)
        return "duration";
    else if constexpr (std::is_same_v<T, ByteSize>)
        return "size";
    else if constexpr (std::is_same_v<T, Path>)
        return "path";
    else if constexpr (std::is_same_v<T, std::vector<std::string>>)
        return "list of strings";
    else
        return "string";
}

template <typename T>
std::string value_text(const T& value) {
    if constexpr (std::is_same_v<T, bool>)
        return value ? "true" : "false";
    else if constexpr (std::is_arithmetic_v<T>)
        return fmt::format("{}", value);
    else if constexpr (std::is_same_v<T, Millis>)
        return shown_duration(value);
    else if constexpr (std::is_same_v<T, ByteSize>)
        return size_text(value);
    else if constexpr (std::is_same_v<T, std::string>)
        return fmt::format("\"{}\"", value);
    else if constexpr (std::is_same_v<T, Path>)
        return value.empty() ? std::string{kNone} : fmt::format("\"{}\"", value.string());
    else if constexpr (std::is_same_v<T, std::vector<std::string>>)
        return value.empty() ? "[]" : fmt::format("[\"{}\"]", fmt::join(value, "\", \""));
    else if constexpr (std::is_enum_v<T>)
        return fmt::format("\"{}\"", to_string(value));
    else
        return value ? value_text(*value) : std::string{kNone};
}

template <typename S>
void add(std::vector<KeyReference>& out, std::string_view section, Fields<S> fields) {
    const S defaults{};
    for (const Field<S>& field : fields) {
        KeyReference key{
            std::string{section}, std::string{field.name}, {}, {}, std::string{field.help}};
        std::visit(
            [&](auto member) {
                key.type = type_name(defaults.*member);
                key.fallback = field.required ? "needed" : value_text(defaults.*member);
            },
            field.member);
        if (!field.choices.empty()) key.help += fmt::format(" One of `{}`.", field.choices);
        if (field.restart) key.help += " Needs a restart.";
        out.push_back(std::move(key));
    }
}

std::string heading(std::string_view section) {
    const bool repeated = section == "price" || section == "pipeline.stage" ||
                          section == "notify.webhook" || section == "source";
    return repeated ? fmt::format("[[{}]]", section) : fmt::format("[{}]", section);
}

}  // namespace

std::vector<KeyReference> key_reference() {
    std::vector<KeyReference> out;
    add(out, "daemon", daemon_fields());
    add(out, "fetch", fetch_fields());
    add(out, "store", store_fields());
    add(out, "llm.NAME", llm_fields());
    add(out, "price", price_fields());
    add(out, "budget", budget_fields());
    add(out, "pipeline.stage", stage_fields());
    add(out, "score", score_fields());
    add(out, "site", site_fields());
    add(out, "server", server_fields());
    add(out, "notify", notify_fields());
    add(out, "notify.webhook", webhook_fields());
    add(out, "log", log_fields());
    add(out, "source", source_fields());
    return out;
}

std::string reference_markdown() {
    std::string out;
    std::string section;
    for (const KeyReference& key : key_reference()) {
        if (key.section != section) {
            section = key.section;
            out += fmt::format(
                "\n### `{}`\n\n| key | type | default | meaning |\n| --- | --- | --- | --- |\n",
                heading(section));
        }
        const bool code = key.fallback != kNone && key.fallback != "needed";
        out += fmt::format("| `{}` | {} | {} | {} |\n", key.name, key.type,
                           code ? "`" + key.fallback + "`" : key.fallback, key.help);
    }
    return out;
}

}  // namespace ainews::config
