#include <algorithm>
#include <string>

#include "text/article_boilerplate.h"
#include "text/article_metadata.h"
#include "text/article_page_date.h"
#include "text/article_phrases.h"
#include "text/unicode.h"

namespace ainews::text {
namespace {

/// A part with more prose than this is kept, however many links it has; visible characters.
constexpr std::uint32_t kLinkedProseMax = 200;
/// Parts with a greater share of linked text are lists of links.
constexpr double kLinkShareMax = 0.5;
/// A paragraph may be linked up to here, unless what is not linked is a sentence by itself.
constexpr double kParagraphLinkShareMax = 0.8;
constexpr std::uint32_t kSentenceMin = 60;
/// Only lines up to this length are compared with what sites say.
constexpr std::uint32_t kSiteTalkMax = 260;
/// What is mostly a listing or a table of data is none, however much of it is linked.
constexpr double kListingShareMin = 0.6;
constexpr std::uint32_t kHeadingMax = 90;
/// "Published 1 May 2026, 10:00 · Updated 11:30 · by A. Writer" is not longer.
constexpr std::uint32_t kDateLineMax = 90;

/// When, and often by whom: what stands between the title and the text.
bool is_date_line(std::string_view line) {
    const std::string low = ascii_lower(line);
    for (const std::string_view start :
         {"by ", "von ", "par ", "por ", "published", "posted", "updated", "last updated"})
        if (low.starts_with(start) && low.find_first_of(".!?") == std::string::npos) return true;
    const bool has_digit = std::ranges::any_of(line, [](char c) { return c >= '0' && c <= '9'; });
    return has_digit && plausible_date(line).has_value();
}

class Clutter {
public:
    Clutter(const Dom& dom, const PageFacts& facts, NodeId root, std::string_view title,
            NodeSet& dropped)
        : dom_{dom},
          facts_{facts},
          root_{root},
          title_{fold_title(title)},
          title_length_{length(title_)},
          dropped_{dropped} {}

    void mark() {
        for (NodeId id = root_ + 1; id < dom_[root_].end;) {
            if (!dropped_[id] && !dom_[id].is_text) dropped_[id] = unwanted(id);
            if (!dropped_[id] && is_whole(id)) judged_as_whole_ = dom_[id].end;
            if (!dropped_[id] && dom_[id].tag == Tag::P && facts_[id].prose > 0)
                prose_begun_ = true;
            id = dropped_[id] ? dom_[id].end : id + 1;
        }
        mark_announced();
    }

private:
    [[nodiscard]] bool unwanted(NodeId id) const;
    [[nodiscard]] bool is_link_list(NodeId id) const;
    /// A list or a table of data stays or goes as one.
    [[nodiscard]] bool is_whole(NodeId id) const {
        const Tag tag = dom_[id].tag;
        return ((tag == Tag::Ul || tag == Tag::Ol) && facts_[id].link_share() <= kLinkShareMax) ||
               (tag == Tag::Table && facts_[id].framed > 0);
    }
    [[nodiscard]] bool speaks_for_heading(NodeId next) const;
    [[nodiscard]] bool repeats_title(NodeId id) const;
    [[nodiscard]] bool is_leaf_block(NodeId id) const;
    [[nodiscard]] NodeId next_element(NodeId id) const;
    void mark_announced();
    void drop_following(NodeId heading);

    const Dom& dom_;
    const PageFacts& facts_;
    NodeId root_;
    std::string title_;  ///< folded
    std::size_t title_length_;
    NodeSet& dropped_;
    bool prose_begun_ = false;
    NodeId judged_as_whole_ = 0;  ///< links before this node belong to a list that stays
};

bool Clutter::is_leaf_block(NodeId id) const {
    for (NodeId child = id + 1; child < dom_[id].end; ++child)
        if (!dom_[child].is_text && dom_[child].tag != Tag::Br && is_block(dom_[child].tag))
            return false;
    return true;
}

NodeId Clutter::next_element(NodeId id) const {
    const NodeId end = dom_[dom_[id].parent].end;
    for (NodeId next = dom_[id].end; next < end; next = dom_[next].end)
        if (!dom_[next].is_text && !dropped_[next] && facts_[next].text > 0) return next;
    return kNoNode;
}

/// A linked heading above this is a heading of the article, not a teaser.
bool Clutter::speaks_for_heading(NodeId next) const {
    const Tag tag = dom_[next].tag;
    const bool block = tag == Tag::P || tag == Tag::Pre || tag == Tag::Ul || tag == Tag::Ol ||
                       tag == Tag::Dl || tag == Tag::Table;
    return facts_[next].prose > 0 || facts_[next].framed > 0 ||
           (block && facts_[next].link_share() < kLinkShareMax);
}

bool Clutter::is_link_list(NodeId id) const {
    const NodeFacts& here = facts_[id];
    const Tag tag = dom_[id].tag;
    if (here.text == 0 || here.prose >= kLinkedProseMax || id < judged_as_whole_) return false;
    if (here.framed >= here.text * kListingShareMin) return false;
    const std::uint32_t plain = here.text - std::min(here.text, here.linked);
    if (tag == Tag::P || tag == Tag::Li || tag == Tag::Blockquote || tag == Tag::Dd)
        return here.link_share() > kParagraphLinkShareMax && plain < kSentenceMin;
    if (is_heading(tag)) {
        const NodeId next = next_element(id);
        return here.link_share() > kParagraphLinkShareMax &&
               (next == kNoNode || !speaks_for_heading(next));
    }
    return here.link_share() > kLinkShareMax;
}

bool Clutter::repeats_title(NodeId id) const {
    if (title_.empty() ||
        !(is_heading(dom_[id].tag) || dom_[id].tag == Tag::P || dom_[id].tag == Tag::Div))
        return false;
    // Far from equal in length: no need to look.
    if (facts_[id].text > title_.size() * 2 + 20 || facts_[id].text * 4 < title_length_)
        return false;
    const std::string own = fold_title(line_of(dom_, id));
    if (own.empty()) return false;
    if (own == title_) return true;
    return dom_[id].tag == Tag::H1 && own.size() * 2 > title_.size() &&
           (title_.find(own) != std::string::npos || own.find(title_) != std::string::npos);
}

bool Clutter::unwanted(NodeId id) const {
    const Tag tag = dom_[id].tag;
    const NodeFacts& here = facts_[id];
    if (!is_block(tag)) return false;
    if ((here.hints & kHintCaption) != 0 && tag != Tag::Figcaption && tag != Tag::Figure &&
        here.text < 400)
        return true;
    if (is_link_list(id) || repeats_title(id)) return true;
    if (here.text == 0 || here.text > kSiteTalkMax || !is_leaf_block(id)) return false;
    const std::string line = line_of(dom_, id);
    return is_site_talk(line) || (!prose_begun_ && here.text <= kDateLineMax && is_date_line(line));
}

/// Below "Related stories" or "Comments" the article is over, as far as nothing substantial
/// follows.
void Clutter::mark_announced() {
    for (NodeId id = root_ + 1; id < dom_[root_].end; ++id) {
        if (dropped_[id]) {
            id = dom_[id].end - 1;
            continue;
        }
        const Tag tag = dom_[id].tag;
        const bool heading = is_heading(tag) ||
                             ((tag == Tag::P || tag == Tag::Div) && facts_[id].text <= kHeadingMax);
        if (dom_[id].is_text || !heading || facts_[id].text == 0 || facts_[id].text > kHeadingMax ||
            !is_leaf_block(id))
            continue;
        if (announces_other_content(line_of(dom_, id)) && !holds_anchor(dom_, id))
            drop_following(id);
    }
}

void Clutter::drop_following(NodeId heading) {
    NodeId last = heading;
    for (NodeId next = next_element(heading); next != kNoNode; next = next_element(next)) {
        if (is_heading(dom_[next].tag) && !announces_other_content(line_of(dom_, next))) break;
        const bool teasers =
            facts_[next].prose < kLinkedProseMax || facts_[next].link_share() > 0.3;
        if (!teasers) break;
        if (dom_[next].tag == Tag::P && facts_[next].prose > 0 && facts_[next].linked == 0) break;
        last = next;
    }
    if (last == heading && next_element(heading) != kNoNode && !is_heading(dom_[heading].tag))
        return;
    for (NodeId id = heading; id < dom_[last].end; id = dom_[id].end) dropped_[id] = true;
}

}  // namespace

void mark_clutter(const Dom& dom, const PageFacts& facts, NodeId root, std::string_view title,
                  NodeSet& dropped) {
    Clutter{dom, facts, root, title, dropped}.mark();
}

}  // namespace ainews::text
