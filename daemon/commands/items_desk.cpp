#include "daemon/commands/items_desk.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/ascii.h"
#include "core/desk.h"
#include "core/json_text.h"
#include "core/results_json.h"
#include "daemon/exit.h"
#include "daemon/rescore.h"
#include "daemon/text_table.h"
#include "text/unicode.h"

extern char** environ;

namespace ainews::daemon {
namespace {

/// No field of an article is longer; a whole book by mistake is not stored.
constexpr std::size_t kTextBytesMax = 64U << 10U;
/// A title stands in lists, feeds and messages.
constexpr std::size_t kTitleCharsMax = 200;

std::string all_of(std::istream& in, const std::string& name) {
    std::ostringstream text;
    text << in.rdbuf();
    if (in.bad() || text.str().empty())
        throw Exit{ExitCode::BadData,
                   fmt::format("items edit: {} cannot be read or is empty", name)};
    return text.str();
}

std::string from_file(const std::string& file) {
    if (file == "-") return all_of(std::cin, "standard input");
    std::ifstream in{file, std::ios::binary};
    return all_of(in, file);
}

/// A private file that is gone when the editor is done with it.
class DraftFile {
public:
    explicit DraftFile(const std::string& text) {
        const int fd = mkstemp(path_.data());
        if (fd < 0) throw Exit{ExitCode::Unavailable, "items edit: no temporary file can be made"};
        close(fd);
        std::ofstream{path_.data(), std::ios::binary} << text << '\n';
    }
    ~DraftFile() { unlink(path_.data()); }
    DraftFile(const DraftFile&) = delete;
    DraftFile& operator=(const DraftFile&) = delete;
    [[nodiscard]] const char* path() const noexcept { return path_.data(); }

private:
    std::array<char, 32> path_{"/tmp/ainewsd-edit-XXXXXX"};
};

/// $EDITOR may have arguments ("code --wait"), so a shell splits it; the file's name is one of its
/// arguments and never part of the script.
std::string from_editor(const std::string& before) {
    const char* editor = std::getenv("VISUAL");
    if (editor == nullptr || *editor == '\0') editor = std::getenv("EDITOR");
    if (isatty(STDIN_FILENO) == 0 || editor == nullptr || *editor == '\0')
        throw Exit{ExitCode::Usage,
                   "items edit: give --text, --file or --revert, or set EDITOR on a terminal"};
    const DraftFile draft{before};
    const std::string script = std::string{editor} + " \"$1\"";
    const char* argv[] = {"sh", "-c", script.c_str(), "sh", draft.path(), nullptr};
    pid_t child = 0;
    if (posix_spawn(&child, "/bin/sh", nullptr, nullptr, const_cast<char* const*>(argv), environ) !=
        0)
        throw Exit{ExitCode::Unavailable, "items edit: the editor cannot be started"};
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        throw Exit{ExitCode::BadData, "items edit: the editor gave up; nothing was changed"};
    return from_file(draft.path());
}

/// One text without what no page may hold; the end's line break is the editor program's.
std::string cleaned(std::string text) {
    if (text.size() > kTextBytesMax)
        throw Exit{ExitCode::BadData, fmt::format("items edit: more than {} bytes", kTextBytesMax)};
    if (!text::is_utf8(text)) throw Exit{ExitCode::BadData, "items edit: the text is not UTF-8"};
    std::erase(text, '\r');
    if (std::ranges::any_of(text, [](char c) {
            return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
        }))
        throw Exit{ExitCode::BadData, "items edit: the text has control characters"};
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    return text;
}

std::string typed_text(const Items& options, const Item& item) {
    if (options.text) return cleaned(*options.text);
    if (!options.file.empty()) return cleaned(from_file(options.file));
    const auto before = field_text(item, options.field);
    if (!before) throw Exit{ExitCode::BadData, item_line(item.id, before.error().message)};
    return cleaned(from_editor(*before));
}

std::string wanted_text(const Items& options, const Item& item) {
    std::string text = typed_text(options, item);
    const bool is_title = hand_field(options.field)->what == HandField::What::Title;
    if (is_title && text::length(text) > kTitleCharsMax)
        throw Exit{ExitCode::BadData,
                   fmt::format("items edit: a title of more than {} characters", kTitleCharsMax)};
    return text;
}

}  // namespace

Item require_item(Context& context, ItemId id) {
    auto item = context.store().item(id);
    if (!item) throw Exit{ExitCode::BadData, item_line(id, item.error().message)};
    return std::move(*item);
}

std::string item_line(ItemId id, std::string_view message) {
    const std::string name = fmt::format("item {}", id);
    const auto at = message.find(name);
    const auto end = at + name.size();
    const bool named =
        at != std::string_view::npos && (end == message.size() || !is_digit(message[end]));
    return named ? std::string{message} : fmt::format("{}: {}", name, message);
}

std::string outcome_json(ItemId id, bool ok, std::string_view message) {
    return dump({{"id", id}, {"ok", ok}, {"message", message}});
}

ExitCode set_publish_state(const Items& options, Context& context) {
    return for_ids(options.ids, "now ", [&](ItemId id) {
        return context.store()
            .set_publish_state(id, options.publish, options.reason, options.note,
                               context.clock().now())
            .map([&] { return std::string{to_string(options.publish)}; });
    });
}

ExitCode set_pinned(const Items& options, Context& context) {
    const bool pinned = options.verb == Items::Verb::Pin;
    return for_ids(options.ids, pinned ? "pinned" : "unpinned", [&](ItemId id) {
        return context.store()
            .set_pinned(id, pinned, options.reason, context.clock().now())
            .map([] { return std::string{}; });
    });
}

ExitCode edit_item(const Items& options, Context& context) {
    if (!hand_field(options.field))
        throw Exit{ExitCode::Usage, fmt::format("items edit: no field \"{}\"; there are {}",
                                                options.field, kHandFieldNames)};
    const Item item = require_item(context, options.ids.front());
    HandEdit edit{item.id,        options.field, std::nullopt,
                  options.reason, options.note,  context.clock().now()};
    if (!options.revert) edit.text = wanted_text(options, item);
    const auto receipt = context.store().edit_text(edit);
    if (!receipt) throw Exit{ExitCode::BadData, item_line(item.id, receipt.error().message)};
    std::cout << fmt::format(
        "item {}: {} {}\n", item.id, options.field,
        receipt->correction
            ? "corrected; readers are told at the next publish"
            : (receipt->before == receipt->after ? "unchanged" : "set; readers had not seen it"));
    return ExitCode::Ok;
}

ExitCode rescore(const Items& options, Context& context) {
    const ScoreWeights weights = context.config().score.weights();
    const auto done = rescore_archive(context.store(), weights, context.clock().now());
    if (!done) throw Exit{ExitCode::Unavailable, done.error().message};
    const RescoreReport& report = *done;
    if (options.json) {
        std::cout << fmt::format(
            "{{\"rated\":{},\"totals_changed\":{},\"stars_up\":{},\"stars_down\":{}}}\n",
            report.rated, report.totals_changed, report.stars_up, report.stars_down);
        return ExitCode::Ok;
    }
    std::cout << fmt::format(
        "{} rated items; {} totals changed, {} items gained stars, {} lost some; no model was "
        "asked\n",
        report.rated, report.totals_changed, report.stars_up, report.stars_down);
    if (report.examples.empty()) return ExitCode::Ok;
    TextTable table{{"TOTAL", "★ WAS", "★ IS", "ID", "TITLE"}};
    for (const RescoredItem& item : report.examples)
        table.add({std::to_string(item.total), std::to_string(item.before),
                   std::to_string(item.after), std::to_string(item.id),
                   fit(item.title, kTitleColumns)});
    table.print(std::cout);
    return ExitCode::Ok;
}

}  // namespace ainews::daemon
