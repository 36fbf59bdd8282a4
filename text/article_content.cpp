#include "text/article_content.h"

#include <algorithm>

#include "text/article_boilerplate.h"
#include "text/article_metadata.h"
#include "text/article_phrases.h"

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
/// Less prose than this, and a page is judged by all its text that is not linked: verse, dialogue,
/// lists and tables have no long paragraphs. Visible characters.
constexpr std::uint32_t kProsePageMin = 200;
/// What stands beside the largest part and is longer than this belongs to the article as well.
constexpr std::uint32_t kSiblingTextMin = 8;
constexpr double kSiblingLinkShareMax = 0.3;
/// A looser pass must find so many times as much; visible characters.
constexpr std::uint32_t kLenientTimesMin = 2;
/// What is found with hardly any rule must be so many times as long as what all rules found.
constexpr std::uint32_t kUnruledTimesMin = 3;

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
        : dom_{dom},
          facts_{facts},
          dropped_{dropped},
          title_{title},
          has_prose_{facts[dom.body()].prose >= kProsePageMin} {}

    [[nodiscard]] NodeId root() const {
        const double all = substance(dom_.body());
        const NodeId whole = whole_article(all);
        const NodeId from = whole == kNoNode ? dom_.body() : whole;
        const NodeId body = named_body(from);
        if (body != kNoNode &&
            substance(body) >=
                std::min<double>(all * kNamedBodyShareMin, substance(from) * kDominantShareMin))
            return body;
        return dominant(from);
    }

private:
    [[nodiscard]] NodeId whole_article(double all) const;
    [[nodiscard]] NodeId named_body(NodeId from) const;
    [[nodiscard]] NodeId with_siblings(NodeId body) const;
    [[nodiscard]] NodeId dominant(NodeId from) const;
    [[nodiscard]] bool named(NodeId id) const {
        return (facts_[id].hints & kHintBody) != 0 && substance(id) > 0;
    }
    [[nodiscard]] bool is_content(NodeId child) const;
    /// What subtrees are compared by.
    [[nodiscard]] std::uint32_t substance(NodeId id) const {
        return has_prose_ ? facts_[id].prose : facts_[id].plain();
    }
    /// What speaks for a subtree: prose, and to a lesser degree any text that is not linked.
    [[nodiscard]] double weight(NodeId id) const {
        return facts_[id].prose + kPlainTextWeight * facts_[id].plain();
    }

    const Dom& dom_;
    const PageFacts& facts_;
    const NodeSet& dropped_;
    NodeId title_;  ///< the heading that is the page's title, or kNoNode
    bool has_prose_;
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
        const std::uint32_t prose = substance(id);
        if (prose > 0 && (tag == Tag::Article || tag == Tag::Main)) {
            const bool inside = most != kNoNode && id < dom_[most].end;
            if (most == kNoNode || prose > substance(most) ||
                (inside && prose >= substance(most) * kInnermostShareMin))
                most = id;
            if (tag == Tag::Article && title_ != kNoNode && id < title_ && title_ < dom_[id].end &&
                prose >= kTitledProseMin)
                titled = id;
        }
        ++id;
    }
    if (titled != kNoNode) return titled;
    return most != kNoNode && substance(most) >= all * kArticleShareMin ? most : kNoNode;
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
            if (best == kNoNode || substance(id) > substance(best) ||
                (inside && substance(id) >= substance(best) * kInnermostShareMin))
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
            prose += substance(child);
    return substance(body) < prose * kInnermostShareMin ? parent : body;
}

/// Whether this child is itself a part of a text, so that its parent is what holds the text.
bool Search::is_content(NodeId child) const {
    if (child == title_ || facts_[child].plain() < kSiblingTextMin) return false;
    const Tag tag = dom_[child].tag;
    const bool heading = is_heading(tag) && tag != Tag::H1;
    if (!heading && tag != Tag::P && tag != Tag::Ul && tag != Tag::Ol && tag != Tag::Pre)
        return false;
    if (facts_[child].link_share() > kSiblingLinkShareMax) return false;
    const std::string line = line_of(dom_, child);
    return !is_site_talk(line) && !announces_other_content(line);
}

/// Goes down from `from` while one child holds nearly all that speaks for an article and no other
/// is a part of its text.
NodeId Search::dominant(NodeId from) const {
    for (NodeId here = from;;) {
        NodeId best = kNoNode;
        for (NodeId child = here + 1; child < dom_[here].end; child = dom_[child].end) {
            if (dropped_[child] || dom_[child].is_text) continue;
            if (is_content(child)) return here;
            if (best == kNoNode || weight(child) > weight(best)) best = child;
        }
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
        const std::uint32_t times =
            strictness == Strictness::Everything ? kUnruledTimesMin : kLenientTimesMin;
        if (best.dropped.empty() || content.text > best.text * times) best = std::move(content);
    }
    return best;
}

}  // namespace ainews::text
