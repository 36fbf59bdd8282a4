#include "daemon/command_line.h"

#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include <charconv>

#include "core/calendar.h"
#include "core/desk.h"
#include "daemon/command_line_sources.h"
#include "daemon/completion.h"
#include "daemon/exit_code.h"
#include "daemon/usage_error.h"

namespace ainews::daemon {
namespace {

/// Of --limit: more than any archive here holds.
constexpr int kItemsMax = 1'000'000'000;

constexpr const char* kFooter =
    "Exit codes: 0 done, 64 usage, 65 bad input data, 69 something needed is unavailable, 70 a "
    "bug,\n"
    "75 done but work waits for model, budget or rate, or was interrupted, 78 bad configuration.\n"
    "The manual: man ainewsd, man ainewsd.toml.\n";

/// The parser's own conversion takes a number that is too large for its largest.
CLI::Validator item_id() {
    return {[](std::string& text) {
                ItemId id = 0;
                const auto [end, error] =
                    std::from_chars(text.data(), text.data() + text.size(), id);
                const bool whole = error == std::errc{} && end == text.data() + text.size();
                return whole && id > 0 ? std::string{}
                                       : fmt::format("\"{}\" is not the id of an item", text);
            },
            ""};
}

/// Builds the parser beside the structs it fills; the chosen command is set by the callbacks.
class Parser {
public:
    Parser()
        : app_{
              "An hourly news daemon: polls feeds, asks a language model, publishes Japanese news.",
              "ainewsd"} {
        app_.set_version_flag("--version", std::string{"ainewsd "} + AINEWS_VERSION);
        app_.footer(kFooter);
        app_.require_subcommand(0, 1);
        app_.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
        app_.add_option("-c,--config", line_.global.config, "configuration file")
            ->type_name("FILE");
        app_.add_option("--log-level", line_.global.log_level,
                        "trace, debug, info, warn, error or off")
            ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error", "off"}));
        app_.add_option("--log-format", line_.global.log_format, "auto, text, journal or json")
            ->check(CLI::IsMember({"auto", "text", "journal", "json"}));
        add_once();
        add_check();
        add_status();
        add_sources_command(app_, sources_, [this] { line_.command = sources_; });
        add_items();
        add_search();
        add_publish();
        add_edition();
        add_compare();
        add_inspect("feed", "what the feed parser sees, as JSON", Inspect::What::Feed);
        add_inspect("article", "what the article extractor sees, as JSON", Inspect::What::Article);
        add_db();
        add_completion();
    }

    [[nodiscard]] const CLI::App& app() const noexcept { return app_; }

    std::variant<CommandLine, ParseExit> parse(int argc, const char* const* argv) {
        try {
            app_.parse(argc, argv);
        } catch (const CLI::ParseError& error) {
            std::ostringstream out;
            if (app_.exit(error, out, out) == 0) return ParseExit{0, out.str()};
            return wrong(usage_text(app_, error));
        }
        const bool has_command = !app_.get_subcommands().empty();
        if (const char* fault = once_fault(has_command))
            return wrong(std::string{"ainewsd: "} + fault + " (ainewsd --help)\n");
        if (shell_) return ParseExit{0, completion_script(describe(app_), *shell_)};
        if (once_flag_)
            line_.command = once_;
        else if (!has_command)
            line_.command = RunDaemon{};
        return line_;
    }

private:
    static ParseExit wrong(std::string text) { return {to_int(ExitCode::Usage), std::move(text)}; }

    /// What the options of one cycle may not stand beside; nullptr where all is well.
    [[nodiscard]] const char* once_fault(bool has_command) const {
        if (once_flag_) return has_command ? "--once goes with no other command" : nullptr;
        if (!once_options_given()) return nullptr;
        return has_command ? "these options go with --once; those of a command stand behind it"
                           : "these options go with --once";
    }

    [[nodiscard]] bool once_options_given() const {
        return !once_.sources.empty() || !once_.stages.empty() || !once_.since.empty() ||
               !once_.until.empty() || once_.limit || once_.plan || !once_.poll || !once_.publish ||
               once_.json;
    }

    void add_once() {
        auto* group = app_.add_option_group("one cycle");
        group->add_flag("--once", once_flag_, "one full cycle, then exit");
        group->add_option("--source", once_.sources, "only this source (repeatable)")
            ->type_name("SLUG")
            ->take_all()
            ->allow_extra_args(false);
        group
            ->add_option("--since", once_.since, "take up entries from then on, whatever their age")
            ->type_name("DATE|AGE");
        group->add_option("--until", once_.until, "leave later entries alone")
            ->type_name("DATE|AGE");
        group->add_option("--limit", once_.limit, "work on at most N items")
            ->check(CLI::Range(1, kItemsMax));
        group->add_option("--stages", once_.stages, "only these stages, comma-separated")
            ->delimiter(',')
            ->take_all();
        group->add_flag("--plan", once_.plan, "print what a run would do and cost, and do nothing");
        group->add_flag_callback(
            "--no-poll", [this] { once_.poll = false; }, "work on what is stored only");
        group->add_flag_callback(
            "--no-publish", [this] { once_.publish = false; }, "leave the site alone");
        group->add_flag("--json", once_.json, "the summary as one JSON object");
    }

    void add_check() {
        auto* sub = app_.add_subcommand(
            "check",
            "configuration valid, directories writable, each source and the model answer?");
        sub->add_flag("--json", check_.json, "one JSON object");
        auto* offline = sub->add_flag("--offline", check_.offline, "leave the network alone");
        sub->add_flag("--notify", check_.notify,
                      "really send each webhook a test message and call the heartbeat")
            ->excludes(offline);
        sub->callback([this] { line_.command = check_; });
    }

    void add_status() {
        auto* sub =
            app_.add_subcommand("status", "last cycle, next cycle, queue, failing sources, spend");
        sub->add_flag("--json", status_.json, "one JSON object");
        auto* watch = sub->add_flag("--watch", status_.watch, "again every two seconds");
        auto* spend = sub->add_flag("--spend", status_.spend,
                                    "where the money went: by day, stage, model and source");
        spend->excludes(watch);
        sub->add_option("--days", status_.days, "of --spend: this many days, today included")
            ->check(CLI::Range(1, 3660))
            ->needs(spend);
        sub->callback([this] { line_.command = status_; });
    }

    CLI::App* item_verb(CLI::App* items, const char* name, const char* help, Items::Verb which) {
        auto* leaf = items->add_subcommand(name, help);
        leaf->callback([this, which] {
            items_.verb = which;
            line_.command = items_;
        });
        return leaf;
    }

    void add_filters(CLI::App* leaf) {
        leaf->add_option("--source", items_.sources, "only this source (repeatable)")
            ->type_name("SLUG")
            ->take_all()
            ->allow_extra_args(false);
        leaf->add_option("--state", items_.states, "only this state (repeatable)")
            ->take_all()
            ->allow_extra_args(false)
            ->check(CLI::IsMember({"pending", "running", "waiting", "done", "skipped", "failed"}));
        leaf->add_option("--since", items_.since, "first seen at or after")->type_name("DATE|AGE");
        leaf->add_option("--until", items_.until, "first seen before")->type_name("DATE|AGE");
        leaf->add_option("--limit", items_.limit, "at most N items")
            ->check(CLI::Range(1, kItemsMax));
        leaf->add_flag("--held", items_.held, "only what is held for the editor");
        leaf->add_flag("--pinned", items_.pinned, "only what is pinned");
    }

    void add_items() {
        auto* sub =
            app_.add_subcommand("items", "list, show, explain, export, retry and change items");
        sub->require_subcommand(1);
        auto* list = item_verb(sub, "list", "one line an item, newest first", Items::Verb::List);
        add_filters(list);
        list->add_flag("--stale", items_.stale,
                       "only what was made with another prompt, model, terms or text");
        list->add_flag("--json", items_.json, "one JSON object a line");
        auto* exported = item_verb(sub, "export", "one JSON object a line", Items::Verb::Export);
        add_filters(exported);
        auto* show = item_verb(sub, "show", "one item as readers get it", Items::Verb::Show);
        show->add_option("id", items_.ids, "the item's id")
            ->required()
            ->expected(1)
            ->check(item_id());
        show->add_flag("--json", items_.json, "one JSON object");
        auto* explain =
            item_verb(sub, "explain", "the whole story of an item", Items::Verb::Explain);
        explain->add_option("id", items_.ids, "the item's id")
            ->required()
            ->expected(1)
            ->check(item_id());
        auto* retry = item_verb(sub, "retry", "open failed work again", Items::Verb::Retry);
        auto* ids = retry->add_option("id", items_.ids, "the items' ids")->check(item_id());
        retry->add_flag("--failed", items_.failed, "every failed item, in place of ids")
            ->excludes(ids);
        add_json(retry);
        add_redo(sub);
        auto* rescore =
            item_verb(sub, "rescore", "rank everything under today's weights; asks no model",
                      Items::Verb::Rescore);
        rescore->add_flag("--json", items_.json, "one JSON object");
        auto* gone =
            item_verb(sub, "delete",
                      "delete items for good: their pages go and their entries do not come back. "
                      "To tell readers, withdraw instead",
                      Items::Verb::Delete);
        add_ids(gone);
        gone->add_option("--reason", items_.reason, "kept in the tombstone");
        add_json(gone);
        add_desk(sub);
    }

    void add_redo(CLI::App* items) {
        auto* redo = item_verb(items, "redo",
                               "run a stage again; the old result is shown until then, and texts "
                               "set by hand stay",
                               Items::Verb::Redo);
        redo->add_option("stage", items_.stage, "the stage's name; with --stale: any, if left out");
        redo->add_option("id", items_.ids, "the items' ids")->check(item_id());
        redo->add_flag("--stale", items_.stale,
                       "only results made with another prompt, model, terms or text; of a "
                       "translation only the blocks that changed are paid for");
        add_filters(redo);
        add_json(redo);
    }

    void add_json(CLI::App* leaf) {
        leaf->add_flag("--json", items_.json, "one JSON object an item: what came of it");
    }

    void add_ids(CLI::App* leaf) {
        leaf->add_option("id", items_.ids, "the items' ids")->required()->check(item_id());
    }

    void add_desk(CLI::App* items) {
        add_state_verb(items, "hold", "keep from publication until released", PublishState::Held);
        add_state_verb(items, "release", "publish again", PublishState::Public);
        add_state_verb(items, "hide", "leave out of every list and take the page away",
                       PublishState::Hidden);
        add_state_verb(items, "withdraw", "replace the page by a dated notice, for good",
                       PublishState::Withdrawn);
        for (const auto& [name, help, verb] :
             {std::tuple{"pin", "put first in lists and editions", Items::Verb::Pin},
              std::tuple{"unpin", "take from the first place", Items::Verb::Unpin}}) {
            auto* leaf = item_verb(items, name, help, verb);
            add_ids(leaf);
            leaf->add_option("--reason", items_.reason, "why; kept with the item");
        }
        auto* edit = item_verb(items, "edit",
                               "set a text by hand; it survives redo, and is a dated correction "
                               "once readers may have seen the old one. Without --text, --file and "
                               "--revert: in $EDITOR",
                               Items::Verb::Edit);
        edit->add_option("id", items_.ids, "the item's id")
            ->required()
            ->expected(1)
            ->check(item_id());
        edit->add_option("--field", items_.field, std::string{kHandFieldNames})->required();
        auto* text = edit->add_option("--text", items_.text, "the text");
        auto* file = edit->add_option("--file", items_.file, "a file with the text, or -");
        auto* revert = edit->add_flag("--revert", items_.revert, "back to what the stage made");
        text->excludes(file);
        revert->excludes(text)->excludes(file);
        edit->add_option("--reason", items_.reason, "why; kept with the item");
        edit->add_option("--note", items_.note, "what readers are told, if it is a correction");
    }

    void add_state_verb(CLI::App* items, const char* name, const char* help, PublishState state) {
        auto* leaf = items->add_subcommand(name, help);
        add_ids(leaf);
        leaf->add_option("--reason", items_.reason, "why; kept with the item");
        leaf->add_option("--note", items_.note, "shown to readers where the page stays");
        leaf->callback([this, state] {
            items_.verb = Items::Verb::SetState;
            items_.publish = state;
            line_.command = items_;
        });
    }

    void add_search() {
        auto* sub =
            app_.add_subcommand("search", "full-text search over Japanese and original text");
        sub->add_option("query", search_words_, "words to look for")->required();
        sub->add_option("--limit", search_.limit, "at most N hits")->check(CLI::Range(1, 1000));
        sub->add_flag("--json", search_.json, "one JSON object a line");
        sub->callback([this] {
            search_.query = CLI::detail::join(search_words_, " ");
            line_.command = search_;
        });
    }

    void add_publish() {
        auto* sub = app_.add_subcommand("publish", "render what changed");
        sub->add_flag("--all", publish_.all, "render everything");
        sub->callback([this] { line_.command = publish_; });
    }

    void add_edition() {
        auto* sub = app_.add_subcommand("edition", "show a paper; it is made where there is none");
        sub->require_subcommand(1);
        const auto kind = [this, sub](const char* name, const char* help, const char* type,
                                      EditionKind which) {
            auto* leaf = sub->add_subcommand(name, help);
            leaf->add_option("date", edition_.name, "which one; the newest that is over")
                ->type_name(type);
            leaf->add_flag("--force", edition_.force, "make it anew, frozen or not");
            leaf->add_flag("--json", edition_.json, "one JSON object");
            leaf->callback([this, which] {
                edition_.kind = which;
                line_.command = edition_;
            });
        };
        kind("daily", "AI日報 of a day", "YYYY-MM-DD", EditionKind::Daily);
        kind("hacker", "Hacker日報 of a day", "YYYY-MM-DD", EditionKind::Hacker);
        kind("weekly", "週報 of an ISO week", "YYYY-Www", EditionKind::Weekly);
    }

    void add_compare() {
        auto* sub = app_.add_subcommand(
            "compare",
            "ask a stage's model again for a sample, with another prompt or another model, and "
            "write one page with old and new answers side by side. Stores none of the answers; "
            "what they cost is counted");
        sub->add_option("stage", compare_.stage, "summarize, score, translate or analyze")
            ->required()
            ->check(CLI::IsMember({"summarize", "score", "translate", "analyze"}));
        sub->add_option("--sample", compare_.sample, "the newest N items that have an answer")
            ->check(CLI::Range(1, 500));
        auto* change = sub->add_option_group("what is another one");
        change->add_option("--prompt", compare_.prompt, "this file in place of the stage's prompt")
            ->type_name("FILE");
        change->add_option("--llm", compare_.llm, "this endpoint")->type_name("NAME");
        change->require_option(1);
        sub->add_option("--source", compare_.sources, "only this source (repeatable)")
            ->type_name("SLUG")
            ->take_all()
            ->allow_extra_args(false);
        sub->add_option("--since", compare_.since, "first seen at or after")->type_name("DATE|AGE");
        sub->add_option("--out", compare_.out, "the page; compare-STAGE.html if left out")
            ->type_name("FILE");
        sub->add_flag("--plan", compare_.plan, "print what it would cost, and ask nothing");
        sub->add_flag("--json", compare_.json, "the figures as one JSON object");
        sub->callback([this] { line_.command = compare_; });
    }

    void add_inspect(const char* name, const char* help, Inspect::What what) {
        auto* sub = app_.add_subcommand(name, help);
        sub->add_option("input", inspect_.input, "a file, an http(s) URL, or - for standard input")
            ->required();
        sub->add_option("--base-url", inspect_.base_url, "what relative links are relative to")
            ->type_name("URL");
        sub->add_option("--content-type", inspect_.content_type, "as the server would say it")
            ->type_name("CT");
        sub->callback([this, what] {
            inspect_.what = what;
            line_.command = inspect_;
        });
    }

    void add_db() {
        auto* sub = app_.add_subcommand("db", "look after the database");
        sub->require_subcommand(1);
        const auto verb = [this, sub](const char* name, const char* help, Db::Verb which,
                                      bool file) {
            auto* leaf = sub->add_subcommand(name, help);
            if (file) leaf->add_option("file", db_.file, "the backup's file")->required();
            leaf->callback([this, which] {
                db_.verb = which;
                line_.command = db_;
            });
        };
        verb("check", "is every page and every invariant sound?", Db::Verb::Check, false);
        verb("backup", "a consistent copy, also while the daemon runs", Db::Verb::Backup, true);
        verb("restore", "put a backup in the database's place", Db::Verb::Restore, true);
        verb("vacuum", "give unused space back", Db::Verb::Vacuum, false);
        verb("migrate", "bring the schema up to this version", Db::Verb::Migrate, false);
    }

    void add_completion() {
        auto* sub =
            app_.add_subcommand("completion", "print a script that completes commands in a shell");
        sub->require_subcommand(1);
        for (const auto& [name, help, shell] :
             {std::tuple{"bash", "for /usr/share/bash-completion/completions/ainewsd", Shell::Bash},
              std::tuple{"zsh", "for _ainewsd in a directory of $fpath", Shell::Zsh},
              std::tuple{"fish", "for ~/.config/fish/completions/ainewsd.fish", Shell::Fish}}) {
            const Shell chosen = shell;
            sub->add_subcommand(name, help)->callback([this, chosen] { shell_ = chosen; });
        }
    }

    CLI::App app_;
    CommandLine line_;
    std::optional<Shell> shell_;
    bool once_flag_ = false;
    RunOnce once_;
    Check check_;
    Status status_;
    Sources sources_;
    Items items_;
    Search search_;
    std::vector<std::string> search_words_;
    Publish publish_;
    Inspect inspect_;
    EditionCommand edition_;
    Compare compare_;
    Db db_;
};

}  // namespace

std::variant<CommandLine, ParseExit> parse_command_line(int argc, const char* const* argv) {
    return Parser{}.parse(argc, argv);
}

CommandHelp describe_command_line() { return describe(Parser{}.app()); }

std::optional<TimePoint> parse_when(std::string_view text, TimePoint now,
                                    std::string_view time_zone) {
    if (const auto exact = from_rfc3339(text)) return exact;
    if (const auto age = parse_duration(text)) return now - *age;
    return TimeZone{time_zone}.start_of(text);
}

}  // namespace ainews::daemon
