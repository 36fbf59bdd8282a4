#include "text/html_attribute.h"

#include <array>
#include <cstddef>

#include "core/ascii.h"

namespace ainews::text {
namespace {

struct Entry {
    std::string_view name;
    Attr attr;
};

/// The first entry of an attribute is its canonical name.
constexpr auto kAttributes = std::to_array<Entry>({
    {"alt", Attr::Alt},
    {"aria-hidden", Attr::AriaHidden},
    {"class", Attr::Class},
    {"content", Attr::Content},
    {"data-src", Attr::DataSrc},
    {"data-original", Attr::DataSrc},
    {"data-lazy-src", Attr::DataSrc},
    {"datetime", Attr::Datetime},
    {"hidden", Attr::Hidden},
    {"href", Attr::Href},
    {"http-equiv", Attr::HttpEquiv},
    {"id", Attr::Id},
    {"itemprop", Attr::Itemprop},
    {"itemscope", Attr::Itemscope},
    {"itemtype", Attr::Itemtype},
    {"lang", Attr::Lang},
    {"name", Attr::Name},
    {"property", Attr::Property},
    {"rel", Attr::Rel},
    {"role", Attr::Role},
    {"src", Attr::Src},
    {"srcset", Attr::Srcset},
    {"style", Attr::Style},
    {"title", Attr::Title},
    {"type", Attr::Type},
});

bool same_name(std::string_view written, std::string_view lower_case) noexcept {
    if (written.size() != lower_case.size() || to_lower(written.front()) != lower_case.front())
        return false;
    for (std::size_t i = 1; i < written.size(); ++i)
        if (to_lower(written[i]) != lower_case[i]) return false;
    return true;
}

}  // namespace

Attr attr_from_name(std::string_view name) noexcept {
    if (name.size() < 2) return Attr::Other;
    for (const Entry& entry : kAttributes)
        if (same_name(name, entry.name)) return entry.attr;
    return Attr::Other;
}

std::string_view attr_name(Attr attr) noexcept {
    for (const Entry& entry : kAttributes)
        if (entry.attr == attr) return entry.name;
    return {};
}

}  // namespace ainews::text
