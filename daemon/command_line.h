#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/clock.h"
#include "core/editions.h"
#include "core/item.h"
#include "core/item_store.h"
#include "core/source.h"
#include "daemon/command_help.h"

namespace ainews::daemon {

/// Options that stand before every command.
struct GlobalOptions {
    std::string config;  ///< empty: AINEWSD_CONFIG, ./ainewsd.toml, /etc/ainewsd/ainewsd.toml, else
                         ///< the defaults
    std::string log_level;   ///< empty: as configured
    std::string log_format;  ///< empty: as configured
};

struct RunDaemon {};

/// `--once`: one full cycle, then exit.
struct RunOnce {
    std::vector<std::string> sources;
    std::vector<std::string> stages;
    std::string since;  ///< RFC 3339, a date, or an age such as 7d
    std::string until;
    std::optional<int> limit = std::nullopt;
    bool plan = false;
    bool poll = true;
    bool publish = true;
    bool json = false;
};

struct Check {
    bool json = false;
    bool offline = false;  ///< leave the network alone
    bool notify = false;   ///< send each webhook a message and call the heartbeat
};

struct Status {
    bool json = false;
    bool watch = false;
    bool spend = false;  ///< tables of where the money went
    int days = 30;       ///< of those
};

struct Sources {
    enum class Verb { List, Add, Remove, Pause, Resume, Poll, Report, Import, Export };
    Verb verb = Verb::List;
    std::vector<std::string> slugs;
    std::vector<std::string> states;  ///< of List: only these; empty: all
    std::vector<std::string> kinds;   ///< of List
    std::string url;                  ///< of Add: a feed's, or a page's
    Source source;                    ///< of Add: what was given of it; of Import: its kind
    bool kind_given = false;          ///< of Add and Import
    std::string file;                 ///< of Import and Export; empty: standard output
    int days = 30;                    ///< of Report
    bool dry_run = false;
    bool json = false;
};

struct Items {
    enum class Verb {
        List,
        Show,
        Explain,
        Export,
        Retry,
        Redo,
        Rescore,
        Delete,
        SetState,
        Pin,
        Unpin,
        Edit
    };
    Verb verb = Verb::List;
    std::vector<ItemId> ids;
    std::string stage;                 ///< of redo
    std::vector<std::string> sources;  ///< filters
    std::vector<std::string> states;
    std::string since;
    std::string until;
    std::optional<int> limit = std::nullopt;
    bool failed = false;                          ///< retry every failed item
    PublishState publish = PublishState::Public;  ///< of SetState
    std::string reason;
    std::string note;
    bool held = false;    ///< only held items
    bool pinned = false;  ///< only pinned items
    bool stale = false;   ///< only stages (redo) or items (list) whose input, prompt ... changed
    std::string field;    ///< of Edit: title, body:3 ...
    std::optional<std::string> text = std::nullopt;  ///< of Edit
    std::string file;                                ///< of Edit: a file, or "-"
    bool revert = false;                             ///< of Edit
    bool json = false;
};

struct Search {
    std::string query;
    int limit = 20;
    bool json = false;
};

struct Publish {
    bool all = false;
};

/// `feed` and `article`: what the parser or the extractor sees.
struct Inspect {
    enum class What { Feed, Article };
    What what = What::Feed;
    std::string input;  ///< a file, an http(s) URL, or "-"
    std::string base_url;
    std::string content_type;
};

/// `compare`: asks a stage's model again for a sample and sets old and new answers side by side.
struct Compare {
    std::string stage;
    int sample = 10;
    std::string prompt;  ///< a file in place of the stage's prompt; or
    std::string llm;     ///< another endpoint
    std::vector<std::string> sources;
    std::string since;
    std::string out;  ///< the page; empty: compare-STAGE.html
    bool plan = false;
    bool json = false;
};

/// `edition`: shows an edition, made first where there is none.
struct EditionCommand {
    EditionKind kind = EditionKind::Daily;
    std::string name;    ///< 2026-05-01 or 2026-W18; empty: the newest that is over
    bool force = false;  ///< make it anew, frozen or not
    bool json = false;
};

struct Db {
    enum class Verb { Check, Backup, Restore, Vacuum, Migrate };
    Verb verb = Verb::Check;
    std::string file;
};

using Command = std::variant<RunDaemon, RunOnce, Check, Status, Sources, Items, Search, Publish,
                             Inspect, EditionCommand, Compare, Db>;

struct CommandLine {
    GlobalOptions global;
    Command command;
};

/// What parsing came to: a command to run, or text that was asked for or an error (already worded),
/// with the exit code that goes with it.
struct ParseExit {
    int code = 0;
    std::string text;
};

[[nodiscard]] std::variant<CommandLine, ParseExit> parse_command_line(int argc,
                                                                      const char* const* argv);

/// Every command and option there is.
[[nodiscard]] CommandHelp describe_command_line();

/// "2026-05-01", an RFC 3339 time, or an age such as "7d" counted back from `now`; nullopt if none.
[[nodiscard]] std::optional<TimePoint> parse_when(std::string_view text, TimePoint now,
                                                  std::string_view time_zone);

}  // namespace ainews::daemon
