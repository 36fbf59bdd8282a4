#include "daemon/command_line_sources.h"

#include <CLI/CLI.hpp>

namespace ainews::daemon {
namespace {

constexpr int kReportDaysMax = 3660;

const char* const kKinds[] = {"news", "blog", "research", "community", "video", "tools"};
const char* const kRights[] = {"full", "summary", "link"};
const char* const kStates[] = {"ok", "failing", "gone", "paused"};

template <std::size_t N>
CLI::IsMember one_of(const char* const (&names)[N]) {
    return CLI::IsMember(std::vector<std::string>(std::begin(names), std::end(names)));
}

class SourcesParser {
public:
    SourcesParser(CLI::App& app, Sources& sources, const std::function<void()>& chosen)
        : sub_{app.add_subcommand("sources",
                                  "list, add, remove, pause, resume, poll, report, import and "
                                  "export sources")},
          sources_{sources},
          chosen_{chosen} {
        sub_->require_subcommand(1);
    }

    void add_all() {
        add_list();
        add_add();
        add_slugs(verb("remove", "take it out of the sources file; its items stay",
                       Sources::Verb::Remove));
        add_dry_run(last_);
        add_slugs(verb("pause", "stop polling it", Sources::Verb::Pause));
        add_slugs(verb("resume", "poll it again; revives one that is gone", Sources::Verb::Resume));
        add_slugs(
            verb("poll", "poll it at the next cycle whatever its schedule", Sources::Verb::Poll));
        add_report();
        add_lists();
    }

private:
    CLI::App* verb(const char* name, const char* help, Sources::Verb which) {
        last_ = sub_->add_subcommand(name, help);
        last_->callback([&sources = sources_, chosen = chosen_, which] {
            sources.verb = which;
            chosen();
        });
        return last_;
    }

    void add_slugs(CLI::App* leaf) {
        leaf->add_option("slug", sources_.slugs, "the source's slug")->required();
    }

    void add_dry_run(CLI::App* leaf) {
        leaf->add_flag("--dry-run", sources_.dry_run, "say what would be done, and write nothing");
    }

    void add_kind(CLI::App* leaf, const char* help) {
        leaf->add_option_function<std::string>(
                "--kind",
                [&sources = sources_](const std::string& kind) {
                    sources.source.kind = source_kind_from(kind).value_or(SourceKind::News);
                    sources.kind_given = true;
                },
                help)
            ->check(one_of(kKinds));
    }

    void add_list() {
        auto* leaf = verb("list", "every source and how it is", Sources::Verb::List);
        leaf->add_option("--state", sources_.states, "only those (repeatable)")
            ->take_all()
            ->allow_extra_args(false)
            ->check(one_of(kStates));
        leaf->add_option("--kind", sources_.kinds, "only those (repeatable)")
            ->take_all()
            ->allow_extra_args(false)
            ->check(one_of(kKinds));
        leaf->add_flag("--json", sources_.json, "one JSON array");
    }

    void add_add() {
        auto* leaf = verb("add", "find the feed behind an address and write it to the sources file",
                          Sources::Verb::Add);
        leaf->add_option("url", sources_.url, "of the feed, or of a page that names it")
            ->required();
        Source& source = sources_.source;
        leaf->add_option("--name", source.name, "what readers see; else the feed's title");
        leaf->add_option("--slug", source.slug, "its identity for good; else made from the name");
        add_kind(leaf, "what it is; else news");
        leaf->add_option("--language", source.language, "as in the configuration; else the feed's");
        leaf->add_option("--weight", source.weight, "orders the work")
            ->check(CLI::Range(0.1, 10.0));
        leaf->add_option_function<std::string>(
                "--rights",
                [&source](const std::string& rights) { source.rights = rights_from(rights); },
                "what may be published; full needs --rights-basis")
            ->check(one_of(kRights));
        leaf->add_option("--rights-basis", source.rights_basis, "shown to readers");
        leaf->add_flag("--paused", source.paused, "do not poll it yet");
        add_dry_run(leaf);
    }

    void add_report() {
        auto* leaf = verb("report", "what each source brought and cost", Sources::Verb::Report);
        leaf->add_option("--days", sources_.days, "this many days, today included")
            ->check(CLI::Range(1, kReportDaysMax));
        leaf->add_flag("--json", sources_.json, "one JSON object");
    }

    void add_lists() {
        auto* in = verb("import", "add the sources of an OPML file", Sources::Verb::Import);
        in->add_option("file", sources_.file, "an OPML file, or - for standard input")->required();
        add_kind(in, "of sources that say none; else news");
        add_dry_run(in);
        auto* out = verb("export", "write the sources as OPML", Sources::Verb::Export);
        out->add_option("file", sources_.file, "where to; else standard output");
    }

    CLI::App* sub_;
    CLI::App* last_ = nullptr;
    Sources& sources_;
    const std::function<void()>& chosen_;
};

}  // namespace

void add_sources_command(CLI::App& app, Sources& sources, const std::function<void()>& chosen) {
    SourcesParser{app, sources, chosen}.add_all();
}

}  // namespace ainews::daemon
