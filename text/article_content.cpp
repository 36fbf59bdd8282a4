#include "text/article_content.h"

#include <algorithm>

#include "text/article_boilerplate.h"
#include "text/article_metadata.h"

namespace ainews::text {
namespace {

/// Less text than this is no article: look again with looser rules. Visible characters.
constexpr std::uint32_t kArticleMin = 250;
/// The article's container holds at least this much of the page's prose.
constexpr double kNamedBodyShareMin = 0.25;
constexpr double kArticleShareMin = 0.3;
constexpr double kInnermostShareMin = 0.85;
constexpr double kDominantShareMin = 0.7;
constexpr double kPlainTextWeight = 0.3;
/// An <article> with the page's title and this much prose needs no further proof.
constexpr std::uint32_t kTitledProseMin = 200;

bool is_container(Tag tag) noexcept {
    switch (tag) {
        case Tag::P:
        case Tag::Pre:
        case Tag::Code:
        case Tag::Blockquote:
        case Tag::Ul:
        case Tag::Ol:
        case Tag::Li:
        case Tag::Dl:
        case Tag::Figure:
        case Tag::A:
        case Tag::Span:
            return false;
        default:
            return !is_heading(tag) && !is_formatting(tag);
    }
}

/// Looks for the subtree that is the article.
class Search {
public:
    Search(const Dom& dom, const PageFacts& facts, const NodeSet& dropped, NodeId title)
        : dom_{dom}, facts_{facts}, dropped_{dropped}, title_{title} {}

    [[nodiscard]] NodeId root() const {
        const double all = facts_[dom_.body()].prose;
        const NodeId whole = whole_article(all);
        const NodeId from = whole == kNoNode ? dom_.body() : whole;
        const NodeId body = named_body(from);
        if (body != kNoNode &&
            facts_[body].prose >=
                std::min<double>(all * kNamedBodyShareMin, facts_[from].prose * kDominantShareMin))
            return body;
        return dominant(from);
    }

private:
    [[nodiscard]] NodeId whole_article(double all) const;
    [[nodiscard]] NodeId named_body(NodeId from) const;
    [[nodiscard]] NodeId with_siblings(NodeId body) const;
    [[nodiscard]] NodeId dominant(NodeId from) const;
    [[nodiscard]] bool named(NodeId id) const {
        return (facts_[id].hints & kHintBody) != 0 && facts_[id].prose > 0;
    }
    /// What speaks for a subtree: prose, and to a lesser degree any text that is not linked.
    [[nodiscard]] double weight(NodeId id) const {
        const NodeFacts& here = facts_[id];
        return here.prose + kPlainTextWeight * (here.text - std::min(here.text, here.linked));
    }

    const Dom& dom_;
    const PageFacts& facts_;
    const NodeSet& dropped_;
    NodeId title_;  ///< the heading that is the page's title, or kNoNode
};

/// The <article> or <main> with the most prose; of several, the one that has the page's title.
NodeId Search::whole_article(double all) const {
    NodeId most = kNoNode;
    NodeId titled = kNoNode;
    for (NodeId id = dom_.body(); id < dom_.size();) {
        if (dropped_[id]) {
            id = dom_[id].end;
            continue;
        }
        const Tag tag = dom_[id].tag;
        const std::uint32_t prose = facts_[id].prose;
        if (prose > 0 && (tag == Tag::Article || tag == Tag::Main)) {
            const bool inside = most != kNoNode && id < dom_[most].end;
            if (most == kNoNode || prose > facts_[most].prose ||
                (inside && prose >= facts_[most].prose * kInnermostShareMin))
                most = id;
            if (tag == Tag::Article && title_ != kNoNode && id < title_ && title_ < dom_[id].end &&
                prose >= kTitledProseMin)
                titled = id;
        }
        ++id;
    }
    if (titled != kNoNode) return titled;
    return most != kNoNode && facts_[most].prose >= all * kArticleShareMin ? most : kNoNode;
}

/// The element named as the article's body that holds the most prose; the innermost of those that
/// hold about as much.
NodeId Search::named_body(NodeId from) const {
    NodeId best = kNoNode;
    for (NodeId id = from; id < dom_[from].end;) {
        if (dropped_[id]) {
            id = dom_[id].end;
            continue;
        }
        if (named(id)) {
            const bool inside = best != kNoNode && id < dom_[best].end;
            if (best == kNoNode || facts_[id].prose > facts_[best].prose ||
                (inside && facts_[id].prose >= facts_[best].prose * kInnermostShareMin))
                best = id;
        }
        ++id;
    }
    return best == kNoNode ? best : with_siblings(best);
}

/// Some pages cut the body into several parts of one name, with advertisements between them.
NodeId Search::with_siblings(NodeId body) const {
    const NodeId parent = dom_[body].parent;
    std::uint32_t prose = 0;
    for (NodeId child = parent + 1; child < dom_[parent].end; child = dom_[child].end)
        if (!dropped_[child] && named(child) && dom_[child].tag == dom_[body].tag &&
            dom_[child].tag != Tag::Article && facts_[child].hints == facts_[body].hints)
            prose += facts_[child].prose;
    return facts_[body].prose < prose * kInnermostShareMin ? parent : body;
}

/// Goes down from `from` while one child holds nearly all that speaks for an article.
NodeId Search::dominant(NodeId from) const {
    for (NodeId here = from;;) {
        NodeId best = kNoNode;
        for (NodeId child = here + 1; child < dom_[here].end; child = dom_[child].end)
            if (!dropped_[child] && !dom_[child].is_text &&
                (best == kNoNode || weight(child) > weight(best)))
                best = child;
        if (best == kNoNode || !is_container(dom_[best].tag) ||
            weight(best) < weight(here) * kDominantShareMin || facts_[best].text == 0)
            return here;
        here = best;
    }
}

/// The first heading that says what the page's title says.
NodeId title_heading(const Dom& dom, const PageFacts& facts, std::string_view title) {
    const std::string folded = fold_title(title);
    if (folded.empty()) return kNoNode;
    for (NodeId id = dom.body(); id < dom.size(); ++id) {
        if (dom[id].tag != Tag::H1 && dom[id].tag != Tag::H2) continue;
        if (facts[id].text == 0 || (facts[id].hints & kHintHidden) != 0) continue;
        if (fold_title(line_of(dom, id, title.size() + 100)) == folded) return id;
    }
    return kNoNode;
}

std::uint32_t kept_text(const Dom& dom, const PageFacts& facts, const Content& content) {
    std::uint32_t kept = facts[content.root].text;
    for (NodeId id = content.root + 1; id < dom[content.root].end;) {
        if (content.dropped[id]) kept -= facts[id].text;
        id = content.dropped[id] ? dom[id].end : id + 1;
    }
    return kept;
}

Content attempt(const Dom& dom, const PageFacts& facts, std::string_view title,
                Strictness strictness) {
    Content content;
    content.dropped = mark_boilerplate(dom, facts, strictness);
    const PageFacts rest = facts_without(dom, facts, content.dropped);
    content.root = Search{dom, rest, content.dropped, title_heading(dom, facts, title)}.root();
    if (strictness != Strictness::Everything)
        mark_clutter(dom, rest, content.root, title, content.dropped);
    content.text = kept_text(dom, facts, content);
    return content;
}

}  // namespace

Content find_content(const Dom& dom, const PageFacts& facts, std::string_view title) {
    Content best;
    for (const Strictness strictness :
         {Strictness::Strict, Strictness::Lenient, Strictness::Everything}) {
        Content content = attempt(dom, facts, title, strictness);
        if (content.text >= kArticleMin) return content;
        if (best.dropped.empty() || content.text > best.text * 2) best = std::move(content);
    }
    return best;
}

}  // namespace ainews::text
