#include "daemon/commands/sources_edit.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <set>

#include "config/file_edit.h"
#include "config/load.h"
#include "config/source_file.h"
#include "daemon/exit.h"
#include "daemon/feed_finder.h"
#include "daemon/source_editor.h"
#include "daemon/text_table.h"
#include "daemon/wiring.h"
#include "feeds/opml.h"
#include "feeds/source_slug.h"
#include "net/http_client.h"
#include "text/unicode.h"
#include "text/url.h"

namespace ainews::daemon {
namespace {

constexpr std::size_t kEntriesShown = 3;
constexpr std::size_t kFeedTitleColumns = 70;
constexpr std::size_t kNameCharsMax = 200;
constexpr const char* kReload =
    "A running daemon takes it up at `systemctl reload ainewsd` (SIGHUP).\n";

SourceEditor editor_of(const Context& context) {
    return SourceEditor{context.config_file(), context.share_dir()};
}

std::set<std::string, std::less<>> slugs_of(const config::Config& config) {
    std::set<std::string, std::less<>> slugs;
    for (const Source& source : config.sources) slugs.insert(source.slug);
    return slugs;
}

/// The source that already polls this feed, whatever its address is dressed in.
const Source* polled_as(const config::Config& config, const std::string& url) {
    const std::string canonical = text::canonical_url(url);
    const auto found = std::ranges::find_if(config.sources, [&](const Source& source) {
        return source.url == url || text::canonical_url(source.url) == canonical;
    });
    return found == config.sources.end() ? nullptr : &*found;
}

void refuse_known(const config::Config& config, const std::string& url) {
    if (const Source* known = polled_as(config, url))
        throw Exit{ExitCode::BadData,
                   fmt::format("{} is already polled as \"{}\"", url, known->slug)};
}

[[noreturn]] void ask_to_choose(const FeedSearch& search, const std::string& url) {
    std::string lines = fmt::format("{} names several feeds; add one by its own address:", url);
    for (const text::FeedLink& link : search.choices)
        lines += fmt::format("\n  {}  {}", link.url, link.title.empty() ? link.type : link.title);
    throw Exit{ExitCode::BadData, lines};
}

std::string_view format_name(Feed::Format format) {
    switch (format) {
        case Feed::Format::Rss:
            return "RSS";
        case Feed::Format::Atom:
            return "Atom";
        case Feed::Format::Rdf:
            return "RSS 1.0";
        case Feed::Format::Json:
            return "JSON Feed";
    }
    return "feed";
}

void show(const FoundFeed& found, const TimeZone& zone) {
    const Feed& feed = found.feed;
    std::cout << fmt::format(
        "found     {} ({})\ntitle     {}\nlanguage  {}\nentries   {}\n", found.url,
        format_name(feed.format), fit(feed.title, kFeedTitleColumns),
        feed.language.empty() ? "not said" : feed.language, feed.entries.size());
    std::vector<const Entry*> newest;
    for (const Entry& entry : feed.entries) newest.push_back(&entry);
    std::ranges::stable_sort(newest, [](const Entry* a, const Entry* b) {
        return a->published.value_or(TimePoint{}) > b->published.value_or(TimePoint{});
    });
    newest.resize(std::min(newest.size(), kEntriesShown));
    for (const Entry* entry : newest)
        std::cout << fmt::format(
            "  {:<16}  {}\n",
            entry->published ? zone.format(*entry->published, "%Y-%m-%d %H:%M") : "no date",
            fit(entry->title, kFeedTitleColumns));
    for (const std::string& problem : feed.problems) std::cout << "  (" << problem << ")\n";
}

/// "en" of "en-US"; empty where the feed says nothing that looks like a tag.
std::string primary_language(std::string_view tag) {
    std::string primary = text::ascii_lower(tag.substr(0, tag.find_first_of("-_")));
    const bool plausible =
        (primary.size() == 2 || primary.size() == 3) &&
        std::ranges::all_of(primary, [](char c) { return c >= 'a' && c <= 'z'; });
    return plausible ? primary : std::string{};
}

Source source_of(const Sources& options, const FoundFeed& found, const config::Config& config) {
    Source source = options.source;
    source.url = found.url;
    if (source.name.empty())
        source.name = text::truncate(text::collapse_space(found.feed.title), kNameCharsMax);
    if (source.name.empty()) source.name = text::host_of(found.url);
    if (source.language.empty()) source.language = primary_language(found.feed.language);
    if (source.slug.empty())
        source.slug = feeds::SlugMaker{slugs_of(config)}.make(source.name, source.url);
    return source;
}

void tell(const SourceEditor::Done& done, bool dry_run, std::string_view what) {
    if (!done.note.empty()) std::cout << done.note << '\n';
    std::cout << fmt::format("{}{}\n", dry_run ? "would be " : "", what);
    if (dry_run)
        std::cout << "nothing is written (--dry-run)\n";
    else
        std::cout << kReload;
}

/// What is wrong with it as a source of its own; empty where nothing is.
std::string fault_of(const Source& source) {
    const auto loaded = config::load_from_string(config::source_table(source));
    if (loaded) return {};
    const config::ConfigError& first = loaded.error().front();
    return first.key.substr(first.key.find('.') + 1) + ": " + first.message;
}

struct Intake {
    std::vector<Source> sources;
    std::vector<std::string> left_out;
    std::size_t known = 0;
};

/// Sorts a list's sources into those to add and the rest, and gives slugs and names to those
/// without.
Intake intake_of(feeds::Opml list, const Sources& options, const config::Config& config) {
    Intake intake;
    intake.left_out = std::move(list.problems);
    std::set<std::string, std::less<>> polled;
    for (const Source& source : config.sources) polled.insert(text::canonical_url(source.url));
    feeds::SlugMaker slugs{slugs_of(config)};
    for (Source& source : list.sources) {
        if (polled.contains(text::canonical_url(source.url))) {
            ++intake.known;
            continue;
        }
        if (source.name.empty()) source.name = text::host_of(source.url);
        if (source.slug.empty() && options.kind_given) source.kind = options.source.kind;
        if (!source.slug.empty() && !slugs.take(source.slug)) {
            intake.left_out.push_back(
                fmt::format("left out: {}: the slug \"{}\" is taken", source.url, source.slug));
            continue;
        }
        intake.sources.push_back(std::move(source));
    }
    // Slugs of the list go before those made here, wherever they stand in it.
    for (Source& source : intake.sources)
        if (source.slug.empty()) source.slug = slugs.make(source.name, source.url);
    std::erase_if(intake.sources, [&](const Source& source) {
        const std::string fault = fault_of(source);
        if (!fault.empty())
            intake.left_out.push_back(fmt::format("left out: {}: {}", source.url, fault));
        return !fault.empty();
    });
    return intake;
}

/// At most one byte more than the reader takes, so that it can say so.
std::string read_list(const std::string& file) {
    std::ifstream opened;
    if (file != "-") opened.open(file, std::ios::binary);
    std::istream& in = file == "-" ? std::cin : opened;
    if (!in || (file != "-" && !opened.is_open()))
        throw Exit{ExitCode::BadData, fmt::format("{}: cannot be opened", file)};
    std::string bytes(feeds::OpmlLimits{}.bytes_max + 1, '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (in.bad()) throw Exit{ExitCode::BadData, fmt::format("{}: cannot be read", file)};
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    return bytes;
}

}  // namespace

ExitCode add_source(const Sources& options, Context& context) {
    if (!text::is_http_url(options.url))
        throw Exit{ExitCode::Usage, fmt::format("{}: not an http or https address", options.url)};
    const config::Config& config = context.config();
    refuse_known(config, options.url);
    if (slugs_of(config).contains(options.source.slug))
        throw Exit{ExitCode::BadData, fmt::format("the slug \"{}\" is taken", options.source.slug)};
    net::CurlHttpClient http{fetch_client_options(config), context.clock()};
    const auto search = find_feed(http, feed_limits(config.fetch), options.url);
    if (!search)
        throw Exit{
            search.error().kind == ErrorKind::BadInput ? ExitCode::BadData : ExitCode::Unavailable,
            fmt::format("{}: {}", options.url, search.error().message)};
    if (search->feeds.empty()) ask_to_choose(*search, options.url);
    const FoundFeed& found = search->feeds.front();
    show(found, context.zone());
    refuse_known(config, found.url);
    const Source source = source_of(options, found, config);
    const auto done = editor_of(context).add({source}, options.dry_run);
    std::cout << '\n' << config::source_table(source) << '\n';
    tell(done, options.dry_run, fmt::format("added to {}", done.file.string()));
    return ExitCode::Ok;
}

ExitCode remove_sources(const Sources& options, Context& context) {
    for (const std::string& slug : options.slugs) {
        const auto done = editor_of(context).remove(slug, options.dry_run);
        std::cout << fmt::format("{}: its items stay, on the site too, and work on them goes on\n",
                                 slug);
        tell(done, options.dry_run, fmt::format("taken out of {}", done.file.string()));
    }
    return ExitCode::Ok;
}

ExitCode import_sources(const Sources& options, Context& context) {
    auto list = feeds::parse_opml(read_list(options.file));
    if (!list)
        throw Exit{ExitCode::BadData, fmt::format("{}: {}", options.file, list.error().message)};
    // What was read is taken; as with items that fail, the exit code says that it is not all.
    const ExitCode code = list->cut ? ExitCode::BadData : ExitCode::Ok;
    const Intake intake = intake_of(*std::move(list), options, context.config());
    for (const std::string& line : intake.left_out) std::cout << line << '\n';
    std::cout << fmt::format("{} new, {} already polled{}\n", intake.sources.size(), intake.known,
                             intake.left_out.empty() ? "" : "; the rest is named above");
    if (intake.sources.empty()) return code;
    const auto done = editor_of(context).add(intake.sources, options.dry_run);
    if (options.dry_run)
        for (const Source& source : intake.sources)
            std::cout << fmt::format("{:<30}  {}\n", source.slug, source.url);
    tell(done, options.dry_run, fmt::format("added to {}", done.file.string()));
    return code;
}

ExitCode export_sources(const Sources& options, Context& context) {
    const std::string opml = feeds::write_opml(context.config().sources);
    if (options.file.empty() || options.file == "-") {
        std::cout << opml;
        return ExitCode::Ok;
    }
    if (const auto written = config::replace_file(options.file, opml); !written)
        throw Exit{ExitCode::Unavailable, written.error().message};
    std::cout << fmt::format("{} sources written to {}\n", context.config().sources.size(),
                             options.file);
    return ExitCode::Ok;
}

}  // namespace ainews::daemon
