#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "notify/message.h"

namespace ainews::notify {

/// The shapes a webhook takes a message in.
enum class Format { Json, Slack, Discord };
[[nodiscard]] std::string_view to_string(Format format) noexcept;  ///< json, slack, discord
[[nodiscard]] std::optional<Format> format_from(std::string_view text) noexcept;

/// Slack breaks a longer text into several messages and cuts it at 40,000 characters ("Truncating
/// really long messages", docs.slack.dev).
inline constexpr std::size_t kSlackTextMax = 4000;
/// Discord refuses more in an embed (discord.com/developers/docs, "Embed Limits": 256 and 4096). A
/// character outside the BMP may count twice, so we keep to half.
inline constexpr std::size_t kDiscordTitleMax = 256 / 2;
inline constexpr std::size_t kDiscordDescriptionMax = 4096 / 2;

/// Who speaks.
struct Speaker {
    std::string site;      ///< its title
    std::string base_url;  ///< ends with "/"
};

/// "news.example.jp/daily/2026-05-01": what a receiver may tell two deliveries of one notice by.
[[nodiscard]] std::string delivery_id(const Speaker& speaker, std::string_view key);

/// The body to be posted: JSON, UTF-8. In json
/// {"id","event","at","title","text","lines":[],"url","site":{"title","url"},"data":{}}; `url` is
/// null where the message leads nowhere.
[[nodiscard]] std::string body_of(const Message& message, Format format, const Speaker& speaker,
                                  std::string_view id);

}  // namespace ainews::notify
