#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>

#include "core/error.h"
#include "storage/connection.h"

namespace ainews::storage {

template <typename T>
inline constexpr bool kIsExpected = false;
template <typename T>
inline constexpr bool kIsExpected<Expected<T>> = true;

/// The only thread that writes. Whatever is queued when it turns to the queue becomes one
/// transaction (single commits reach about 300 a second, groups fifty times as many rows); each
/// piece stands in a savepoint of its own, and nobody is told of success before the commit is on
/// the disk.
class Writer {
public:
    /// Takes over an open connection; starts the thread. `patience`: how long a lock of another
    /// process is waited for. Once it has outlasted that, later groups wait only briefly until one
    /// of them gets through: whoever stops meanwhile does not wait for each of them again.
    Writer(std::unique_ptr<Connection> connection, std::chrono::milliseconds patience);
    /// Finishes what is queued, then joins.
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    /// Runs `work(Connection&)` in a transaction and waits for its commit. Where `work` yields an
    /// Expected, its error undoes what it wrote, and a failing database becomes such an error;
    /// elsewhere a failing database throws StoreError. Never call it from inside `work`.
    template <typename Work>
    auto run(Work work) -> std::invoke_result_t<Work, Connection&> {
        using Result = std::invoke_result_t<Work, Connection&>;
        if constexpr (std::is_void_v<Result>) {
            guarded([&](Connection& connection) {
                work(connection);
                return true;
            });
        } else {
            std::optional<Result> result;
            const auto body = [&](Connection& connection) {
                result.emplace(work(connection));
                if constexpr (kIsExpected<Result>) return result->has_value();
                return true;
            };
            if constexpr (kIsExpected<Result>) {
                try {
                    perform(body);
                } catch (const SQLite::Exception& failure) {
                    return tl::unexpected{to_error(failure, connection_->file())};
                }
            } else {
                guarded(body);
            }
            return std::move(*result);
        }
    }

private:
    /// Returns whether to keep what it wrote.
    using Piece = std::function<bool(Connection&)>;
    struct Job {
        const Piece* piece = nullptr;
        std::promise<void> done;
        std::exception_ptr failure = nullptr;
    };

    void perform(const Piece& piece);
    void guarded(const Piece& piece);
    void loop();
    void run_group(std::deque<Job*>& group);
    void run_piece(Job& job);

    void note_lock(bool locked);

    std::unique_ptr<Connection> connection_;
    const std::chrono::milliseconds patience_;
    bool locked_ = false;  ///< the writer's thread only
    std::mutex mutex_;
    std::condition_variable work_;
    std::deque<Job*> queue_;
    bool stopping_ = false;
    std::jthread thread_;
};

}  // namespace ainews::storage
