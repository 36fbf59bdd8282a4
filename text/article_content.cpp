#include "text/article_content.h"

#include <algorithm>

#include "text/article_boilerplate.h"

namespace ainews::text {
namespace {

/// Less text than this is no article: look again with looser rules. Visible characters.
constexpr std::uint32_t kArticleMin = 250;
/// The article's container holds at least this much of the page's prose.
constexpr double kNamedBodyShareMin = 0.25;
constexpr double kArticleShareMin = 0.3;
constexpr double kInnermostShareMin = 0.85;
constexpr double kDominantShareMin = 0.7;

/// The element named as the article's body (or the <article> itself) that holds the most prose; the
/// innermost of those that hold about as much.
NodeId named_part(const Dom& dom, const PageFacts& facts, const NodeSet& dropped, NodeId from, bool whole) {
    NodeId best = kNoNode;
    for (NodeId id = from; id < dom[from].end;) {
        if (dropped[id]) {
            id = dom[id].end;
            continue;
        }
        const bool named = whole ? dom[id].tag == Tag::Article || dom[id].tag == Tag::Main
                                 : (facts[id].hints & kHintBody) != 0;
        if (named && facts[id].prose > 0) {
            const bool inside = best != kNoNode && id < dom[best].end;
            if (best == kNoNode || facts[id].prose > facts[best].prose ||
                (inside && facts[id].prose >= facts[best].prose * kInnermostShareMin))
                best = id;
        }
        ++id;
    }
    return best;
}

/// Goes down from `from` while one child holds nearly all of the prose.
NodeId dominant(const Dom& dom, const PageFacts& facts, const NodeSet& dropped, NodeId from) {
    for (NodeId here = from;;) {
        NodeId best = kNoNode;
        for (NodeId child = here + 1; child < dom[here].end; child = dom[child].end)
            if (!dropped[child] && !dom[child].is_text && (best == kNoNode || facts[child].prose > facts[best].prose)) best = child;
        if (best == kNoNode || facts[best].prose < facts[here].prose * kDominantShareMin || dom[best].tag == Tag::P || facts[best].prose == 0) return here;
        here = best;
    }
}

std::uint32_t kept_text(const Dom& dom, const PageFacts& facts, const Content& content) {
    std::uint32_t kept = facts[content.root].text;
    for (NodeId id = content.root + 1; id < dom[content.root].end;) {
        if (content.dropped[id]) kept -= facts[id].text;
        id = content.dropped[id] ? dom[id].end : id + 1;
    }
    return kept;
}

NodeId choose_root(const Dom& dom, const PageFacts& facts, const NodeSet& dropped) {
    const double all = facts[dom.body()].prose;
    const NodeId article = named_part(dom, facts, dropped, dom.body(), true);
    const NodeId from = article != kNoNode && facts[article].prose >= all * kArticleShareMin ? article : dom.body();
    const NodeId named = named_part(dom, facts, dropped, from, false);
    if (named != kNoNode && facts[named].prose >= all * kNamedBodyShareMin) return named;
    return dominant(dom, facts, dropped, from);
}

Content attempt(const Dom& dom, const PageFacts& facts, std::string_view title, Strictness strictness) {
    Content content;
    content.dropped = mark_boilerplate(dom, facts, strictness);
    const PageFacts rest = facts_without(dom, facts, content.dropped);
    content.root = choose_root(dom, rest, content.dropped);
    if (strictness != Strictness::Everything) mark_clutter(dom, rest, content.root, title, content.dropped);
    content.text = kept_text(dom, facts, content);
    return content;
}

}  // namespace

Content find_content(const Dom& dom, const PageFacts& facts, std::string_view title) {
    Content best;
    for (const Strictness strictness : {Strictness::Strict, Strictness::Lenient, Strictness::Everything}) {
        Content content = attempt(dom, facts, title, strictness);
        if (content.text >= kArticleMin) return content;
        if (best.dropped.empty() || content.text > best.text * 2) best = std::move(content);
    }
    return best;
}

}  // namespace ainews::text
