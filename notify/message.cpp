#include "notify/message.h"

#include <nlohmann/json.hpp>

#include "core/calendar.h"
#include "core/json_text.h"

namespace ainews::notify {
namespace {

using nlohmann::json;

}  // namespace

std::string to_content(const Message& message) {
    return dump({{"event", message.event},
                 {"title", message.title},
                 {"text", message.text},
                 {"lines", message.lines},
                 {"url", message.url},
                 {"data", message.data},
                 {"at", message.at.time_since_epoch().count()}});
}

Expected<Message> message_from(std::string_view content) try {
    const json value = json::parse(content);
    Message message;
    message.event = value.at("event");
    message.title = value.at("title");
    message.text = value.at("text");
    message.lines = value.at("lines").get<std::vector<std::string>>();
    message.url = value.at("url");
    message.data = value.at("data");
    message.at = TimePoint{Millis{value.at("at").get<Millis::rep>()}};
    return message;
} catch (const json::exception&) {
    return fail(ErrorKind::BadInput, "the ledger holds a message of another version");
}

}  // namespace ainews::notify
