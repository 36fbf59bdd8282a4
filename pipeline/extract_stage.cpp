#include "pipeline/extract_stage.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/http_headers.h"
#include "core/json_text.h"
#include "core/results_json.h"
#include "core/sha256.h"
#include "pipeline/article_text.h"
#include "pipeline/boilerplate.h"
#include "pipeline/newsletter.h"
#include "pipeline/recurring_lines.h"
#include "text/article.h"
#include "text/html.h"
#include "text/language.h"
#include "text/unicode.h"
#include "text/url.h"
#include "text/words.h"

namespace ainews::pipeline {
namespace {

constexpr std::size_t kTitleBytesMax = 1024;
constexpr std::size_t kLanguageSample = 4000;  // bytes
/// An issue of a newsletter with fewer sections is an article.
constexpr std::size_t kIssueSectionsMin = 2;
constexpr Millis kPageAgainMax = std::chrono::hours{24};

/// What the feed or the page had, before it is decided which of them counts.
struct Text {
    text::Article article;
    std::vector<std::string> findings;
    bool from_page = false;
    bool partial = false;
};

/// Nothing where "at once" is all that it says: the queue's backoff knows better.
std::optional<Millis> retry_after(const HttpResponse& response, TimePoint now) {
    const auto wait = parse_retry_after(response.header("retry-after"), now);
    if (!wait || *wait <= Millis{0}) return std::nullopt;
    return std::min(*wait, kPageAgainMax);
}

bool is_html(std::string_view content_type) {
    const std::string type = text::ascii_lower(content_type);
    return type.empty() || type.find("html") != std::string::npos ||
           type.find("xml") != std::string::npos || type.starts_with("text/plain");
}

class Extract final : public Stage {
public:
    Extract(HttpClient& http, const Clock& clock, std::vector<Source> sources,
            ExtractOptions options)
        : http_{http},
          clock_{clock},
          options_{std::move(options)},
          robots_{std::make_unique<RobotsCache>(
              http, clock, RobotsOptions{.product_token = options_.user_agent_token})} {
        for (Source& source : sources) {
            std::string slug = source.slug;
            sources_.insert_or_assign(std::move(slug), std::move(source));
        }
    }

    [[nodiscard]] std::string_view name() const noexcept override { return stage_names::kExtract; }

    [[nodiscard]] Expected<StageOutput> run(const StageInput& input,
                                            std::stop_token stop) const override {
        if (stop.stop_requested()) return fail(ErrorKind::Cancelled, "stopped");
        const std::optional<Extraction> kept = kept_from_feed(input.item);
        Text text = feed_text(input.item);
        if (kept) text.article.blocks = kept->blocks;
        if (wants_page(input.item, text)) {
            auto page = page_text(input.item, stop);
            if (page) {
                choose_page(text, *std::move(page));
            } else if (may_retry(input.item, page.error())) {
                return tl::unexpected{std::move(page).error()};
            } else {
                text.findings.push_back(page.error().message + "; the feed's own text is used");
                text.partial = true;
            }
        }
        if (kept && !text.from_page) return stays(input.item, *kept, std::move(text.findings));
        return output_of(input.item, std::move(text));
    }

private:
    /// The earlier result, where it was made of the feed's text and that is kept no longer: reading
    /// again has nothing else to read.
    static std::optional<Extraction> kept_from_feed(const WorkItem& item) {
        if (item.entry.content_html || item.entry.summary_html || item.previous.empty())
            return std::nullopt;
        auto earlier = extraction_from_json(item.previous);
        if (!earlier || earlier->from_page) return std::nullopt;
        return *std::move(earlier);
    }

    static StageOutput stays(const WorkItem& item, const Extraction& kept,
                             std::vector<std::string> findings) {
        StageOutput out;
        out.result_json = item.previous;
        out.provenance.engine = "builtin";
        out.provenance.input_hash = sha256_hex("extract\n" + plain_text(kept.blocks));
        out.findings = std::move(findings);
        out.findings.emplace_back(
            "the feed's own text is kept for 48 hours only: the earlier result stays");
        return out;
    }

    [[nodiscard]] const Source* source_of(const WorkItem& item) const {
        const auto found = sources_.find(item.source);
        return found == sources_.end() ? nullptr : &found->second;
    }

    static Text feed_text(const WorkItem& item) {
        const std::string& base = item.entry.base_url.empty() ? item.url : item.entry.base_url;
        Text text;
        text.article.title = item.title;
        const std::string& html = item.entry.content_html   ? *item.entry.content_html
                                  : item.entry.summary_html ? *item.entry.summary_html
                                                            : kNoText;
        text.article.blocks = text::html_blocks(html, base);
        std::erase_if(text.article.blocks, [](const Block& block) {
            return block.kind == BlockKind::Paragraph && is_feed_footer(block.text);
        });
        return text;
    }

    [[nodiscard]] bool wants_page(const WorkItem& item, const Text& text) const {
        const Source* source = source_of(item);
        const TextMode mode = source == nullptr ? TextMode::Auto : source->text;
        // A video's page is a player; its feed has the description.
        if (source != nullptr && source->kind == SourceKind::Video && mode != TextMode::Page)
            return false;
        if (mode == TextMode::Feed || !text::is_http_url(item.url)) return false;
        return mode == TextMode::Page ||
               !is_whole_text(item.entry, plain_text(text.article.blocks));
    }

    /// An error's message is one line for the item's findings.
    [[nodiscard]] Expected<Text> page_text(const WorkItem& item,
                                           const std::stop_token& stop) const {
        const auto allowed = robots_->allows(item.url, stop);
        if (!allowed) return tl::unexpected{allowed.error()};
        if (!*allowed) return fail(ErrorKind::Refused, "robots.txt forbids the page");
        HttpRequest request{.url = item.url};
        request.headers = {{"Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"}};
        request.limits.body_bytes_max = options_.page_bytes_max;
        auto response = http_.perform(std::move(request), stop);
        if (!response)
            return tl::unexpected{
                Error{response.error().kind, "page: " + response.error().message}};
        if (response->status == 429 || response->status >= 500)
            return tl::unexpected{Error{ErrorKind::Transient,
                                        "page answered " + std::to_string(response->status),
                                        retry_after(*response, clock_.now())}};
        if (response->status / 100 != 2)
            return fail(ErrorKind::NotFound, "page answered " + std::to_string(response->status));
        const std::string type{response->header("content-type")};
        if (!is_html(type))
            return fail(ErrorKind::BadInput,
                        "page is not HTML (" + std::string{text::truncate_bytes(type, 60)} + ")");
        auto article = text::extract_article(text::decode_html(response->body, type).utf8,
                                             response->url.empty() ? item.url : response->url);
        if (!article) return fail(ErrorKind::BadInput, "page: " + article.error().message);
        Text text{.article = *std::move(article), .from_page = true};
        if (looks_paywalled(text.article.text)) {
            text.partial = true;
            text.findings.emplace_back("page asks to subscribe or log in");
        }
        return text;
    }

    [[nodiscard]] bool may_retry(const WorkItem& item, const Error& error) const {
        if (error.kind == ErrorKind::Cancelled) return true;
        const bool passing = error.kind == ErrorKind::Transient ||
                             error.kind == ErrorKind::Unavailable ||
                             error.kind == ErrorKind::RateLimited;
        return passing && clock_.now() - item.first_seen < options_.page_retry;
    }

    /// The page, unless the feed has clearly more (a page that is a teaser for the feed's own
    /// readers).
    static void choose_page(Text& feed, Text page) {
        const std::size_t feed_length = text::length(plain_text(feed.article.blocks));
        const std::size_t page_length = text::length(plain_text(page.article.blocks));
        if (page_length * 2 < feed_length) {
            feed.findings.emplace_back("page has less text than the feed");
            feed.article.canonical_url = page.article.canonical_url;
            feed.article.image = page.article.image;
            return;
        }
        feed = std::move(page);
    }

    [[nodiscard]] StageOutput output_of(const WorkItem& item, Text text) const {
        Extraction extraction = extraction_of(item, text);
        CleanBlocks clean = clean_blocks(std::move(text.article.blocks));
        drop_what_recurs(item, clean.blocks);
        std::string plain = plain_text(clean.blocks);
        if (clean.cut) text.findings.emplace_back("text was cut at its maximum length");
        if (text::length(plain) < options_.short_text_max) {
            text.partial = true;
            text.findings.emplace_back("text is very short");
        }
        if (plain.empty() && !extraction.title.empty()) {
            // A title alone is still news to its reader: later stages get it as the only block.
            clean.blocks.insert(
                clean.blocks.begin(),
                Block{.n = 1, .kind = BlockKind::Heading, .text = extraction.title, .level = 1});
            for (std::size_t i = 0; i < clean.blocks.size(); ++i)
                clean.blocks[i].n = static_cast<std::int64_t>(i) + 1;
            text.findings.emplace_back("there is no text but the title");
        }
        const Source* source = source_of(item);
        std::string declared = text.article.language;
        if (declared.empty()) declared = item.entry.language;
        if (declared.empty() && source != nullptr) declared = source->language;
        const std::string sample{
            text::truncate_bytes(plain.empty() ? extraction.title : plain, kLanguageSample)};
        extraction.language = text::detect_language(sample, declared);
        extraction.partial = text.partial || clean.cut;
        extraction.from_page = text.from_page;
        extraction.reading_minutes = reading_minutes(clean.blocks, extraction.language);
        extraction.blocks = std::move(clean.blocks);
        StageOutput out;
        out.facts = extract_facts(extraction);
        out.facts->newsletter = issue_of(item, source, extraction.blocks);
        out.result_json = dump(to_json(extraction));
        out.provenance.engine = "builtin";
        out.provenance.input_hash = sha256_hex("extract\n" + plain);
        out.findings = std::move(text.findings);
        return out;
    }

    /// Before any token is spent on it.
    void drop_what_recurs(const WorkItem& item, std::vector<Block>& blocks) const {
        if (options_.texts == nullptr) return;
        std::vector<std::vector<Block>> others;
        for (const std::string& stored :
             options_.texts->recent_extractions(item.source, item.id, kArticlesCompared))
            if (auto other = extraction_from_json(stored))
                others.push_back(std::move(other->blocks));
        drop_recurring(blocks, others);
    }

    /// What is not configured as a newsletter has to look like nothing else, and opens no items:
    /// an article's references are not ours to pay for.
    static NewsletterIssue issue_of(const WorkItem& item, const Source* source,
                                    const std::vector<Block>& blocks) {
        if (item.entry.id.starts_with(kNewsletterSectionGuid)) return {};
        const bool configured = source != nullptr && source->newsletter;
        auto sections = newsletter_sections(blocks, item.url);
        if (source != nullptr)
            std::erase_if(sections, [&](const NewsletterSection& section) {
                const std::string words = section.title + '\n' + section.blurb;
                return (!source->include.empty() && !text::contains_any(words, source->include)) ||
                       text::contains_any(words, source->exclude);
            });
        if (configured ? sections.size() < kIssueSectionsMin : !is_list_of_links(sections, blocks))
            return {};
        return {configured, std::move(sections)};
    }

    static Extraction extraction_of(const WorkItem& item, const Text& text) {
        Extraction extraction;
        extraction.title =
            text::truncate_bytes(text::collapse_space(text::without_invisible(
                                     text.article.title.empty() ? item.title : text.article.title)),
                                 kTitleBytesMax);
        extraction.byline = text.article.byline;
        extraction.site_name = text.article.site_name;
        extraction.canonical_url = text.article.canonical_url;
        extraction.image =
            text.article.image.empty() ? item.entry.image.value_or("") : text.article.image;
        extraction.published = text.article.published;
        return extraction;
    }

    static inline const std::string kNoText;

    HttpClient& http_;
    const Clock& clock_;
    ExtractOptions options_;
    std::unique_ptr<RobotsCache> robots_;
    std::map<std::string, Source, std::less<>> sources_;
};

}  // namespace

std::unique_ptr<Stage> make_extract(HttpClient& http, const Clock& clock,
                                    std::vector<Source> sources, ExtractOptions options) {
    return std::make_unique<Extract>(http, clock, std::move(sources), std::move(options));
}

}  // namespace ainews::pipeline
