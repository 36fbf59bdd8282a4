#include "feeds/entry_reader.h"

#include <algorithm>
#include <array>

#include "core/ascii.h"
#include "feeds/community.h"
#include "feeds/field_limits.h"
#include "feeds/scan.h"
#include "feeds/xml_text.h"
#include "text/html.h"
#include "text/unicode.h"

namespace ainews::feeds {

namespace {

constexpr int kMediaDepthMax = 3;

/// Text of one field and how good its element is: a better one replaces it.
struct Ranked {
    int rank = 0;
    std::string text;

    void offer(int new_rank, std::string new_text) {
        if (new_rank <= rank || new_text.empty()) return;
        rank = new_rank;
        text = std::move(new_text);
    }
};

struct RankedDate {
    int rank = 0;
    std::optional<TimePoint> date = std::nullopt;

    void offer(int new_rank, std::optional<TimePoint> new_date) {
        if (new_rank <= rank || !new_date) return;
        rank = new_rank;
        date = new_date;
    }
};

/// "<!DOCTYPE" that no '>' ends is an article speaking of it; HTML would swallow the rest of the
/// text.
void escape_endless_declaration(std::string& html) {
    if (html.find('<') == std::string::npos) return;
    const auto last_end = html.rfind('>');
    const auto at = html.find("<!", last_end == std::string::npos ? 0 : last_end);
    if (at != std::string::npos && at + 2 < html.size() && html[at + 2] != '-' &&
        html[at + 2] != '[')
        html.replace(at, 1, "&lt;");
}

/// Reads one entry: each child is offered to the field it may fill, the best of several wins.
class EntryReader {
public:
    EntryReader(Names& names, const Context& context) : names_{names}, context_{context} {}

    Entry read(pugi::xml_node element) {
        base_ = context_.base;
        explicit_base_ = context_.explicit_base;
        entry_.language = context_.language;
        for (auto attribute = element.first_attribute(); attribute;
             attribute = attribute.next_attribute())
            read_own_attribute(attribute);
        for (pugi::xml_node child = element.first_child(); child; child = child.next_sibling())
            if (child.type() == pugi::node_element) read_child(child, 0);
        finish();
        return std::move(entry_);
    }

private:
    void read_own_attribute(pugi::xml_attribute attribute) {
        const std::string_view name = attribute.name();
        if (name == "xml:base") {
            base_ = inner_base(base_, attribute.value());
            explicit_base_ = true;
        } else if (name == "xml:lang") {
            entry_.language = trimmed(attribute.value());
        } else if (local_name(name) == "about" && names_.space_of(name) == Space::Rdf) {
            id_.offer(1, identifier(attribute.value()));
        }
    }

    void read_child(pugi::xml_node node, int depth) {
        const Names::Scope scope{names_, node};
        switch (const Field field = names_.field_of(node.name())) {
            case Field::Title:
                return read_title(node, context_.format == Feed::Format::Atom, 4);
            case Field::DcTitle:
                return read_title(node, false, 3);
            case Field::MediaTitle:
                return read_title(node, false, 2);
            case Field::ItunesTitle:
                return read_title(node, false, 1);
            case Field::Link:
                return read_entry_link(node);
            case Field::Id:
                return id_.offer(2, identifier(own_text(node, scratch_)));
            case Field::Guid:
                return read_guid(node);
            case Field::Description:
                return offer_html(description_, 6, node, TextRule::RssText);
            case Field::Summary:
                return offer_html(summary_, 5, node, text_rule());
            case Field::DcDescription:
                return offer_html(summary_, 4, node, TextRule::RssText);
            case Field::ItunesSummary:
                return offer_html(summary_, 3, node, TextRule::RssText);
            case Field::MediaDescription:
                return offer_html(summary_, 2, node, TextRule::RssText);
            case Field::Content:
                return read_content(node);
            case Field::ContentEncoded:
                return offer_html(content_, 5, node, TextRule::RssText);
            case Field::XhtmlBody:
                return offer_html(content_, 3, node, TextRule::RssText);
            case Field::Author:
            case Field::DcAuthor:
                return read_author(node, entry_.authors, context_.options->list_max);
            case Field::ItunesAuthor:
                return read_author(node, other_authors_, context_.options->list_max);
            case Field::Published:
                return published_.offer(5, date(node));
            case Field::Issued:
                return published_.offer(4, date(node));
            case Field::DcDate:
                return published_.offer(3, date(node));
            case Field::Created:
                return published_.offer(2, date(node));
            case Field::Updated:
                return updated_.offer(2, date(node));
            case Field::Category:
                return read_category(node);
            case Field::Enclosure:
                return add_enclosure(node, "url", "length");
            case Field::MediaContent:
                return read_media(node, depth);
            case Field::MediaGroup:
                return read_children(node, depth);
            case Field::MediaThumbnail:
                return offer_image(attribute(node, "url"));
            case Field::ItunesImage:
                return offer_image(attribute(node, "href"));
            case Field::CommentsUrl:
                return read_comments_url(node);
            case Field::CommentCount:
                return set_number(entry_.comments, node);
            case Field::Points:
                return set_number(entry_.points, node);
            case Field::Language:
                return read_language(node);
            default:
                static_cast<void>(field);
                if (context_.format == Feed::Format::Atom && local_name(node.name()) == "source")
                    read_source(node);
                return;
        }
    }

    /// The feed an entry was copied from: its authors are the entry's where that names none
    /// (RFC 4287 §4.2.1).
    void read_source(pugi::xml_node source) {
        for (pugi::xml_node node = source.first_child(); node; node = node.next_sibling()) {
            if (node.type() != pugi::node_element) continue;
            const Names::Scope scope{names_, node};
            if (names_.field_of(node.name()) == Field::Author)
                read_author(node, source_authors_, context_.options->list_max);
        }
    }

    void read_children(pugi::xml_node node, int depth) {
        if (depth >= kMediaDepthMax) return;
        for (pugi::xml_node child = node.first_child(); child; child = child.next_sibling())
            if (child.type() == pugi::node_element) read_child(child, depth + 1);
    }

    [[nodiscard]] TextRule text_rule() const {
        return context_.format == Feed::Format::Atom ? TextRule::AtomText : TextRule::RssText;
    }

    [[nodiscard]] static std::string identifier(std::string_view text) {
        return std::string{text::truncate_bytes(trimmed(text), kIdBytesMax)};
    }

    [[nodiscard]] std::string address(std::string_view ref, pugi::xml_node node) const {
        if (trimmed(ref).size() > kUrlBytesMax) return {};
        const std::string_view own_base = node.attribute("xml:base").value();
        return link_url(own_base.empty() ? base_ : inner_base(base_, own_base), ref);
    }

    std::optional<TimePoint> date(pugi::xml_node node) {
        return date_of(own_text(node, scratch_), *context_.options);
    }

    static void set_number(std::optional<std::int64_t>& slot, pugi::xml_node node) {
        std::string scratch;
        if (!slot) slot = whole_number(own_text(node, scratch));
    }

    void read_title(pugi::xml_node node, bool atom, int rank) {
        if (rank <= title_.rank) return;
        const std::size_t bytes_max = context_.options->title_bytes_max;
        const TextConstruct text = read_text(node, atom ? TextRule::AtomText : TextRule::RssText,
                                             context_.options->html_bytes_max);
        title_.offer(rank, title_of(text.text, text.html, bytes_max));
    }

    void offer_html(Ranked& slot, int rank, pugi::xml_node node, TextRule rule) {
        if (rank <= slot.rank) return;
        if (has_elements(node)) *context_.met_markup = true;
        TextConstruct text = read_text(node, rule, context_.options->html_bytes_max);
        if (trimmed(text.text).empty()) return;
        if (text.html) escape_endless_declaration(text.text);
        slot.offer(rank, text.html ? std::move(text.text) : text::escape_html(text.text));
        const std::string_view own_base = node.attribute("xml:base").value();
        if (own_base.empty()) return;
        html_base_ = inner_base(base_, own_base);
    }

    /// Atom's content, which may also just say where it is (RFC 4287 §4.1.3.2).
    void read_content(pugi::xml_node node) {
        if (const std::string_view source = attribute(node, "src"); !source.empty())
            return url_.offer(1, address(source, node));
        offer_html(content_, 4, node, text_rule());
    }

    void read_entry_link(pugi::xml_node node) {
        const LinkElement link = read_link(node, scratch_);
        switch (link.role) {
            case LinkElement::Role::Page:
                return url_.offer(4, address(link.href, node));
            case LinkElement::Role::OtherPage:
                return url_.offer(3, address(link.href, node));
            case LinkElement::Role::Enclosure:
                return add_enclosure(node, "href", "length");
            case LinkElement::Role::Replies:
                if (!entry_.comments)
                    entry_.comments = whole_number(node.attribute("thr:count").value());
                if (link.type.empty() || link.type.find("html") != std::string_view::npos)
                    set_comments_url(address(link.href, node));
                return;
            case LinkElement::Role::PreviousPage:
            case LinkElement::Role::None:
                return;
        }
    }

    /// RSS 2.0 `<guid>`: an address unless isPermaLink says false.
    void read_guid(pugi::xml_node node) {
        std::string id = identifier(own_text(node, scratch_));
        if (!equal_ignoring_case(trimmed(attribute(node, "isPermaLink")), "false") &&
            (id.starts_with("http://") || id.starts_with("https://")))
            url_.offer(2, address(id, node));
        id_.offer(3, std::move(id));
    }

    void read_category(pugi::xml_node node) {
        std::string_view name = attribute(node, "label");
        if (trimmed(name).empty()) name = attribute(node, "term");
        if (trimmed(name).empty()) name = own_text(node, scratch_);
        if (trimmed(name).empty()) name = attribute(node, "domain");
        add_unique(entry_.categories, title_of(name, true, kNameBytesMax),
                   context_.options->list_max);
    }

    void add_enclosure(pugi::xml_node node, std::string_view url_name,
                       std::string_view length_name) {
        if (entry_.enclosures.size() >= context_.options->list_max) return;
        Enclosure enclosure{.url = address(attribute(node, url_name), node)};
        const auto known = [&enclosure](const Enclosure& other) {
            return other.url == enclosure.url;
        };
        if (enclosure.url.empty() ||
            std::any_of(entry_.enclosures.begin(), entry_.enclosures.end(), known))
            return;
        const std::string_view type = trimmed(attribute(node, "type"));
        if (!type.empty()) enclosure.type = std::string{text::truncate_bytes(type, kNameBytesMax)};
        enclosure.length = whole_number(attribute(node, length_name));
        entry_.enclosures.push_back(std::move(enclosure));
    }

    void read_media(pugi::xml_node node, int depth) {
        const std::string_view medium = attribute(node, "medium");
        const std::string_view type = attribute(node, "type");
        if (medium == "image" || type.starts_with("image/")) offer_image(attribute(node, "url"));
        add_enclosure(node, "url", "fileSize");
        read_children(node, depth);
    }

    void offer_image(std::string_view ref) {
        if (entry_.image) return;
        std::string url = absolute_url(base_, ref);
        if (!url.empty()) entry_.image = std::move(url);
    }

    void read_comments_url(pugi::xml_node node) {
        const std::string_view text = own_text(node, scratch_);
        // Some feeds put the count where the address belongs.
        if (const std::string_view t = trimmed(text);
            !t.empty() &&
            std::all_of(t.begin(), t.end(), [](char c) { return c >= '0' && c <= '9'; }))
            return set_number(entry_.comments, node);
        set_comments_url(address(text, node));
    }

    void set_comments_url(std::string url) {
        if (!entry_.comments_url && !url.empty()) entry_.comments_url = std::move(url);
    }

    void read_language(pugi::xml_node node) {
        const std::string_view language = trimmed(own_text(node, scratch_));
        if (!language.empty()) entry_.language = text::truncate_bytes(language, kNameBytesMax);
    }

    void finish() {
        entry_.id = std::move(id_.text);
        entry_.url = std::move(url_.text);
        entry_.title = std::move(title_.text);
        entry_.published = published_.date;
        entry_.updated = updated_.date;
        settle_description();
        if (summary_.rank > 0) entry_.summary_html = std::move(summary_.text);
        if (content_.rank > 0) entry_.content_html = std::move(content_.text);
        if (entry_.authors.empty()) entry_.authors = std::move(other_authors_);
        if (entry_.authors.empty()) entry_.authors = std::move(source_authors_);
        if (entry_.authors.empty()) entry_.authors = context_.authors;
        entry_.base_url = html_base();
        read_community_facts(entry_);
    }

    /// RSS's description is the summary, unless the entry has one beside it: then it is the text.
    void settle_description() {
        if (description_.rank == 0) return;
        if (summary_.rank < 5) {
            summary_ = std::move(description_);
        } else if (content_.rank == 0) {
            content_ = std::move(description_);
        }
    }

    /// Relative links in RSS content are relative to the page it is shown on, if to anything.
    [[nodiscard]] std::string html_base() const {
        if (!html_base_.empty()) return html_base_;
        if (!explicit_base_ && entry_.url.find("://") != std::string::npos) return entry_.url;
        return base_.empty() ? context_.site : base_;
    }

    Names& names_;
    const Context& context_;
    Entry entry_;
    std::string base_;
    std::string html_base_;
    bool explicit_base_ = false;
    Ranked id_;
    Ranked url_;
    Ranked title_;
    Ranked description_;
    Ranked summary_;
    Ranked content_;
    RankedDate published_;
    RankedDate updated_;
    std::vector<std::string> other_authors_;
    std::vector<std::string> source_authors_;
    std::string scratch_;
};

}  // namespace

Entry read_entry(pugi::xml_node element, Names& names, const Context& context) {
    const Names::Scope scope{names, element};
    return EntryReader{names, context}.read(element);
}

void read_author(pugi::xml_node element, std::vector<std::string>& authors, std::size_t list_max) {
    std::string scratch;
    std::string email;
    bool person = false;
    bool parts = false;  // of Atom's person, whose text is none of their values
    constexpr std::size_t kHtmlBytes = 4096;
    for (pugi::xml_node child = element.first_child(); child; child = child.next_sibling()) {
        if (child.type() != pugi::node_element) continue;
        const std::string_view local = local_name(child.name());
        for (const std::string_view part : {"name", "email", "uri", "url"})
            parts = parts || equal_ignoring_case(local, part);
        if (equal_ignoring_case(local, "name")) {
            std::string name = title_of(own_text(child, scratch), true, kNameBytesMax);
            person = person || !name.empty();
            add_unique(authors, std::move(name), list_max);
        } else if (equal_ignoring_case(local, "email")) {
            email = one_line(own_text(child, scratch), kNameBytesMax);
        }
    }
    if (person) return;
    if (!email.empty()) return add_unique(authors, std::move(email), list_max);
    // RSS's author is text, which some feeds mark up: <a href="/ann">Ann</a>.
    const std::string marked_up = parts || !has_elements(element)
                                      ? std::string{}
                                      : read_text(element, TextRule::RssText, kHtmlBytes).text;
    add_unique(authors, person_name(marked_up.empty() ? own_text(element, scratch) : marked_up),
               list_max);
}

LinkElement read_link(pugi::xml_node element, std::string& scratch) {
    LinkElement link{.href = attribute(element, "href"),
                     .type = trimmed(attribute(element, "type"))};
    const std::string_view rel = trimmed(attribute(element, "rel"));
    if (link.href.empty()) {
        // An Atom link without an address says nothing; one without any attribute is RSS's.
        if (rel.empty() || equal_ignoring_case(rel, "alternate"))
            link.href = trimmed(own_text(element, scratch));
        if (!link.href.empty()) link.role = LinkElement::Role::Page;
        return link;
    }
    const auto is = [rel](std::string_view known) { return equal_ignoring_case(rel, known); };
    if (rel.empty() || is("alternate") ||
        is("http://www.iana.org/assignments/relation/alternate")) {
        const bool page = link.type.empty() || link.type.find("html") != std::string_view::npos;
        link.role = page ? LinkElement::Role::Page : LinkElement::Role::OtherPage;
    } else if (is("enclosure")) {
        link.role = LinkElement::Role::Enclosure;
    } else if (is("replies")) {
        link.role = LinkElement::Role::Replies;
    } else if (is("prev-archive") || is("next")) {
        link.role = LinkElement::Role::PreviousPage;
    }
    return link;
}

}  // namespace ainews::feeds
