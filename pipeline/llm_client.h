#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/ledger.h"
#include "core/work_queue.h"

namespace ainews::pipeline {

/// Where `Question::system` and `Question::user` want the fence's mark. The client puts in an HMAC
/// of the question's key, so nobody outside can guess it and a restart asks the same question.
inline constexpr std::string_view kFenceMark = "{{mark}}";

/// Text from outside with every occurrence of the placeholder removed: otherwise an article that
/// quotes it would learn the mark. Every stage passes untrusted text through here before it builds
/// a question.
[[nodiscard]] std::string without_fence_mark(std::string_view untrusted);

/// What a stage asks. Two questions with equal fields are the same question: the second is
/// replayed.
struct Question {
    ItemId item = 0;
    std::string stage;
    int chunk = 0;
    std::string system;  ///< byte-stable within a stage, so that providers can cache the prefix
    std::string user;
    std::string schema_name;  ///< [a-zA-Z0-9_-]{1,64}; empty with an empty schema
    std::string schema_json;  ///< JSON schema of the answer; empty: the answer is plain text
    std::string prompt_version;
    std::int64_t answer_tokens_max = 2048;
    std::string previous;  ///< a re-ask: the rejected answer; empty where it was not even readable
    std::string reask;     ///< a re-ask: what was wrong with it
    CallPurpose purpose = CallPurpose::Item;  ///< whose share of the budget it draws on
};

/// An answer that is complete and has the promised shape; what it says is not checked yet.
struct Answer {
    CallId call = 0;
    std::string text;   ///< with a schema the JSON object's text, else the plain text
    std::string mark;   ///< the fence's mark of this question: must not show up in the text
    std::string model;  ///< that really answered
    std::int64_t tokens_in = 0;
    std::int64_t tokens_out = 0;
    std::optional<MicroUsd> cost = std::nullopt;
    bool replayed = false;  ///< came from the ledger: nothing was sent or paid
    std::string finish;
    TimePoint at;  ///< when it came
};

/// Asks a language model. Thread-safe; `ask` blocks its thread. A port, so that stages are tested
/// with a fake.
///
/// Errors of `ask`, by what to do: Rejected: re-ask with the message as the finding. TooLarge:
/// halve the chunk, never the same again. BadInput: this model won't work on this text (filter,
/// refusal). OverBudget, RateLimited (`retry_after`), Unavailable, Refused: park the work.
/// Transient: try later. Cancelled: stop.
class LlmClient {
public:
    virtual ~LlmClient() = default;
    /// One complete answer; the ladder, retries and replay happen inside. `attempt`: 0, then 1, 2
    /// for re-asks.
    [[nodiscard]] virtual Expected<Answer> ask(const Question& question, int attempt,
                                               std::stop_token stop) = 0;
    /// Notes what the checks said of an answer. Not `accepted`: it is never replayed. A rejected
    /// answer that was re-asked stays replayable (accepted, with its finding), or a restart would
    /// pay for it again.
    virtual Expected<void> judge(const Answer& answer, bool accepted, std::string_view finding) = 0;
};

/// The checks' verdict on an answer: what is wrong with it, one finding each; empty: accepted.
using Check = std::function<std::vector<std::string>(const Answer&)>;

struct CheckedAnswer {
    Answer answer;
    std::vector<std::string>
        findings;  ///< what still stands after the last re-ask; empty: accepted
    std::vector<AttemptNote> attempts;
};

/// Re-asks of one chunk after its first answer.
inline constexpr int kReasksMax = 2;

/// Asks, checks, and re-asks with the findings at most kReasksMax times. Gives the last readable
/// answer, with its findings where it still has some; Rejected where none was readable; else the
/// client's error. `reask_prompt` holds {項目} where the findings go.
[[nodiscard]] Expected<CheckedAnswer> ask_checked(LlmClient& client, const Question& question,
                                                  const Check& check, std::string_view reask_prompt,
                                                  std::stop_token stop);

}  // namespace ainews::pipeline
