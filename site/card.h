#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/item.h"
#include "core/rights.h"
#include "site/item_results.h"

namespace ainews::site {

struct SiteOptions;

/// Where an item stands on its way to the reader.
enum class Progress {
    Done,        ///< has its Japanese title
    Waiting,     ///< 未翻訳
    Extractive,  ///< 抽出: sentences of the original
    Failed,      ///< 翻訳できず
};

struct CardTag {
    std::string name;
    std::string path;  ///< of the tag's page; empty: it has none
    bool operator==(const CardTag&) const = default;
};

/// Another item that reports the same event.
struct CardMember {
    ItemId item = 0;
    std::string source;
    std::string outside;  ///< for an item without a page of its own: the original's address
    bool operator==(const CardMember&) const = default;
};

/// What lists, feeds and other articles show of an item, already within its rights. It is kept in
/// the site's index, so that a list is rendered without reading its items.
struct Card {
    ItemId id = 0;
    std::string url;  ///< of the original; empty: it has no sound one
    std::string source;
    std::string title;
    std::string title_lang;  ///< empty: Japanese
    std::string tldr;
    std::string tldr_lang;  ///< empty: Japanese
    std::string language;   ///< of the original
    TimePoint when;         ///< published, or first seen
    int minutes = 0;
    int stars = 0;  ///< 0: not rated
    int total = 0;
    Progress progress = Progress::Waiting;
    Rights rights = Rights::Link;
    bool untranslated = false;  ///< summarized, but no translation passed the checks
    bool outside = false;       ///< a follower without a page: leads to the original
    bool pinned = false;
    std::string points;  ///< 412点・コメント187件
    std::vector<CardTag> tags;
    std::optional<StoryId> story = std::nullopt;
    std::vector<CardMember> members;  ///< of its story, without itself
    std::optional<TimePoint> corrected = std::nullopt;
};

/// The language that needs no translation.
inline constexpr std::string_view kJapanese = "ja";

/// True where the item has a page of its own: not a duplicate, filtered or too old, and published
/// or withdrawn.
[[nodiscard]] bool has_page(const Item& item);
/// True where lists and feeds show it.
[[nodiscard]] bool is_listed(const Item& item);
/// True for a near-duplicate that only its story's page names.
[[nodiscard]] bool is_follower(const Item& item);

/// Published, or first seen where it claims no time or one that lies ahead.
[[nodiscard]] TimePoint shown_time(const Item& item);
/// How far the item has come.
[[nodiscard]] Progress progress_of(const Item& item, const ItemResults& results);
/// What became of the translation of its text.
enum class TranslationState {
    Done,
    Open,       ///< it is still to come
    Failed,     ///< none passed the checks
    NotNeeded,  ///< a Japanese text, or one that is not to be translated
};
[[nodiscard]] TranslationState translation_of(const Item& item, const ItemResults& results);
/// When it was done, for an item that is complete enough for a feed: a Japanese title, and no work
/// under way. nullopt else.
[[nodiscard]] std::optional<TimePoint> completion_of(const Item& item, const ItemResults& results);

/// Without tags' paths, story and members, which the caller knows.
[[nodiscard]] Card card_of(const Item& item, const ItemResults& results, Rights rights,
                           const ScoreWeights& weights);

[[nodiscard]] std::string to_json_text(const Card& card);
/// nullopt for what another version of ours wrote.
[[nodiscard]] std::optional<Card> card_from_json(std::string_view json);

}  // namespace ainews::site
