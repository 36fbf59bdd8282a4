#include "pipeline/llm_fallback.h"

#include <cassert>

namespace ainews::pipeline {
namespace {

bool is_passed_on(ErrorKind kind) {
    return kind == ErrorKind::Refused || kind == ErrorKind::Unavailable ||
           kind == ErrorKind::BadInput;
}

/// A text that two endpoints declined is not carried to a third.
constexpr int kDeclinedMax = 2;

/// Which of two failures the caller should act on: the one that may end by itself, so that the text
/// waits for an endpoint that is only down; then the one that concerns this text alone.
int weight(ErrorKind kind) {
    if (kind == ErrorKind::Unavailable) return 2;
    return kind == ErrorKind::BadInput ? 1 : 0;
}

}  // namespace

FallbackClient::FallbackClient(std::vector<std::reference_wrapper<LlmClient>> clients)
    : clients_{std::move(clients)} {
    assert(!clients_.empty());
}

Expected<Answer> FallbackClient::ask(const Question& question, int attempt, std::stop_token stop) {
    std::optional<Error> worst;
    int declined = 0;
    for (LlmClient& client : clients_) {
        auto answer = client.ask(question, attempt, stop);
        if (answer || !is_passed_on(answer.error().kind)) return answer;
        if (answer.error().kind == ErrorKind::BadInput && ++declined >= kDeclinedMax) return answer;
        if (!worst || weight(answer.error().kind) > weight(worst->kind))
            worst = std::move(answer).error();
    }
    return tl::unexpected{*std::move(worst)};
}

Expected<void> FallbackClient::judge(const Answer& answer, bool accepted,
                                     std::string_view finding) {
    return clients_.front().get().judge(answer, accepted, finding);
}

}  // namespace ainews::pipeline
