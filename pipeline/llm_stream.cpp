#include "pipeline/llm_stream.h"

#include <nlohmann/json.hpp>

#include "pipeline/llm_json.h"

namespace ainews::pipeline {
namespace {

constexpr std::string_view kSpaceOrMark = " \t\r\n\xEF\xBB\xBF";
constexpr std::string_view kDone = "[DONE]";
constexpr std::string_view kDataField = "data:";

}  // namespace

bool StreamReader::feed(std::string_view bytes) {
    pending_ += bytes;
    if (shape_ == Shape::Unknown) {
        const auto first = pending_.find_first_not_of(kSpaceOrMark);
        if (first == std::string::npos) return pending_.size() <= kAnswerBytesMax;
        shape_ = pending_[first] == '{' || pending_[first] == '[' ? Shape::Json : Shape::Events;
    }
    if (shape_ == Shape::Events) {
        std::size_t from = 0;
        for (auto end = pending_.find('\n'); end != std::string::npos;
             end = pending_.find('\n', from)) {
            take_line(std::string_view{pending_}.substr(from, end - from));
            from = end + 1;
        }
        pending_.erase(0, from);
    }
    too_large_ = too_large_ || pending_.size() > kAnswerBytesMax ||
                 data_.size() > kAnswerBytesMax || answer_bytes_ > kAnswerBytesMax;
    return !too_large_ && !error_;
}

void StreamReader::finish() {
    if (shape_ == Shape::Events) {
        if (!pending_.empty()) take_line(pending_);
        dispatch();
    } else if (const auto body = parse_json(pending_)) {
        error_ = api_error_of(*body);
        if (auto whole = wire_->read(*body); whole && !error_) {
            reply_ = *std::move(whole);
            complete_ = answer_ = true;
        }
    }
    pending_.clear();
}

void StreamReader::take_line(std::string_view line) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) return dispatch();
    if (!line.starts_with(kDataField)) return;  // a comment, or another field of the event
    line.remove_prefix(kDataField.size());
    if (line.starts_with(' ')) line.remove_prefix(1);
    if (!data_.empty()) data_ += '\n';
    data_ += line;
}

void StreamReader::dispatch() {
    if (data_.empty()) return;
    const std::string event = std::exchange(data_, {});
    if (take_event(event)) return;
    // Some servers leave out the blank line between events: each line is one then.
    for (std::string_view rest = event; !rest.empty();) {
        const auto end = std::min(rest.find('\n'), rest.size());
        (void)take_event(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
}

bool StreamReader::take_event(std::string_view data) {
    if (data == kDone) {
        complete_ = complete_ || answer_;
        return true;
    }
    const auto event = parse_json(data);
    if (!event) return false;
    if (auto error = api_error_of(*event)) {
        error_ = *std::move(error);
        return true;
    }
    const StreamStep step = wire_->read_event(*event, reply_);
    answer_ = answer_ || step.answer;
    complete_ = complete_ || step.complete;
    if (step.bytes > 0) ++pieces_;
    answer_bytes_ += step.bytes;
    return true;
}

}  // namespace ainews::pipeline
