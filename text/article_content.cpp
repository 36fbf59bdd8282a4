#include "text/article_content.h"

#include <algorithm>

#include "text/article_boilerplate.h"

namespace ainews::text {
namespace {

/// Less text than this is no article: look again with looser rules. Visible characters.
constexpr std::uint32_t kArticleMin = 250;
/// The article's container holds at least this much of the page's prose.
constexpr double kNamedBodyShareMin = 0.4;
constexpr double kDominantShareMin = 0.7;

/// The element named as the article's body that holds the most prose.
NodeId named_body(const Dom& dom, const PageFacts& facts, const NodeSet& dropped, std::uint16_t hint) {
    NodeId best = kNoNode;
    for (NodeId id = dom.body(); id < dom.size();) {
        if (dropped[id]) {
            id = dom[id].end;
            continue;
        }
        const bool named = (facts[id].hints & hint) != 0 || ((hint & kHintArticle) != 0 && dom[id].tag == Tag::Article);
        if (named && (best == kNoNode || facts[id].prose > facts[best].prose)) best = id;
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

Content attempt(const Dom& dom, const PageFacts& facts, std::string_view title, Strictness strictness) {
    Content content;
    content.dropped = mark_boilerplate(dom, facts, strictness);
    const PageFacts rest = facts_without(dom, facts, content.dropped);
    const NodeId body = dom.body();
    const NodeId named = named_body(dom, rest, content.dropped, kHintBody);
    content.root = named != kNoNode && rest[named].prose >= rest[body].prose * kNamedBodyShareMin
                       ? named
                       : dominant(dom, rest, content.dropped, body);
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
