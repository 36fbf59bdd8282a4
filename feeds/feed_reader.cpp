#include "feeds/feed_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/ascii.h"
#include "feeds/entry_reader.h"
#include "feeds/scan.h"
#include "feeds/xml_text.h"
#include "text/unicode.h"

namespace ainews::feeds {

namespace {

constexpr std::size_t kLanguageBytesMax = 35;  // RFC 5646 §4.4.1
constexpr std::int64_t kTtlMinutesMax = 60 * 24 * 30;

constexpr std::array<std::string_view, 7> kDays{"sunday",   "monday", "tuesday", "wednesday",
                                                "thursday", "friday", "saturday"};

/// Reads the feed's own elements first, because its entries inherit from them wherever they stand.
class FeedReader {
public:
    FeedReader(const FeedRoot& root, const ParseOptions& options) : options_{options} {
        feed_.format = root.format;
        context_.format = root.format;
        context_.options = &options;
        context_.base = options.base_url;
        context_.met_markup = &met_markup_;
    }

    FeedReading read(pugi::xml_node root) {
        const Names::Scope scope{names_, root};
        if (names_.field_of(root.name()) == Field::Item ||
            equal_ignoring_case(local_name(root.name()), "entry")) {
            read_item(root);
            return {std::move(feed_), met_markup_};
        }
        read_attributes(root);
        for (const pugi::xml_node node : root.children()) read_metadata(node, root);
        finish_metadata();
        read_items(root, 0);
        if (left_out_ > 0)
            feed_.problems.push_back(fmt::format("{} entries left out: only the first {} are read",
                                                 left_out_, options_.entries_max));
        return {std::move(feed_), met_markup_};
    }

private:
    void read_attributes(pugi::xml_node node) {
        if (const std::string_view base = node.attribute("xml:base").value(); !base.empty()) {
            context_.base = inner_base(context_.base, base);
            context_.explicit_base = true;
        }
        if (const std::string_view language = trimmed(node.attribute("xml:lang").value());
            !language.empty())
            set_language(language);
    }

    void set_language(std::string_view language) {
        if (feed_.language.empty() || !language_from_element_)
            feed_.language = text::truncate_bytes(trimmed(language), kLanguageBytesMax);
    }

    void read_metadata(pugi::xml_node node, pugi::xml_node parent) {
        if (node.type() != pugi::node_element) return;
        const Names::Scope scope{names_, node};
        std::string scratch;
        switch (names_.field_of(node.name())) {
            case Field::Channel:
                if (parent.parent().type() != pugi::node_document) return;
                read_attributes(node);
                for (const pugi::xml_node child : node.children()) read_metadata(child, node);
                return;
            case Field::Title:
                return read_title(node, 2);
            case Field::DcTitle:
                return read_title(node, 1);
            case Field::Link:
                return read_feed_link(node);
            case Field::Language:
                if (const std::string_view text = trimmed(own_text(node, scratch)); !text.empty()) {
                    set_language(text);
                    language_from_element_ = true;
                }
                return;
            case Field::Author:
                // Only Atom's entries inherit (RFC 4287 §4.2.1); RSS has no author of a channel.
                if (feed_.format == Feed::Format::Atom)
                    read_author(node, context_.authors, options_.list_max);
                return;
            case Field::Ttl:
                if (const auto minutes = whole_number(own_text(node, scratch));
                    minutes && *minutes > 0)
                    feed_.hints.ttl = std::chrono::minutes{std::min(*minutes, kTtlMinutesMax)};
                return;
            case Field::SkipHours:
                return read_skip_hours(node);
            case Field::SkipDays:
                return read_skip_days(node);
            case Field::UpdatePeriod:
                update_period_ = trimmed(own_text(node, scratch));
                return;
            case Field::UpdateFrequency:
                update_frequency_ = whole_number(own_text(node, scratch));
                return;
            default:
                return;
        }
    }

    void read_title(pugi::xml_node node, int rank) {
        if (rank <= title_rank_) return;
        const bool atom = feed_.format == Feed::Format::Atom && rank == 2;
        const TextConstruct text =
            read_text(node, atom ? TextRule::AtomText : TextRule::RssText, options_.html_bytes_max);
        std::string title = title_of(text.text, text.html, options_.title_bytes_max);
        if (title.empty()) return;
        title_rank_ = rank;
        feed_.title = std::move(title);
    }

    void read_feed_link(pugi::xml_node node) {
        std::string scratch;
        const LinkElement link = read_link(node, scratch);
        const std::string_view own_base = node.attribute("xml:base").value();
        const std::string base = inner_base(context_.base, own_base);
        if (link.role == LinkElement::Role::PreviousPage) {
            // RFC 5005 §4 archives go before §3 pages: they do not shift while they are read.
            const bool archive =
                equal_ignoring_case(trimmed(attribute(node, "rel")), "prev-archive");
            if (archive || feed_.previous_archive.empty())
                feed_.previous_archive = absolute_url(base, link.href);
            return;
        }
        int rank = 0;
        if (link.role == LinkElement::Role::Page) rank = 2;
        if (link.role == LinkElement::Role::OtherPage) rank = 1;
        if (rank <= link_rank_) return;
        std::string url = link_url(base, link.href);
        if (url.empty()) return;
        link_rank_ = rank;
        feed_.link = std::move(url);
    }

    void read_skip_hours(pugi::xml_node node) {
        for (const pugi::xml_node child : node.children()) {
            std::string scratch;
            const auto hour = whole_number(own_text(child, scratch));
            // RSS 0.91 counted to 24, RSS 2.0 from 0.
            if (hour && *hour <= 24)
                feed_.hints.skip_hours |= 1U << static_cast<unsigned>(*hour % 24);
        }
    }

    void read_skip_days(pugi::xml_node node) {
        for (const pugi::xml_node child : node.children()) {
            std::string scratch;
            const std::string_view name = trimmed(own_text(child, scratch));
            for (std::size_t day = 0; day < kDays.size(); ++day)
                if (equal_ignoring_case(name, kDays[day]))
                    feed_.hints.skip_days =
                        static_cast<std::uint8_t>(feed_.hints.skip_days | (1U << day));
        }
    }

    /// sy:updatePeriod divided by sy:updateFrequency (RSS 1.0 Syndication module); `<ttl>` goes
    /// first.
    void finish_metadata() {
        context_.language = feed_.language;
        context_.site = feed_.link;
        if (feed_.hints.ttl || update_period_.empty()) return;
        constexpr std::array<std::pair<std::string_view, std::int64_t>, 5> kPeriods{
            {{"hourly", 60},
             {"daily", 1'440},
             {"weekly", 10'080},
             {"monthly", 43'200},
             {"yearly", 525'600}}};
        for (const auto& [name, minutes] : kPeriods) {
            if (!equal_ignoring_case(update_period_, name)) continue;
            const std::int64_t frequency =
                std::clamp<std::int64_t>(update_frequency_.value_or(1), 1, minutes);
            feed_.hints.ttl = std::chrono::minutes{std::min(minutes / frequency, kTtlMinutesMax)};
        }
    }

    /// Items stand in the channel (RSS), beside it (RDF), in the feed (Atom) or in `items`
    /// (RSS 1.1).
    void read_items(pugi::xml_node parent, int depth) {
        reserve_entries(parent);
        for (pugi::xml_node node = parent.first_child(); node; node = node.next_sibling()) {
            if (node.type() != pugi::node_element) continue;
            const Names::Scope scope{names_, node};
            const Field field = names_.field_of(node.name());
            if (field == Field::Item)
                read_item(node);
            else if (depth < 2 && (field == Field::Channel || field == Field::ItemList))
                read_items(node, depth + 1);
        }
    }

    /// An entry is half a kilobyte to move, and a list that grows moves each one.
    void reserve_entries(pugi::xml_node parent) {
        if (!feed_.entries.empty()) return;
        std::size_t items = 0;
        for (pugi::xml_node node = parent.first_child(); node; node = node.next_sibling())
            if (names_.field_of(node.name()) == Field::Item) ++items;
        feed_.entries.reserve(std::min(items, options_.entries_max));
    }

    void read_item(pugi::xml_node node) {
        if (feed_.entries.size() >= options_.entries_max) {
            ++left_out_;
            return;
        }
        feed_.entries.push_back(read_entry(node, names_, context_));
    }

    const ParseOptions& options_;
    Names names_;
    Context context_;
    Feed feed_;
    bool met_markup_ = false;
    bool language_from_element_ = false;
    int title_rank_ = 0;
    int link_rank_ = 0;
    std::string update_period_;
    std::optional<std::int64_t> update_frequency_ = std::nullopt;
    std::size_t left_out_ = 0;
};

}  // namespace

std::optional<FeedRoot> find_root(const pugi::xml_document& document) {
    for (const pugi::xml_node node : document.children()) {
        if (node.type() != pugi::node_element) continue;
        const std::string_view name = local_name(node.name());
        const auto is = [name](std::string_view known) { return equal_ignoring_case(name, known); };
        if (is("rss") || is("channel")) return FeedRoot{node, Feed::Format::Rss};
        if (is("rdf")) return FeedRoot{node, Feed::Format::Rdf};
        if (is("feed") || is("entry")) return FeedRoot{node, Feed::Format::Atom};
    }
    return std::nullopt;
}

FeedReading read_feed(const FeedRoot& root, const ParseOptions& options) {
    return FeedReader{root, options}.read(root.element);
}

}  // namespace ainews::feeds
