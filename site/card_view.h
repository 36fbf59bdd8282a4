#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "site/card.h"
#include "site/page.h"

namespace ainews::site {

/// What a list shows of a card, for a page whose links start with `root`. Sets every key that the
/// teaser template asks for. `clock_only`: the day stands above it already.
[[nodiscard]] View card_view(const Card& card, const SiteOptions& options, const std::string& root,
                             bool clock_only);
/// The name a reader knows the source by.
[[nodiscard]] std::string source_name(const SiteOptions& options, const std::string& slug);
/// The language of its name, for `lang`; empty: Japanese, or not known.
[[nodiscard]] std::string source_language(const SiteOptions& options, const std::string& slug);
/// `language`, unless the name has kana: it is a Japanese one then, whoever bears it.
[[nodiscard]] std::string name_language(std::string_view name, const std::string& language);
[[nodiscard]] std::optional<SourceKind> source_kind(const SiteOptions& options,
                                                    const std::string& slug);
/// Where a card's title leads: its article, or the original for one without a page.
[[nodiscard]] std::string card_href(const Card& card, const std::string& root);

}  // namespace ainews::site
