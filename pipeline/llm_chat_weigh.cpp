// What ChatClient makes of each way in which an exchange can end, in the order in which an answer
// is judged (docs/providers.md, "When an answer counts").

#include <fmt/format.h>
#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "core/http_headers.h"
#include "pipeline/llm_chat.h"
#include "pipeline/llm_json.h"

namespace ainews::pipeline {
namespace {

constexpr std::string_view kFinishTruncated = "truncated";
constexpr std::string_view kFinishInvalid = "invalid";
/// A minute or so for a store that takes nothing just now.
constexpr int kKeepTriesMax = 30;
constexpr Millis kKeepPause{std::chrono::seconds{2}};

std::string_view header(const HttpHeaders& headers, std::string_view name) {
    for (const auto& [key, value] : headers)
        if (key == name) return value;
    return {};
}

/// What the endpoint asks for: milliseconds, then seconds or a date, then the body's word.
std::optional<Millis> wish(const ApiError& error, const HttpHeaders& headers, TimePoint now) {
    const auto millis = header(headers, "retry-after-ms");
    Millis::rep count = 0;
    const auto [end, bad] = std::from_chars(millis.data(), millis.data() + millis.size(), count);
    if (!millis.empty() && bad == std::errc{} && end == millis.data() + millis.size() && count >= 0)
        return std::min(Millis{count}, kRetryAfterMax);
    if (const auto after = parse_retry_after(header(headers, "retry-after"), now)) return after;
    return error.retry_after;
}

bool is_reasoning(const ModelReply& reply) {
    return !reply.reasoning.empty() || reply.usage.reasoning > 0 ||
           reply.content.starts_with("<think>");
}

}  // namespace

ChatClient::Outcome ChatClient::weigh(const Inquiry& inquiry, const Call& call,
                                      ExchangeResult result, const std::stop_token& stop) {
    if (result.stream) {
        const StreamReader& reader = *result.stream;
        const HttpHeaders headers = result.response ? result.response->headers : HttpHeaders{};
        limiter_.observe(headers);
        if (reader.error()) return weigh_error(call, *reader.error(), headers, reader.is_answer());
        if (reader.is_too_large()) {
            if (auto closed = ledger_.close_call(call.id, "answer too large", true); !closed)
                return {Next::Settled, tl::unexpected{std::move(closed).error()}};
            return {Next::Settled,
                    tl::unexpected{error_of(ErrorKind::Rejected, "出力が大きすぎる")}};
        }
        if (reader.is_answer() && reader.is_complete())
            return weigh_reply(inquiry, call, reader.reply());
        return broken(call,
                      reader.is_answer() ? "the stream broke off" : "the answer is no completion");
    }
    if (!result.response) return weigh_no_response(call, result, stop);
    limiter_.observe(result.response->headers);
    if (result.response->status / 100 != 2)
        return weigh_error(call, api_error_of(result.response->status, result.response->body),
                           result.response->headers, false);
    const auto body = parse_json(result.response->body);
    if (!body) return broken(call, "the answer is no JSON");
    if (const auto error = api_error_of(*body))
        return weigh_error(call, *error, result.response->headers, false);
    const auto reply = wire_->read(*body);
    if (!reply) return broken(call, "the answer is no completion");
    return weigh_reply(inquiry, call, *reply);
}

ChatClient::Outcome ChatClient::broken(const Call& call, std::string_view what) {
    if (auto closed = ledger_.close_call(call.id, what, true); !closed)
        return {Next::Settled, tl::unexpected{std::move(closed).error()}};
    return {Next::Retry, tl::unexpected{error_of(ErrorKind::Transient, what)}};
}

ChatClient::Outcome ChatClient::weigh_no_response(const Call& call, const ExchangeResult& result,
                                                  const std::stop_token& stop) {
    Error error = error_of(result.response.error().kind, result.response.error().message);
    if (stop.stop_requested())
        error = error_of(ErrorKind::Cancelled, "stopped while it answered");
    else if (result.timed_out)
        error = error_of(ErrorKind::Unavailable, "no answer in time");
    else if (error.kind == ErrorKind::Cancelled)
        error.kind = ErrorKind::Transient;
    const bool unsent = !stop.stop_requested() && !result.timed_out &&
                        (error.kind == ErrorKind::Unavailable || error.kind == ErrorKind::Refused ||
                         error.kind == ErrorKind::BadInput);
    if (auto closed = ledger_.close_call(call.id, error.message, !unsent); !closed)
        return {Next::Settled, tl::unexpected{std::move(closed).error()}};
    switch (error.kind) {
        case ErrorKind::Unavailable:
            // A model that needs a quarter of an hour would need it again.
            if (result.timed_out) {
                health_.note_unreachable(error.message);
                return {Next::Settled, tl::unexpected{std::move(error)}};
            }
            return {Next::Retry, tl::unexpected{std::move(error)}, std::nullopt, false};
        case ErrorKind::BadInput:
        case ErrorKind::Refused:
            error.kind = ErrorKind::Refused;
            health_.note_refused(error.message);
            return {Next::Settled, tl::unexpected{std::move(error)}};
        case ErrorKind::TooLarge:
            return {Next::Settled,
                    tl::unexpected{error_of(ErrorKind::Rejected, "出力が大きすぎる")}};
        case ErrorKind::Cancelled:
            return {Next::Settled, tl::unexpected{std::move(error)}};
        default:
            error.kind = ErrorKind::Transient;
            return {Next::Retry, tl::unexpected{std::move(error)}};
    }
}

ChatClient::Outcome ChatClient::weigh_error(const Call& call, const ApiError& error,
                                            const HttpHeaders& headers, bool billed) {
    const Diagnosis diagnosis = diagnose(error, call.request.sent);
    Error failure = error_of(
        ErrorKind::Transient,
        error.status > 0 ? fmt::format("HTTP {}: {}", error.status, error.message) : error.message);
    if (auto closed = ledger_.close_call(call.id, failure.message, billed); !closed)
        return {Next::Settled, tl::unexpected{std::move(closed).error()}};
    switch (diagnosis.remedy) {
        case Remedy::DropParameter: {
            health_.note_answer();
            Dialect next = call.dialect;
            if (wire_->shapes_answer(diagnosis.parameter))
                next.rung = wire_->below(next.rung);
            else
                next.dropped.insert(diagnosis.parameter);
            learn(next);
            return {Next::Adapted, tl::unexpected{std::move(failure)}};
        }
        case Remedy::Retry:
            return wish(error, headers, clock_.now())
                       ? weigh_limit(error, std::move(failure), headers)
                       : Outcome{Next::Retry, tl::unexpected{std::move(failure)}};
        case Remedy::Wait:
            failure.kind = ErrorKind::RateLimited;
            return weigh_limit(error, std::move(failure), headers);
        case Remedy::Shrink:
            failure.kind = ErrorKind::TooLarge;
            break;
        case Remedy::Decline:
            failure.kind = ErrorKind::BadInput;
            break;
        case Remedy::Refuse:
            failure.kind = ErrorKind::Refused;
            failure.retry_after = EndpointHealth::kRefusedFor;
            health_.note_refused(failure.message);
            break;
    }
    return {Next::Settled, tl::unexpected{std::move(failure)}};
}

/// The endpoint wants a pause: a short one holds all requests back, a long one parks the work.
ChatClient::Outcome ChatClient::weigh_limit(const ApiError& error, Error failure,
                                            const HttpHeaders& headers) {
    const auto pause = wish(error, headers, clock_.now());
    if (!pause) return {Next::Retry, tl::unexpected{std::move(failure)}};
    limiter_.hold(*pause);
    if (*pause <= RateLimiter::kWaitMax)
        return {Next::Retry, tl::unexpected{std::move(failure)}, Millis{0}};
    failure.kind = ErrorKind::RateLimited;
    failure.retry_after = pause;
    health_.note_limited(*pause, failure.message);
    return {Next::Settled, tl::unexpected{std::move(failure)}};
}

ChatClient::Outcome ChatClient::weigh_reply(const Inquiry& inquiry, const Call& call,
                                            const ModelReply& reply) {
    health_.note_answer();
    if (reply.finish == Finish::Failure) return broken(call, "the provider broke off");
    const auto counted = reply.usage.in;
    if (counted && estimator_.is_truncated(inquiry.raw_tokens, *counted))
        return kept_failure(inquiry, call, reply, kFinishTruncated,
                            error_of(ErrorKind::TooLarge, "the prompt was cut to fit the context"));
    if (counted) estimator_.learn(inquiry.raw_tokens, *counted, clock_.now());
    if (reply.finish == Finish::Length) {
        if (is_reasoning(reply) && !call.dialect.reasons) {
            // Its reasoning took the answer's room: more room is not the same question again.
            auto outcome = kept_failure(inquiry, call, reply, to_string(reply.finish),
                                        error_of(ErrorKind::TooLarge, ""));
            if (auto noted =
                    ledger_.judge_reply(call.id, false, "reasoning took the answer's room");
                !noted)
                return {Next::Settled, tl::unexpected{std::move(noted).error()}};
            Dialect next = call.dialect;
            next.reasons = true;
            learn(next);
            outcome.next = Next::Adapted;
            return outcome;
        }
        return kept_failure(
            inquiry, call, reply, to_string(reply.finish),
            error_of(ErrorKind::TooLarge, "the answer was cut at its length limit"));
    }
    if (reply.finish == Finish::Filter || !reply.refusal.empty())
        return kept_failure(inquiry, call, reply, to_string(Finish::Filter),
                            error_of(ErrorKind::BadInput, "the model declined the text"));
    if (reply.finish == Finish::Unknown)
        return kept_failure(inquiry, call, reply, to_string(reply.finish),
                            Error{ErrorKind::Rejected, "出力の終わり方が不明"});
    return weigh_text(inquiry, call, reply);
}

ChatClient::Outcome ChatClient::weigh_text(const Inquiry& inquiry, const Call& call,
                                           const ModelReply& reply) {
    auto text = accept_text(reply, inquiry.question.schema_json);
    const bool shaped = !inquiry.question.schema_json.empty();
    if (!text) {
        if (shaped) count_unreadable(call.dialect);
        auto outcome = kept_failure(inquiry, call, reply, kFinishInvalid, std::move(text).error());
        // Kept for replay, or a restart would pay for the way here again; but a whole new attempt
        // asks anew.
        if (inquiry.attempt >= kReasksMax)
            if (auto noted = ledger_.judge_reply(call.id, false, outcome.result.error().message);
                !noted)
                return {Next::Settled, tl::unexpected{std::move(noted).error()}};
        return outcome;
    }
    if (shaped) {
        const std::lock_guard lock{mutex_};
        unreadable_ = 0;
    }
    auto kept = keep(inquiry, call, reply, *std::move(text), to_string(Finish::Stop));
    if (!kept) return {Next::Settled, tl::unexpected{std::move(kept).error()}};
    auto answer = replay(inquiry, StoredReply{call.id, *std::move(kept)});
    if (answer) answer->replayed = false;
    return {Next::Settled, std::move(answer)};
}

/// Settles a call whose answer is of no use as it is, and keeps it, so that asking again costs
/// nothing.
ChatClient::Outcome ChatClient::kept_failure(const Inquiry& inquiry, const Call& call,
                                             const ModelReply& reply, std::string_view finish,
                                             Error error) {
    const std::string& text = reply.content.empty() ? reply.reasoning : reply.content;
    if (auto kept = keep(inquiry, call, reply, text, finish); !kept)
        return {Next::Settled, tl::unexpected{std::move(kept).error()}};
    return {Next::Settled, tl::unexpected{std::move(error)}};
}

Expected<CallReply> ChatClient::keep(const Inquiry& inquiry, const Call& call,
                                     const ModelReply& reply, std::string text,
                                     std::string_view finish) {
    CallReply kept;
    kept.text = std::move(text);
    kept.finish = finish;
    kept.model =
        reply.model.empty() ? endpoint_.model : safe_message(reply.model, endpoint_.api_key);
    kept.tokens_in = reply.usage.in.value_or(inquiry.estimated_tokens);
    kept.tokens_out =
        reply.usage.out.value_or(estimate_tokens(reply.content) + estimate_tokens(reply.reasoning));
    kept.tokens_cached = reply.usage.cached;
    kept.tokens_cache_write = reply.usage.cache_write;
    kept.tokens_reasoning = reply.usage.reasoning;
    kept.cost = reply.usage.cost
                    ? reply.usage.cost
                    : cost_of(call.prices, {kept.tokens_in, kept.tokens_out, kept.tokens_cached,
                                            kept.tokens_cache_write});
    kept.latency = clock_.steady_now() - call.sent;
    kept.at = clock_.now();
    // It is paid for: a store that is locked or full for a while does not throw it away.
    for (int tries = 1;; ++tries) {
        auto stored = ledger_.store_reply(call.id, kept);
        if (stored) {
            if (!reply.model.empty()) note_model(kept.model);
            return kept;
        }
        const ErrorKind kind = stored.error().kind;
        const bool passes = kind == ErrorKind::Transient || kind == ErrorKind::Unavailable;
        if (!passes || tries == kKeepTriesMax || !clock_.wait_for(kKeepPause, call.stop))
            return tl::unexpected{std::move(stored).error()};
    }
}

/// The stored reply as an answer, or as the error that it was when it came.
Expected<Answer> ChatClient::replay(const Inquiry& inquiry, const StoredReply& kept) const {
    const CallReply& reply = kept.reply;
    if (reply.finish == to_string(Finish::Length) || reply.finish == kFinishTruncated)
        return tl::unexpected{
            error_of(ErrorKind::TooLarge, "the answer was cut: finish " + reply.finish)};
    if (reply.finish == to_string(Finish::Filter))
        return tl::unexpected{error_of(ErrorKind::BadInput, "the model declined the text")};
    if (reply.finish == to_string(Finish::Unknown))
        return fail(ErrorKind::Rejected, "出力の終わり方が不明");
    std::string accepted = reply.text;
    if (reply.finish == kFinishInvalid) {
        ModelReply again;
        again.content = reply.text;
        auto text = accept_text(again, inquiry.question.schema_json);
        if (!text) return tl::unexpected{std::move(text).error()};
        accepted = *std::move(text);
    }
    Answer answer;
    answer.call = kept.call;
    answer.text = std::move(accepted);
    answer.mark = inquiry.mark;
    answer.model = reply.model;
    answer.tokens_in = reply.tokens_in;
    answer.tokens_out = reply.tokens_out;
    answer.cost = reply.cost;
    answer.replayed = true;
    answer.finish = reply.finish;
    answer.at = reply.at;
    return answer;
}

}  // namespace ainews::pipeline
