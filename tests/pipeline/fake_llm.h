#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/llm_client.h"

namespace ainews::testing {

/// A model that answers by script, a function for each stage. Thread-safe. What is asked is kept.
class FakeLlm final : public pipeline::LlmClient {
public:
    using Script = std::function<Expected<std::string>(const pipeline::Question&, int attempt)>;

    void on(std::string stage, Script script) { scripts_[std::move(stage)] = std::move(script); }
    void on(std::string stage, std::string answer) {
        on(std::move(stage),
           [answer](const pipeline::Question&, int) -> Expected<std::string> { return answer; });
    }

    [[nodiscard]] Expected<pipeline::Answer> ask(const pipeline::Question& question, int attempt,
                                                 std::stop_token stop) override {
        if (stop.stop_requested()) return fail(ErrorKind::Cancelled, "stopped");
        {
            const std::lock_guard lock{mutex_};
            asked_.push_back(question);
        }
        const auto script = scripts_.find(question.stage);
        if (script == scripts_.end()) return fail(ErrorKind::Unavailable, "model is down");
        auto text = script->second(question, attempt);
        if (!text) return tl::unexpected{std::move(text).error()};
        pipeline::Answer answer;
        answer.text = *std::move(text);
        answer.mark = "f3n9e";
        answer.model = "fake-1";
        answer.tokens_in = 100;
        answer.tokens_out = 10;
        answer.cost = 50;
        const std::lock_guard lock{mutex_};
        answer.call = ++calls_;
        return answer;
    }
    Expected<void> judge(const pipeline::Answer&, bool, std::string_view) override { return {}; }

    [[nodiscard]] std::vector<pipeline::Question> asked() const {
        const std::lock_guard lock{mutex_};
        return asked_;
    }
    [[nodiscard]] std::size_t asked(std::string_view stage) const {
        const std::lock_guard lock{mutex_};
        std::size_t count = 0;
        for (const auto& question : asked_) count += question.stage == stage ? 1 : 0;
        return count;
    }

private:
    mutable std::mutex mutex_;
    std::map<std::string, Script, std::less<>> scripts_;
    std::vector<pipeline::Question> asked_;
    CallId calls_ = 0;
};

}  // namespace ainews::testing
