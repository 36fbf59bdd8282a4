#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/fake_llm_server.h"

namespace ainews::testing {

/// An article of numbered facts, made by a small grammar: every sentence has a number of its own,
/// which shows in a translation whether anything is missing or out of order.
class LongArticle {
public:
    explicit LongArticle(std::size_t words_min);

    [[nodiscard]] const std::vector<std::string>& paragraphs() const noexcept {
        return paragraphs_;
    }
    [[nodiscard]] std::size_t words() const noexcept { return words_; }
    /// The numbers of the facts, in order.
    [[nodiscard]] const std::vector<std::int64_t>& facts() const noexcept { return facts_; }
    /// An RSS feed with this one entry, its whole text in it, published a moment before `now`.
    [[nodiscard]] std::string feed(std::string_view published_rfc822) const;

    /// The Japanese of a paragraph, or of some of its sentences; what is not of the grammar is left
    /// out.
    [[nodiscard]] static std::string japanese(std::string_view english);
    /// The numbers of the facts that an English or a Japanese text states, in its order.
    [[nodiscard]] static std::vector<std::int64_t> facts_of(std::string_view text);

private:
    std::vector<std::string> paragraphs_;
    std::vector<std::int64_t> facts_;
    std::size_t words_ = 0;
};

/// Answers every question about such an article, within a context of `context_tokens`: a request
/// whose prompt and answer cap are larger is refused as OpenAI-compatible servers do it. Serves the
/// feed at /feed.xml. Thread-safe; handed to FakeLlmServer::set_handler().
class LongArticleModel {
public:
    LongArticleModel(const LongArticle& article, std::int64_t context_tokens,
                     std::chrono::milliseconds delay);

    [[nodiscard]] LlmReply answer(const LlmRequest& request);

    struct Stats {
        std::map<std::string, int> answered;  ///< by stage
        int refused = 0;                      ///< larger than the context
        int repeated = 0;                     ///< answered although it had been answered before
        std::int64_t largest = 0;             ///< tokens of the largest request that was answered
        std::int64_t tokens_in = 0;
        std::int64_t tokens_out = 0;
        std::vector<std::string> problems;  ///< questions it could not make sense of

        [[nodiscard]] int total() const;
    };
    [[nodiscard]] Stats stats() const;
    /// Waits until `answers` questions have been answered in all; false if that takes too long.
    bool wait_for(int answers, std::chrono::milliseconds timeout);

private:
    [[nodiscard]] LlmReply chat(const std::string& body);

    const LongArticle& article_;
    const std::int64_t context_tokens_;
    const std::chrono::milliseconds delay_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::string, int> asked_;  ///< messages → times answered
    Stats stats_;
};

}  // namespace ainews::testing
