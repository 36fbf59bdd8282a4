#include "daemon/log.h"

#include <fmt/format.h>
#include <spdlog/formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

#include "core/calendar.h"
#include "core/json_text.h"
#include "daemon/repeat_filter.h"
#include "daemon/terminal_foot.h"
#include "text/unicode.h"

namespace ainews::daemon {
namespace {

/// syslog(3) priorities as sd-daemon(3) prefixes.
std::string_view priority_prefix(spdlog::level::level_enum level) {
    switch (level) {
        case spdlog::level::critical:
            return "<2>";
        case spdlog::level::err:
            return "<3>";
        case spdlog::level::warn:
            return "<4>";
        case spdlog::level::info:
            return "<6>";
        default:
            return "<7>";
    }
}

std::string_view level_name(spdlog::level::level_enum level) {
    if (level == spdlog::level::warn)
        return "warn";  // spdlog says "warning", the command line does not
    const auto name = spdlog::level::to_string_view(level);
    return {name.data(), name.size()};
}

constexpr std::string_view colour_of(spdlog::level::level_enum level) {
    switch (level) {
        case spdlog::level::critical:
        case spdlog::level::err:
            return "\x1b[31m";
        case spdlog::level::warn:
            return "\x1b[33m";
        case spdlog::level::info:
            return "\x1b[32m";
        default:
            return "\x1b[2m";
    }
}

TimePoint time_of(const spdlog::details::log_msg& message) {
    return std::chrono::floor<Millis>(message.time);
}

/// Writes every record as one line in the chosen format.
class LineFormatter final : public spdlog::formatter {
public:
    LineFormatter(LogFormat format, bool colour) : format_{format}, colour_{colour} {}

    void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
        const std::string_view payload{message.payload.data(), message.payload.size()};
        const auto to = std::back_inserter(out);
        if (format_ == LogFormat::Json) {
            fmt::format_to(
                to, "{}\n",
                json_log_line(to_rfc3339(time_of(message)), level_name(message.level), payload));
        } else if (format_ == LogFormat::Journal) {
            fmt::format_to(to, "{}{}\n", priority_prefix(message.level), one_log_line(payload));
        } else {
            const auto on = colour_ ? colour_of(message.level) : std::string_view{};
            const auto off = colour_ ? std::string_view{"\x1b[0m"} : std::string_view{};
            fmt::format_to(to, "{} {}{:<5}{} {}\n", to_rfc3339(time_of(message)), on,
                           level_name(message.level), off, one_log_line(payload));
        }
    }

    [[nodiscard]] std::unique_ptr<spdlog::formatter> clone() const override {
        return std::make_unique<LineFormatter>(format_, colour_);
    }

private:
    LogFormat format_;
    bool colour_;
};

/// Writes to stderr, above the terminal's foot while there is one.
class StderrSink final : public spdlog::sinks::base_sink<std::mutex> {
public:
    void set_foot(std::shared_ptr<TerminalFoot> foot) {
        const std::lock_guard lock{mutex_};
        foot_ = std::move(foot);
    }

protected:
    void sink_it_(const spdlog::details::log_msg& message) override {
        spdlog::memory_buf_t line;
        formatter_->format(message, line);
        if (foot_)
            foot_->above({line.data(), line.size()});
        else
            std::fwrite(line.data(), 1, line.size(), stderr);
    }
    void flush_() override { std::fflush(stderr); }

private:
    std::shared_ptr<TerminalFoot> foot_;
};

/// https://no-color.org: present and not empty.
bool wants_colour() {
    const char* refused = std::getenv("NO_COLOR");  // NOLINT(concurrency-mt-unsafe)
    return is_terminal(STDERR_FILENO) && (refused == nullptr || *refused == '\0');
}

LogFormat resolve(LogFormat format) {
    if (format != LogFormat::Auto) return format;
    // Set by systemd where stderr goes to the journal. Read before any thread starts.
    return std::getenv("JOURNAL_STREAM") != nullptr
               ? LogFormat::Journal  // NOLINT(concurrency-mt-unsafe)
               : LogFormat::Text;
}

std::optional<spdlog::level::level_enum> level_from(std::string_view name) {
    for (const auto& [text, level] : {std::pair{"trace", spdlog::level::trace},
                                      {"debug", spdlog::level::debug},
                                      {"info", spdlog::level::info},
                                      {"warn", spdlog::level::warn},
                                      {"error", spdlog::level::err},
                                      {"off", spdlog::level::off}})
        if (name == text) return level;
    return std::nullopt;
}

/// A `key=value` or `key="va lue"` word at `pos`; the end of it, or npos.
std::size_t field_end(std::string_view message, std::size_t pos, std::string& key,
                      std::string& value, bool& quoted) {
    std::size_t at = pos;
    while (at < message.size() &&
           (std::isalnum(static_cast<unsigned char>(message[at])) != 0 || message[at] == '_'))
        ++at;
    if (at == pos || at >= message.size() || message[at] != '=') return std::string_view::npos;
    key = message.substr(pos, at - pos);
    ++at;
    value.clear();
    quoted = at < message.size() && message[at] == '"';
    if (quoted) {
        for (++at; at < message.size() && message[at] != '"'; ++at) {
            if (message[at] == '\\' && at + 1 < message.size()) ++at;
            value.push_back(message[at]);
        }
        return std::min(at + 1, message.size());
    }
    const std::size_t end = std::min(message.find(' ', at), message.size());
    value = message.substr(at, end - at);
    return end;
}

/// Names stay texts although one may look like a number.
constexpr std::string_view kNameFields[] = {"source", "stage", "model", "version", "first", "file"};
/// Longer ones a reader of JSON may round.
constexpr std::size_t kNumberDigitsMax = 15;

nlohmann::ordered_json field_json(const std::string& key, const std::string& value, bool quoted) {
    const bool may_be_number = !quoted && value.size() <= kNumberDigitsMax &&
                               value.find_first_not_of("-0123456789.") == std::string::npos &&
                               std::ranges::find(kNameFields, key) == std::end(kNameFields);
    if (may_be_number && nlohmann::ordered_json::accept(value))
        return nlohmann::ordered_json::parse(value);
    return value;
}

}  // namespace

std::optional<LogFormat> log_format_from(std::string_view text) noexcept {
    if (text == "auto") return LogFormat::Auto;
    if (text == "text") return LogFormat::Text;
    if (text == "journal") return LogFormat::Journal;
    if (text == "json") return LogFormat::Json;
    return std::nullopt;
}

void set_up_logging(std::string_view level, LogFormat format) {
    const auto wanted = level_from(level);
    if (!wanted) throw std::invalid_argument{fmt::format("no log level \"{}\"", level)};
    auto logger = std::make_shared<spdlog::logger>(
        "ainewsd", std::make_shared<RepeatFilter>(std::make_shared<StderrSink>()));
    logger->set_formatter(std::make_unique<LineFormatter>(resolve(format), wants_colour()));
    logger->set_level(*wanted);
    logger->flush_on(spdlog::level::trace);
    spdlog::set_default_logger(std::move(logger));
}

void set_log_level(std::string_view level) {
    if (const auto wanted = level_from(level)) spdlog::set_level(*wanted);
}

void set_log_foot(std::shared_ptr<TerminalFoot> foot) {
    for (const spdlog::sink_ptr& sink : spdlog::default_logger()->sinks())
        if (auto* filter = dynamic_cast<RepeatFilter*>(sink.get()))
            if (auto* ours = dynamic_cast<StderrSink*>(filter->inner().get()); ours != nullptr)
                ours->set_foot(foot);
}

void forget_told_warnings() {
    for (const auto& sink : spdlog::default_logger()->sinks())
        if (auto* filter = dynamic_cast<RepeatFilter*>(sink.get())) filter->forget();
}

std::string one_log_line(std::string_view message) {
    constexpr std::string_view kCut = "…";
    std::string out;
    for (const char c : text::truncate_bytes(message, kLogLineBytesMax)) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\n')
            out += "\\n";
        else if (byte < 0x20 || byte == 0x7F)
            out += fmt::format("\\x{:02x}", byte);
        else
            out.push_back(c);
    }
    const bool whole = message.size() <= kLogLineBytesMax && out.size() <= kLogLineBytesMax;
    if (whole) return out;
    return std::string{text::truncate_bytes(out, kLogLineBytesMax - kCut.size())}.append(kCut);
}

std::string error_lines(std::string_view message, LogFormat format, TimePoint now) {
    format = resolve(format);
    if (format == LogFormat::Text) return fmt::format("ainewsd: {}\n", message);
    std::string out;
    std::istringstream lines{std::string{message}};
    for (std::string line; std::getline(lines, line);) {
        if (line.empty()) continue;
        out += format == LogFormat::Json
                   ? json_log_line(to_rfc3339(now), "error", line)
                   : fmt::format("{}{}", priority_prefix(spdlog::level::err), one_log_line(line));
        out += '\n';
    }
    return out;
}

std::string json_log_line(std::string_view time, std::string_view level, std::string_view message) {
    nlohmann::ordered_json out{{"time", time}, {"level", level}};
    std::string event;
    std::string key;
    std::string value;
    bool quoted = false;
    nlohmann::ordered_json fields = nlohmann::ordered_json::object();
    for (std::size_t pos = 0; pos < message.size();) {
        const std::size_t end = field_end(message, pos, key, value, quoted);
        if (end != std::string_view::npos) {
            fields[key] = field_json(key, value, quoted);
            pos = end;
        } else {
            const std::size_t word = std::min(message.find(' ', pos), message.size());
            if (!event.empty()) event.push_back(' ');
            event += message.substr(pos, word - pos);
            pos = word;
        }
        while (pos < message.size() && message[pos] == ' ') ++pos;
    }
    out["event"] = std::string{event.substr(0, kLogLineBytesMax / 2)};
    for (auto& [name, text] : fields.items())
        if (!out.contains(name)) out[name] = text;
    return dump(out);
}

}  // namespace ainews::daemon
