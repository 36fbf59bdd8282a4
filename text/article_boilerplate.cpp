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

}  // namespace

NodeSet mark_boilerplate(const Dom& dom, const PageFacts& facts, Strictness strictness) {
    NodeSet dropped(dom.size(), false);
    if (strictness == Strictness::Everything) return dropped;
    const double all = std::max<double>(1.0, facts[dom.body()].prose);
    const bool enough_is_shown = shown_prose(dom, facts) >= kShownProseMin;
    for (NodeId id = dom.body() + 1; id < dom.size();) {
        const DomNode& node = dom[id];
        const NodeFacts& here = facts[id];
        const double share = here.prose / all;
        bool drop = false;
        if (!node.is_text) {
            drop = is_surrounding(node.tag) && share < kElementShareMax;
            drop = drop ||
                   ((here.hints & (kHintBoilerplate | kHintHidden)) != 0 && share < kNamedShareMax);
            drop = drop || ((here.hints & kHintHidden) != 0 && enough_is_shown);
            drop = drop || ((here.hints & kHintComments) != 0 && share < kCommentsShareMax);
            if (strictness == Strictness::Strict)
                drop =
                    drop || ((here.hints & kHintDoubtful) != 0 && here.prose <= kDoubtfulProseMax);
        }
        dropped[id] = drop;
        id = drop ? node.end : id + 1;
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
        }
        id = dom[id].end;
    }
    return out;
}

}  // namespace ainews::text
