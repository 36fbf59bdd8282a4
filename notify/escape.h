#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// Text from outside inside a service's markup: it stays text, pings nobody and opens no link. Each
/// result has at most `max` code points, escapes included, never half of one; what was cut shows as
/// "…". Pure.
namespace ainews::notify {

/// Slack mrkdwn: & < and > are its control characters; nothing else can make a link or a mention
/// (docs.slack.dev, "Formatting message text", escaping).
[[nodiscard]] std::string slack_text(std::string_view text, std::size_t max);
/// As the label of a link: in one line, without the bar that would end the address.
[[nodiscard]] std::string slack_label(std::string_view text, std::size_t max);

/// Discord Markdown: a backslash before what marks up; an @ is parted from what follows
/// (discord.com/developers/docs, "Message Formatting").
[[nodiscard]] std::string discord_text(std::string_view text, std::size_t max);

}  // namespace ainews::notify
