#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/editions.h"
#include "core/site_index.h"
#include "site/list_renderer.h"
#include "site/page.h"

namespace ainews::site {

/// Name of a dirty edition page: "edition/daily/2026-05-01".
[[nodiscard]] std::string edition_page_name(EditionKind kind, std::string_view name);
/// daily/2026-05-01/
[[nodiscard]] std::string edition_path(EditionKind kind, std::string_view name);
/// AI日報 2026年5月1日
[[nodiscard]] std::string edition_title(EditionKind kind, std::string_view name);

/// A 訂正 of a paper, for the list of all.
struct PaperCorrection {
    std::string path;
    std::string title;
    EditionCorrection correction;
};

/// Renders 日報, Hacker日報 and 週報: each cites items by their cards, with links put in here, so a
/// text can only ever lead to an item it is known to rest on. A held item changes no text: its
/// number stays, without a link, until it is released or withdrawn.
class EditionPages {
public:
    EditionPages(PageRenderer& pages, const EditionReader& editions, const SiteIndex& index)
        : pages_{pages}, editions_{editions}, index_{index} {}

    /// The page that `edition_page_name` names; nothing where it is no such name or there is no
    /// such edition.
    void render(std::string_view page_name, const PutFile& put);
    /// /daily/, /hacker/ and /weekly/ with their Atom feeds; what they told readers of changes.
    std::vector<PaperCorrection> archives(const PutFile& put);

private:
    std::string page_of(const Edition& edition);
    std::string archive(EditionKind kind, const std::vector<Edition>& editions);
    /// The numbers of what an edition cites, by item, from 1 in its own order.
    using Numbers = std::map<ItemId, std::int64_t>;
    struct References {
        View lists = View::list();  ///< what is cited, then the rest; none of them is empty
        std::int64_t shown = 0;     ///< items that readers may see
    };
    [[nodiscard]] References references(const Edition& edition, const Numbers& numbers,
                                        const std::string& root) const;
    /// nullopt for an item that is held: readers see nothing of it.
    [[nodiscard]] std::optional<View> reference(const Edition& edition, const EditionItem& item,
                                                const std::string& root) const;

    PageRenderer& pages_;
    const EditionReader& editions_;
    const SiteIndex& index_;
};

}  // namespace ainews::site
