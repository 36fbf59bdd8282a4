// ainewsd-record: prints docs/recording.md, what an operator sees of a cycle, from the real program
// on the sample newsroom.
#include <fmt/format.h>
#include <signal.h>

#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "core/clock.h"
#include "tests/integration/terminal.h"
#include "tests/support/newsroom_config.h"
#include "tests/support/newsroom_server.h"
#include "tests/support/temp_dir.h"

namespace ainews::testing {
namespace {

using namespace std::chrono_literals;

constexpr TerminalSize kSize{.columns = 96, .rows = 30};
constexpr auto kRunMax = 3min;
constexpr std::size_t kFrames = 4;
constexpr const char* kKey = "newsroom-sample-key-7f3d9a";

newsroom::ServerOptions server_options(std::chrono::milliseconds delay) {
    return {.now = std::chrono::floor<std::chrono::seconds>(SystemClock{}.now()),
            .delay = delay,
            .secret = kKey};
}

std::vector<std::string> configure(const newsroom::NewsroomServer& server,
                                   const std::filesystem::path& directory) {
    newsroom::write_config(
        server.library(),
        {.directory = directory, .port = server.port(), .secret = kKey, .serve = false});
    return {"--config", (directory / "ainewsd.toml").string()};
}

/// A recording must not show where it was made.
std::string without_place(std::string text, const std::string& directory) {
    for (auto at = text.find(directory); at != std::string::npos; at = text.find(directory, at))
        text.replace(at, directory.size(), "/var/lib/ainewsd");
    return text;
}

/// The live view at a few moments of the run, evenly spread.
std::vector<std::string> frames(const std::string& output) {
    constexpr std::string_view kWipe = "\x1b[J";
    std::vector<std::string> views;
    for (auto at = output.find(kWipe); at != std::string::npos; at = output.find(kWipe, at + 1)) {
        const auto begin = output.rfind('\r', at);
        std::string view;
        for (const std::string& line :
             shown_lines(std::string_view{output}.substr(0, begin), kSize.columns))
            if (line.starts_with("polled ") || !view.empty()) view += line + "\n";
        if (!view.empty() && (views.empty() || views.back() != view)) views.push_back(view);
    }
    std::vector<std::string> chosen;
    for (std::size_t i = 1; i <= kFrames && !views.empty(); ++i)
        chosen.push_back(views[(views.size() - 1) * i / kFrames]);
    return chosen;
}

void record_once() {
    const newsroom::NewsroomServer server{server_options(150ms)};
    const TempDir directory;
    auto arguments = configure(server, directory.path());
    arguments.emplace_back("--once");
    Terminal terminal{arguments, kSize, {{"NO_COLOR", "1"}}};
    if (terminal.wait(kRunMax) != Ending{.code = 0})
        throw std::runtime_error{"--once failed:\n" + terminal.output()};
    fmt::print("## `ainewsd --once` on a terminal\n\nThe live view at four moments:\n\n");
    for (const std::string& view : frames(terminal.output())) fmt::print("```\n{}```\n\n", view);
    fmt::print("What is left on the terminal when it has ended, with exit code 0:\n\n```\n");
    for (const std::string& line : shown_lines(terminal.output(), kSize.columns))
        if (!line.empty()) fmt::print("{}\n", without_place(line, directory.path().string()));
    fmt::print("```\n\n");
}

void record_daemon() {
    newsroom::NewsroomServer server{server_options(20ms)};
    server.set_fault("feed-500@benchlight");
    const TempDir directory;
    DaemonProcess daemon{configure(server, directory.path()), {{"JOURNAL_STREAM", "8:1"}}};
    if (!daemon.wait_for_log("cycle polled=", kRunMax))
        throw std::runtime_error{"the daemon tells no cycle:\n" + daemon.log()};
    daemon.send_signal(SIGTERM);
    if (daemon.wait(kRunMax) != Ending{.code = 0})
        throw std::runtime_error{"the daemon failed:\n" + daemon.log()};
    fmt::print(
        "## A cycle of the daemon, as the journal gets it\n\nOne feed of the newsroom is broken. "
        "`<4>` and `<6>` are priorities that systemd reads and takes away.\n\n```\n{}```\n",
        without_place(daemon.log(), directory.path().string()));
}

}  // namespace
}  // namespace ainews::testing

int main() {
    try {
        fmt::print(
            "# A recording\n\nWhat an operator sees of a cycle: the real program on the sample "
            "newsroom, whose model takes 150 ms for an answer.\nMade by `scripts/record`, not "
            "written by hand.\n\n");
        ainews::testing::record_once();
        ainews::testing::record_daemon();
        return 0;
    } catch (const std::exception& error) {
        fmt::print(stderr, "ainewsd-record: {}\n", error.what());
        return 70;
    }
}
