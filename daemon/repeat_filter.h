#pragma once

#include <spdlog/sinks/sink.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace ainews::daemon {

/// Stands before a sink and lets the same warning through once an hour: a failure that lasts is
/// told and counted ("repeated=59"), never told every minute. The same means the same text, so a
/// line with another item or another number is another warning. Other levels pass untouched: an
/// error is the end of something or the answer to the operator. Thread-safe; the inner sink has to
/// be.
class RepeatFilter final : public spdlog::sinks::sink {
public:
    static constexpr std::chrono::hours kRepeatEvery{1};
    static constexpr std::size_t kRememberedMax = 512;

    explicit RepeatFilter(std::shared_ptr<spdlog::sinks::sink> inner) : inner_{std::move(inner)} {}

    void log(const spdlog::details::log_msg& message) override;
    void flush() override { inner_->flush(); }
    void set_pattern(const std::string& pattern) override { inner_->set_pattern(pattern); }
    void set_formatter(std::unique_ptr<spdlog::formatter> formatter) override {
        inner_->set_formatter(std::move(formatter));
    }

    [[nodiscard]] const std::shared_ptr<spdlog::sinks::sink>& inner() const { return inner_; }
    /// Every warning is news again: the operator has just changed something.
    void forget();

private:
    struct Told {
        spdlog::log_clock::time_point last;
        std::size_t repeated = 0;  ///< since it was told last
    };

    /// How often it was kept back since; nullopt: it is kept back once more.
    [[nodiscard]] std::optional<std::size_t> admit(const spdlog::details::log_msg& message);

    std::shared_ptr<spdlog::sinks::sink> inner_;
    std::mutex mutex_;
    std::unordered_map<std::string, Told> told_;
};

}  // namespace ainews::daemon
