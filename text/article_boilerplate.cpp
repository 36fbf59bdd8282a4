#include "text/article_boilerplate.h"

#include <algorithm>

namespace ainews::text {
namespace {

/// What holds more of the page's prose than this is not dropped for its name.
constexpr double kNamedShareMax = 0.35;
/// Comments may well be longer than the article.
constexpr double kCommentsShareMax = 0.8;
/// Nor for its element, which says more.
constexpr double kElementShareMax = 0.5;
/// Less than this outside of a footer, and the footer is all there is; visible characters.
constexpr std::uint32_t kElsewhereMin = 60;
/// What is mostly a listing or a table of data; visible characters, and the share of the text.
constexpr std::uint32_t kFramedMin = 4;
constexpr double kFramedShareMin = 0.6;
/// Where this much is shown, nothing hidden is needed; visible characters.
constexpr std::uint32_t kShownProseMin = 300;
/// A doubtful name drops only what has no more prose than this, in visible characters.
constexpr std::uint32_t kDoubtfulProseMax = 0;

bool is_surrounding(Tag tag) noexcept {
    switch (tag) {
        case Tag::Nav:
        case Tag::Footer:
        case Tag::Aside:
        case Tag::Form:
        case Tag::Menu:
        case Tag::Dialog:
        case Tag::Fieldset:
        case Tag::Head:
            return true;
        default:
            return false;
    }
}

/// Prose outside of hidden parts, which often repeat the article for machines.
std::uint32_t shown_prose(const Dom& dom, const PageFacts& facts) {
    std::uint32_t prose = facts[dom.body()].prose;
    for (NodeId id = dom.body() + 1; id < dom.size();) {
        const bool hidden = (facts[id].hints & kHintHidden) != 0;
        if (hidden) prose -= facts[id].prose;
        id = hidden ? dom[id].end : id + 1;
    }
    return prose;
}

/// Decides, element by element, what surrounds the article.
class Boilerplate {
public:
    Boilerplate(const Dom& dom, const PageFacts& facts, Strictness strictness)
        : dom_{dom},
          facts_{facts},
          strictness_{strictness},
          page_{facts[dom.body()]},
          enough_is_shown_{shown_prose(dom, facts) >= kShownProseMin} {
        for (NodeId id = dom.body(); id < dom.size(); ++id) {
            const Tag tag = dom[id].tag;
            if (tag == Tag::H1 || tag == Tag::Article || tag == Tag::Main) landmarks_.push_back(id);
        }
    }
    [[nodiscard]] bool drops(NodeId id) const {
        if (is_laid_around(id)) return true;
        return strictness_ != Strictness::Everything &&
               (drops_for_element(id) || drops_for_name(id));
    }

private:
    [[nodiscard]] bool is_laid_around(NodeId id) const;
    [[nodiscard]] bool drops_for_element(NodeId id) const;
    [[nodiscard]] bool drops_for_name(NodeId id) const;
    [[nodiscard]] double share(NodeId id) const {
        return facts_[id].prose / std::max<double>(1.0, page_.prose);
    }
    [[nodiscard]] bool holds_landmark(NodeId id) const {
        const auto next = std::ranges::upper_bound(landmarks_, id);
        return next != landmarks_.end() && *next < dom_[id].end;
    }

    const Dom& dom_;
    const PageFacts& facts_;
    Strictness strictness_;
    const NodeFacts& page_;
    bool enough_is_shown_;
    std::vector<NodeId> landmarks_;  ///< what an article begins with, in document order
};

/// Navigation, footers, dialogs and banners are never the article while anything else is there.
/// Some pages forget to close their navigation, though: then it holds the title, and all else.
bool Boilerplate::is_laid_around(NodeId id) const {
    const Tag tag = dom_[id].tag;
    const bool by_element = tag == Tag::Nav || tag == Tag::Footer || tag == Tag::Dialog;
    if (!by_element && (facts_[id].hints & kHintConsent) == 0) return false;
    if (page_.plain() - facts_[id].plain() < kElsewhereMin) return false;
    if (!by_element && share(id) >= kCommentsShareMax) return false;
    return share(id) < kElementShareMax || !holds_landmark(id);
}

bool Boilerplate::drops_for_element(NodeId id) const {
    const Tag tag = dom_[id].tag;
    if (tag == Tag::Aside && (facts_[id].hints & kHintCallout) != 0) return false;
    return is_surrounding(tag) && share(id) < kElementShareMax;
}

bool Boilerplate::drops_for_name(NodeId id) const {
    const NodeFacts& here = facts_[id];
    const bool note = (here.hints & kHintCallout) != 0;  // may be shown when pointed at
    if ((here.hints & kHintHidden) != 0 && !note &&
        (enough_is_shown_ || share(id) < kNamedShareMax))
        return true;
    if ((here.hints & kHintComments) != 0 && share(id) < kCommentsShareMax) return true;
    // A toolbar or a widget around a listing or a table is there for their sake.
    if (here.framed >= kFramedMin && here.framed >= here.text * kFramedShareMin) return false;
    if ((here.hints & kHintBoilerplate) != 0 && share(id) < kNamedShareMax) return true;
    return strictness_ == Strictness::Strict && (here.hints & kHintDoubtful) != 0 &&
           here.prose <= kDoubtfulProseMax;
}

}  // namespace

NodeSet mark_boilerplate(const Dom& dom, const PageFacts& facts, Strictness strictness) {
    NodeSet dropped(dom.size(), false);
    const Boilerplate boilerplate{dom, facts, strictness};
    for (NodeId id = dom.body() + 1; id < dom.size();) {
        const bool drop = !dom[id].is_text && boilerplate.drops(id);
        dropped[id] = drop;
        id = drop ? dom[id].end : id + 1;
    }
    return dropped;
}

PageFacts facts_without(const Dom& dom, const PageFacts& facts, const NodeSet& dropped) {
    PageFacts out = facts;
    for (NodeId id = 1; id < dom.size();) {
        if (!dropped[id]) {
            ++id;
            continue;
        }
        for (NodeId up = dom[id].parent; up != kNoNode; up = dom[up].parent) {
            out[up].text -= facts[id].text;
            out[up].linked -= facts[id].linked;
            out[up].prose -= facts[id].prose;
            out[up].stops -= facts[id].stops;
            out[up].framed -= facts[id].framed;
        }
        id = dom[id].end;
    }
    return out;
}

}  // namespace ainews::text
