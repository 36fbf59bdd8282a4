#include "pipeline/newsletter.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "pipeline/code_points.h"
#include "text/unicode.h"
#include "text/url.h"
#include "text/words.h"

namespace ainews::pipeline {
namespace {

// Lengths in code points. CJK says as much in a third of them, hence low bounds.
constexpr std::size_t kBlurbMin = 30;
constexpr std::size_t kTitleMin = 4;
constexpr std::size_t kTitleMax = 200;
/// A headline is a link where this much of it is.
constexpr double kHeadlineShare = 0.6;
/// Sections that make a list of links hold so much of its text.
constexpr double kCoverageMin = 0.6;

constexpr std::string_view kAdvertisement[] = {"sponsor",    "sponsored", "advertisement", "広告",
                                               "スポンサー", "赞助",      "广告"};

bool is_advertisement(std::string_view title) {
    return std::ranges::any_of(
        kAdvertisement, [&](std::string_view word) { return text::contains_word(title, word); });
}

bool is_text(const Block& block) {
    return !block.dropped && (block.kind == BlockKind::Paragraph || block.kind == BlockKind::List ||
                              block.kind == BlockKind::Quote);
}

struct Link {
    std::string href;
    std::string title;  ///< what the link says
    std::int64_t start = 0;
    std::int64_t end = 0;
};

/// A line of text with its links to other sites.
struct Line {
    std::string text;
    std::vector<Link> links;
};

/// The block's lines (of a list: its items), each with the outbound links that begin in it.
std::vector<Line> lines_of(const Block& block, const std::string& site) {
    std::vector<Line> lines;
    const std::u32string text = code_points(block.text);
    std::size_t from = 0;
    while (from <= text.size()) {
        const std::size_t end = block.kind == BlockKind::List
                                    ? std::min(text.find(U'\n', from), text.size())
                                    : text.size();
        Line line{to_utf8(text.substr(from, end - from)), {}};
        for (const Span& span : block.spans) {
            const auto start = static_cast<std::size_t>(std::max<std::int64_t>(span.start, 0));
            const auto stop = std::min(static_cast<std::size_t>(span.end), end);
            if (start < from || start >= end || stop <= start) continue;
            if (!text::is_http_url(span.href) || text::site_of(span.href) == site) continue;
            line.links.push_back({span.href, to_utf8(text.substr(start, stop - start)),
                                  static_cast<std::int64_t>(start - from),
                                  static_cast<std::int64_t>(stop - from)});
        }
        lines.push_back(std::move(line));
        from = end + 1;
    }
    return lines;
}

/// Links of one line to one address count once.
std::size_t addresses(const std::vector<Link>& links) {
    std::set<std::string> hrefs;
    for (const Link& link : links) hrefs.insert(text::canonical_url(link.href));
    return hrefs.size();
}

class SectionFinder {
public:
    explicit SectionFinder(std::string_view url) : site_{text::site_of(url)} {}

    void read(const Block& block) {
        if (block.dropped) return;
        if (block.kind == BlockKind::Heading) {
            headline(block);
        } else if (block.kind == BlockKind::List) {
            close();
            for (const Line& line : lines_of(block, site_))
                if (addresses(line.links) == 1) add(line.links.front(), line.text);
        } else if (is_text(block)) {
            paragraph(lines_of(block, site_).front());
        }
    }

    [[nodiscard]] std::vector<NewsletterSection> take() {
        close();
        return std::move(sections_);
    }

private:
    /// What stands under a headline so far.
    struct Open {
        std::string title;
        std::optional<Link> link = std::nullopt;
        std::string blurb;
        bool several = false;  ///< more than one address below: none of them is what it is about
        bool begun = false;    ///< its headline is the first words of a paragraph
    };

    void headline(const Block& block) {
        close();
        const Line line = lines_of(block, site_).front();
        Open open;
        open.title = line.text;
        if (!line.links.empty()) {
            const Link& link = line.links.front();
            const auto length = static_cast<double>(text::length(line.text));
            if (static_cast<double>(link.end - link.start) >= kHeadlineShare * length)
                open.link = link;
        }
        linked_headline_ = open.link.has_value();
        open_ = std::move(open);
    }

    void paragraph(const Line& line) {
        const bool begins = !line.links.empty() && line.links.front().start == 0 &&
                            text::length(line.links.front().title) >= kTitleMin;
        if (begins && !linked_headline_) return begin(line);
        if (!open_) return;
        const auto count = addresses(line.links);
        if (linked_headline_ || count == 0 || (count == 1 && leads_there(line.links.front()))) {
            append(line.text);
        } else if (!open_->link && count == 1) {
            open_->link = line.links.front();
            append(line.text);
        } else if (open_->begun) {
            close();
        } else {
            open_->several = true;
        }
    }

    /// A paragraph whose first words are a link: a headline with its text, which may go on in the
    /// next paragraphs.
    void begin(const Line& line) {
        close();
        const Link& link = line.links.front();
        const auto rest = code_points(line.text).substr(static_cast<std::size_t>(link.end));
        open_ = Open{.title = link.title,
                     .link = link,
                     .blurb = std::string{text::trim(to_utf8(rest))},
                     .several = addresses(line.links) > 1,
                     .begun = true};
    }

    [[nodiscard]] bool leads_there(const Link& link) const {
        return open_->link &&
               text::canonical_url(link.href) == text::canonical_url(open_->link->href);
    }

    void append(std::string_view paragraph) {
        if (!open_->blurb.empty()) open_->blurb += "\n\n";
        open_->blurb += paragraph;
    }

    void close() {
        if (open_ && open_->link && !open_->several) {
            Link link = *open_->link;
            link.title = open_->title;
            add(link, open_->blurb);
        }
        open_.reset();
        linked_headline_ = false;
    }

    void add(const Link& link, std::string_view blurb) {
        const std::string title = text::truncate(text::collapse_space(link.title), kTitleMax);
        if (text::length(blurb) < kBlurbMin || text::length(title) < kTitleMin ||
            sections_.size() >= kNewsletterSectionsMax)
            return;
        if (is_advertisement(title)) return;
        const std::string address = text::canonical_url(link.href);
        if (address.empty() || std::ranges::find(seen_, address) != seen_.end()) return;
        seen_.push_back(address);
        sections_.push_back({link.href, title, std::string{blurb}});
    }

    std::string site_;
    std::vector<NewsletterSection> sections_;
    std::vector<std::string> seen_;
    std::optional<Open> open_;
    bool linked_headline_ = false;
};

}  // namespace

std::vector<NewsletterSection> newsletter_sections(const std::vector<Block>& blocks,
                                                   std::string_view url) {
    SectionFinder finder{url};
    for (const Block& block : blocks) finder.read(block);
    return finder.take();
}

bool is_list_of_links(const std::vector<NewsletterSection>& sections,
                      const std::vector<Block>& blocks) {
    if (sections.size() < kSectionsMin) return false;
    std::size_t all = 0;
    for (const Block& block : blocks)
        if (is_text(block)) all += text::length(block.text);
    std::size_t covered = 0;
    for (const NewsletterSection& section : sections) covered += text::length(section.blurb);
    return static_cast<double>(covered) >= kCoverageMin * static_cast<double>(all);
}

}  // namespace ainews::pipeline
