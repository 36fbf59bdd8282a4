#include "core/editions.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace ainews {
namespace {

constexpr std::array<std::pair<EditionKind, std::string_view>, 3> kEditionNames{
    {{EditionKind::Daily, "daily"},
     {EditionKind::Hacker, "hacker"},
     {EditionKind::Weekly, "weekly"}}};

/// 0 to 99 where only digits stand there.
std::optional<int> two_digits(std::string_view text, std::size_t at) {
    if (at + 2 > text.size()) return std::nullopt;
    const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
    if (!digit(at) || !digit(at + 1)) return std::nullopt;
    return (text[at] - '0') * 10 + (text[at + 1] - '0');
}

}  // namespace

std::string_view to_string(EditionKind kind) noexcept {
    for (const auto& [one, name] : kEditionNames)
        if (one == kind) return name;
    return {};
}

std::string_view paper_name(EditionKind kind) noexcept {
    switch (kind) {
        case EditionKind::Daily:
            return "AI日報";
        case EditionKind::Hacker:
            return "Hacker日報";
        case EditionKind::Weekly:
            return "週報";
    }
    return {};
}

std::string edition_date(std::string_view name) {
    const std::string_view year = name.substr(0, 4);
    if (const auto week = two_digits(name, 6);
        week && name.size() == 8 && name.substr(4, 2) == "-W")
        return fmt::format("{}年第{}週", year, *week);
    const auto month = two_digits(name, 5);
    const auto day = two_digits(name, 8);
    if (month && day && name.size() == 10) return fmt::format("{}年{}月{}日", year, *month, *day);
    return std::string{name};
}

std::string plain_headline(EditionKind kind, std::string_view name) {
    return fmt::format("{}の{}", edition_date(name), paper_name(kind));
}

std::optional<EditionKind> edition_kind_from(std::string_view text) noexcept {
    for (const auto& [one, name] : kEditionNames)
        if (name == text) return one;
    return std::nullopt;
}

}  // namespace ainews
