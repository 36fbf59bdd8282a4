#pragma once

#include <functional>
#include <vector>

#include "pipeline/llm_client.h"

namespace ainews::pipeline {

/// Several endpoints in the operator's order: the next is asked where one refuses, is down, or
/// declines the text (one more endpoint then, not all). A limit of rate or money is no reason: it
/// would move the spending, not save it. Thread-safe.
class FallbackClient final : public LlmClient {
public:
    /// At least one; all share one ledger and outlive this.
    explicit FallbackClient(std::vector<std::reference_wrapper<LlmClient>> clients);

    [[nodiscard]] Expected<Answer> ask(const Question& question, int attempt,
                                       std::stop_token stop) override;
    Expected<void> judge(const Answer& answer, bool accepted, std::string_view finding) override;

private:
    std::vector<std::reference_wrapper<LlmClient>> clients_;
};

}  // namespace ainews::pipeline
