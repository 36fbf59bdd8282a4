#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/error.h"

namespace ainews::notify {

/// What an event is called in the configuration and to programs.
namespace events {
inline constexpr std::string_view kDaily = "daily";
inline constexpr std::string_view kTopStory = "top_story";
inline constexpr std::string_view kSourceFailing = "source_failing";
inline constexpr std::string_view kSourceRecovered = "source_recovered";
inline constexpr std::string_view kBudget = "budget";
inline constexpr std::string_view kTest = "test";
}  // namespace events

/// What the operator is told, in no service's form yet: plain Japanese text, bounded, without
/// markup, without a secret.
struct Message {
    std::string event;
    std::string title;               ///< one line
    std::string text;                ///< a paragraph; may be empty
    std::vector<std::string> lines;  ///< one line each
    std::string url;                 ///< of our site, where the title leads; may be empty
    std::string data = "{}";         ///< a JSON object with the same for programs
    TimePoint at;
    bool operator==(const Message&) const = default;
};

/// The form in which the ledger keeps a message.
[[nodiscard]] std::string to_content(const Message& message);
/// BadInput for what is no such thing.
[[nodiscard]] Expected<Message> message_from(std::string_view content);

}  // namespace ainews::notify
