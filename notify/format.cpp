#include "notify/format.h"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/calendar.h"
#include "core/json_text.h"
#include "notify/escape.h"
#include "text/unicode.h"
#include "text/url.h"

namespace ainews::notify {
namespace {

using nlohmann::json;

constexpr std::array kFormats{std::pair{Format::Json, std::string_view{"json"}},
                              std::pair{Format::Slack, std::string_view{"slack"}},
                              std::pair{Format::Discord, std::string_view{"discord"}}};
constexpr std::size_t kSlackTitleLength = 400;
constexpr std::size_t kSlackTextLength = 1500;
constexpr std::size_t kSlackLineLength = 400;
constexpr std::size_t kDiscordTextLength = 1000;
constexpr std::size_t kDiscordLineLength = 250;
constexpr std::string_view kBullet = "・";
/// What "\nほか99件" takes.
constexpr std::size_t kRestLength = 12;

/// Text and lines, each already escaped, as far as they fit.
std::string joined(std::string text, const std::vector<std::string>& lines, std::size_t max) {
    std::size_t length = text::length(text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::string line = fmt::format("{}{}{}", text.empty() ? "" : "\n", kBullet, lines[i]);
        const std::size_t rest = i + 1 < lines.size() ? kRestLength : 0;
        if (length + text::length(line) + rest > max) {
            text += fmt::format("\nほか{}件", lines.size() - i);
            return text;
        }
        text += line;
        length += text::length(line);
    }
    return text;
}

std::string json_body(const Message& message, const Speaker& speaker, std::string_view id) {
    json data = json::parse(message.data, nullptr, false);
    if (!data.is_object()) data = json::object();
    return dump({{"id", id},
                 {"event", message.event},
                 {"at", to_rfc3339(message.at)},
                 {"title", message.title},
                 {"text", message.text},
                 {"lines", message.lines},
                 {"url", message.url.empty() ? json(nullptr) : json(message.url)},
                 {"site", {{"title", speaker.site}, {"url", speaker.base_url}}},
                 {"data", std::move(data)}});
}

std::string slack_body(const Message& message) {
    const std::string title = slack_label(message.title, kSlackTitleLength);
    // An address is ours and percent-encoded: it holds neither > nor |.
    std::string head = message.url.empty() ? fmt::format("*{}*", title)
                                           : fmt::format("*<{}|{}>*", message.url, title);
    if (!message.text.empty()) head += "\n" + slack_text(message.text, kSlackTextLength);
    std::vector<std::string> lines;
    for (const std::string& line : message.lines)
        lines.push_back(slack_text(line, kSlackLineLength));
    return dump({{"text", joined(std::move(head), lines, kSlackTextMax)},
                 {"link_names", false},
                 {"unfurl_links", false},
                 {"unfurl_media", false}});
}

std::string discord_body(const Message& message) {
    std::vector<std::string> lines;
    for (const std::string& line : message.lines)
        lines.push_back(discord_text(line, kDiscordLineLength));
    json embed{{"title", discord_text(message.title, kDiscordTitleMax)},
               {"description", joined(discord_text(message.text, kDiscordTextLength), lines,
                                      kDiscordDescriptionMax)},
               {"timestamp", to_rfc3339(message.at)}};
    if (!message.url.empty()) embed["url"] = message.url;
    return dump({{"embeds", json::array({std::move(embed)})},
                 {"allowed_mentions", {{"parse", json::array()}}}});
}

}  // namespace

std::string_view to_string(Format format) noexcept {
    for (const auto& [known, name] : kFormats)
        if (known == format) return name;
    return {};
}

std::optional<Format> format_from(std::string_view text) noexcept {
    for (const auto& [known, name] : kFormats)
        if (name == text) return known;
    return std::nullopt;
}

std::string delivery_id(const Speaker& speaker, std::string_view key) {
    return fmt::format("{}/{}", text::host_of(speaker.base_url), key);
}

std::string body_of(const Message& message, Format format, const Speaker& speaker,
                    std::string_view id) {
    switch (format) {
        case Format::Slack:
            return slack_body(message);
        case Format::Discord:
            return discord_body(message);
        case Format::Json:
            break;
    }
    return json_body(message, speaker, id);
}

}  // namespace ainews::notify
