#include "text/html_open_tags.h"

#include <algorithm>

#include "text/html_prescan.h"

namespace ainews::text {
namespace {

/// The parser keeps at most three equal formatting elements (the "Noah's Ark clause"); ours carry
/// no attributes, so that all of one name are equal.
constexpr std::uint32_t kEqualFormattingMax = 3;

bool bounds_scope(Tag tag) noexcept { return tag == Tag::Table || tag == Tag::Caption; }

/// End tags of ordinary elements do not reach beyond one of these.
bool is_special(Tag tag) noexcept { return is_block(tag); }

bool same_element(const HtmlToken& token, Tag tag, std::string_view name) noexcept {
    if (token.tag != tag) return is_heading(token.tag) && is_heading(tag);
    if (tag != Tag::Unknown) return true;
    return std::equal(token.name.begin(), token.name.end(), name.begin(), name.end(),
                      [](char a, char b) { return (a | 0x20) == (b | 0x20); });
}

}  // namespace

void HtmlOpenTags::add_active(Tag tag, int step) noexcept {
    std::uint32_t& count = formatting_[static_cast<std::size_t>(tag)];
    const std::uint32_t most = tag == Tag::A ? 1 : kEqualFormattingMax;
    active_ -= std::min(count, most);
    count = step < 0 ? count - 1 : std::min(count + 1, most);
    active_ += std::min(count, most);
}

bool HtmlOpenTags::open(const HtmlToken& token) {
    if (is_void(token.tag) || has_optional_end(token.tag)) return true;
    if (open_.size() >= kHtmlDepthMax) {
        ++dropped_[static_cast<std::size_t>(token.tag)];
        return false;
    }
    open_.push_back({token.tag, token.name});
    if (is_formatting(token.tag)) add_active(token.tag, 1);
    if (token.tag == Tag::Pre) ++pre_;
    return true;
}

void HtmlOpenTags::pop_to(std::size_t size) {
    for (; open_.size() > size; open_.pop_back())
        if (open_.back().tag == Tag::Pre) --pre_;
}

bool HtmlOpenTags::close_formatting(Tag tag) {
    if (formatting_[static_cast<std::size_t>(tag)] == 0) return false;
    add_active(tag, -1);
    const auto last = std::find_if(open_.rbegin(), open_.rend(),
                                   [&](const Open& open) { return open.tag == tag; });
    // Blocks opened inside stay open: the parser takes the element out from around them.
    if (last != open_.rend()) open_.erase(std::next(last).base());
    return true;
}

bool HtmlOpenTags::close(const HtmlToken& token) {
    if (has_optional_end(token.tag)) return true;
    if (auto& dropped = dropped_[static_cast<std::size_t>(token.tag)]; dropped > 0) {
        --dropped;
        return false;
    }
    if (is_formatting(token.tag)) return close_formatting(token.tag);
    for (std::size_t i = open_.size(); i-- > 0;) {
        if (same_element(token, open_[i].tag, open_[i].name)) {
            pop_to(i);
            return true;
        }
        if (is_special(token.tag) ? bounds_scope(open_[i].tag) && token.tag != Tag::Table
                                  : is_special(open_[i].tag))
            return false;
    }
    return false;
}

std::vector<Tag> HtmlOpenTags::take_active_formatting() {
    std::vector<Tag> tags;
    for (auto open = open_.rbegin(); open != open_.rend(); ++open)
        if (is_formatting(open->tag)) tags.push_back(open->tag);
    std::erase_if(open_, [](const Open& open) { return is_formatting(open.tag); });
    for (std::size_t tag = 0; tag < formatting_.size(); ++tag)
        for (; formatting_[tag] > 0; --formatting_[tag])
            if (std::find(tags.begin(), tags.end(), static_cast<Tag>(tag)) == tags.end())
                tags.push_back(static_cast<Tag>(tag));
    active_ = 0;
    return tags;
}

}  // namespace ainews::text
