#include "pipeline/command_engine.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "pipeline/child_process.h"
#include "pipeline/llm_json.h"
#include "text/unicode.h"

extern char** environ;

namespace ainews::pipeline {
namespace {

constexpr std::size_t kStderrKept = 4096;
constexpr std::size_t kChildMessageBytesMax = 300;
constexpr std::size_t kPieceBytes = 65536;
/// How often the time limit and the stop request are looked at.
constexpr int kTickMillis = 50;

std::vector<std::string> environment_of(const CommandSpec& spec) {
    std::vector<std::string> kept;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view pair{*entry};
        const auto name = pair.substr(0, pair.find('='));
        if (name == "PATH" || name == "HOME" || name == "LANG" || name == "TZ" ||
            name == "TMPDIR" || name.starts_with("LC_"))
            kept.emplace_back(pair);
    }
    for (const auto& [name, value] : spec.environment) kept.push_back(name + "=" + value);
    return kept;
}

std::string last_line(std::string_view text) {
    text = text::trim(text);
    if (const auto newline = text.rfind('\n'); newline != text.npos)
        text.remove_prefix(newline + 1);
    return std::string{
        text::truncate_bytes(text::collapse_space(text::clean_utf8(text)), kChildMessageBytesMax)};
}

/// Moves the bytes between us and the program until it has ended.
class ChildTalk {
public:
    ChildTalk(ChildProcess& child, const CommandSpec& spec, std::string_view input)
        : child_{child}, spec_{spec}, input_{input} {}

    std::string output;
    std::string complaint;  ///< the end of stderr

    /// Waits a moment at most; true once the program has ended and all it wrote is here.
    bool step() {
        std::array<pollfd, 4> polled{{{child_.in.get(), POLLOUT, 0},
                                      {child_.out.get(), POLLIN, 0},
                                      {child_.err.get(), POLLIN, 0},
                                      {ended_ ? -1 : child_.exit_fd(), POLLIN, 0}}};
        ::poll(polled.data(), polled.size(), kTickMillis);
        if (polled[0].revents != 0) write_some();
        if (polled[1].revents != 0) read_output();
        if (polled[2].revents != 0) read_complaint();
        if (polled[3].revents != 0) {
            // What it left running would hold the pipes open for ever.
            child_.kill_group();
            ended_ = true;
        }
        return ended_ && !child_.out.is_open() && !child_.err.is_open();
    }
    [[nodiscard]] bool is_too_large() const { return output.size() > spec_.output_bytes_max; }

private:
    void write_some() {
        const ssize_t sent = ::send(child_.in.get(), input_.data(), input_.size(), MSG_NOSIGNAL);
        if (sent >= 0) input_.remove_prefix(static_cast<std::size_t>(sent));
        if (input_.empty() || (sent < 0 && errno != EAGAIN && errno != EINTR)) child_.in.close();
    }

    /// The next bytes; closes the descriptor at the end.
    std::string_view read_some(Descriptor& from) {
        const ssize_t got = ::read(from.get(), piece_.data(), piece_.size());
        if (got > 0) return {piece_.data(), static_cast<std::size_t>(got)};
        if (got == 0 || (errno != EAGAIN && errno != EINTR)) from.close();
        return {};
    }

    void read_output() {
        output += read_some(child_.out);
        if (is_too_large()) child_.out.close();
    }

    void read_complaint() {
        complaint += read_some(child_.err);
        if (complaint.size() > kStderrKept) complaint.erase(0, complaint.size() - kStderrKept);
    }

    ChildProcess& child_;
    const CommandSpec& spec_;
    std::string_view input_;
    std::vector<char> piece_ = std::vector<char>(kPieceBytes);
    bool ended_ = false;
};

ErrorKind kind_of_exit(int code) {
    switch (code) {
        case EX_TEMPFAIL:
            return ErrorKind::Transient;
        case EX_UNAVAILABLE:
            return ErrorKind::Unavailable;
        case EX_DATAERR:
            return ErrorKind::BadInput;
        default:
            return ErrorKind::Rejected;
    }
}

Expected<std::string> outcome(const std::string& program, int status, ChildTalk conversation) {
    const auto failure = [&](ErrorKind kind, const std::string& what) {
        const std::string said = last_line(conversation.complaint);
        return fail(kind, fmt::format("{}: {}{}{}", program, what, said.empty() ? "" : ": ", said));
    };
    if (WIFSIGNALED(status))
        return failure(ErrorKind::Transient, fmt::format("killed by signal {}", WTERMSIG(status)));
    if (const int code = WEXITSTATUS(status); code != 0)
        return failure(kind_of_exit(code), fmt::format("exit {}", code));
    const auto answer = parse_json(conversation.output);
    if (!answer || !answer->is_object())
        return failure(ErrorKind::Rejected, "its output is not one JSON object");
    return std::move(conversation.output);
}

}  // namespace

Expected<std::string> run_command(Clock& clock, const CommandSpec& spec,
                                  std::string_view input_json, std::stop_token stop) {
    if (stop.stop_requested())
        return fail(ErrorKind::Cancelled, "stopped before the program was started");
    const auto whole_seconds = std::chrono::ceil<std::chrono::seconds>(spec.time_max).count();
    auto child = ChildProcess::start({.argv = spec.argv,
                                      .environment = environment_of(spec),
                                      .working_dir = spec.working_dir,
                                      .memory_bytes_max = spec.memory_bytes_max,
                                      .cpu_seconds_max = whole_seconds + 1});
    if (!child) return tl::unexpected{std::move(child).error()};
    const std::string& program = spec.argv.front();
    ChildTalk conversation{*child, spec, input_json};
    const SteadyTime deadline = clock.steady_now() + spec.time_max;
    while (!conversation.step()) {
        if (conversation.is_too_large())
            return fail(ErrorKind::TooLarge, fmt::format("{}: more than {} bytes of output",
                                                         program, spec.output_bytes_max));
        if (stop.stop_requested()) return fail(ErrorKind::Cancelled, program + ": stopped");
        if (clock.steady_now() >= deadline)
            return fail(ErrorKind::Transient,
                        fmt::format("{}: no answer within {} ms", program, spec.time_max.count()));
    }
    if (conversation.is_too_large())
        return fail(ErrorKind::TooLarge, fmt::format("{}: more than {} bytes of output", program,
                                                     spec.output_bytes_max));
    return outcome(program, child->reap(), std::move(conversation));
}

}  // namespace ainews::pipeline
