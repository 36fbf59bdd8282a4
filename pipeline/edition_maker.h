#pragma once

#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "core/editions.h"
#include "core/item_store.h"
#include "pipeline/edition_calendar.h"
#include "pipeline/edition_items.h"
#include "pipeline/llm_stage.h"

namespace ainews::pipeline {

/// An edition may be made anew for so long after it was first made; then it is frozen.
inline constexpr Millis kEditionOpen = std::chrono::minutes{30};
/// A daily that was not made within this time is not made any more; a weekly within two of them.
inline constexpr int kEditionsCaughtUp = 7;
/// A list made because no model answered is replaced by what one writes within this time.
inline constexpr Millis kEditionListKept = std::chrono::hours{48};

/// One that was stored.
struct EditionMade {
    EditionKind kind = EditionKind::Daily;
    std::string name;
    std::size_t items = 0;
    std::size_t sections = 0;
    bool deterministic = false;
    std::string why;  ///< of a deterministic one
    Provenance provenance;
};

/// Makes the papers (design §7): when they are due, once, from stored summaries; a list where no
/// model answers, replaced once when one does. Safe beside other processes and after a kill: the
/// store decides who makes one, and kept replies are not paid for again. Used by one thread.
class EditionMaker {
public:
    /// Everything referred to outlives it. `parts.client` is null where no model is configured.
    EditionMaker(const ItemReader& items, const EditionReader& editions, EditionDesk& desk,
                 LlmStageParts parts, EditionRules rules, EditionCalendar calendar);

    /// Makes what is due now. Cheap where nothing is. An edition that another process is making,
    /// or that the store refuses, is passed over.
    std::vector<EditionMade> tend(std::stop_token stop);

    /// Makes one edition now. NotFound: nothing belongs to it; BadInput: its time is not over;
    /// Conflict: frozen and not `force`, or another process is at it. With `force` no list takes
    /// the place of what a model wrote: the model's error is returned instead.
    [[nodiscard]] Expected<EditionMade> make(const EditionPeriod& period, bool force,
                                             std::stop_token stop);

    [[nodiscard]] const EditionCalendar& calendar() const noexcept { return calendar_; }

private:
    /// What an edition is to be made of.
    struct Material {
        std::vector<EditionCandidate> candidates;
        std::vector<DigestSource> sources;
        std::string hash;
    };
    enum class Need { Nothing, Make, Remake, Replace };
    using Key = std::pair<EditionKind, std::string>;

    [[nodiscard]] Need need_of(const EditionPeriod& period, const std::optional<Edition>& old,
                               TimePoint now) const;
    /// The oldest name that is made up for.
    [[nodiscard]] std::string first_of(EditionKind kind, TimePoint now, int caught_up) const;
    void tend_one(const EditionPeriod& period, std::vector<EditionMade>& made,
                  const std::stop_token& stop);
    [[nodiscard]] Material gather(const EditionPeriod& period) const;
    [[nodiscard]] Expected<Edition> compose(const EditionPeriod& period, const Material& material,
                                            const std::stop_token& stop) const;
    [[nodiscard]] Expected<EditionMade> write(const EditionPeriod& period, const Material& material,
                                              const std::optional<Edition>& old, bool force,
                                              const std::stop_token& stop);

    const ItemReader& items_;
    const EditionReader& editions_;
    EditionDesk& desk_;
    LlmStageParts parts_;
    EditionRules rules_;
    EditionCalendar calendar_;
    std::map<Key, SteadyTime> next_look_;  ///< nothing can have changed before
    std::map<Key, int> failures_;          ///< of replacing a list, in a row
};

}  // namespace ainews::pipeline
