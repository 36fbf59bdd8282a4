#include "storage/writer.h"

#include <pthread.h>
#include <sqlite3.h>

#include <algorithm>

namespace ainews::storage {
namespace {

/// Bounds how long the first of a group waits for the others.
constexpr std::size_t kGroupMax = 256;
/// How long a lock is waited for that was there before.
constexpr std::chrono::milliseconds kLockedPatience{250};

bool is_lock(const SQLite::Exception& failure) {
    return failure.getErrorCode() == SQLITE_BUSY || failure.getErrorCode() == SQLITE_LOCKED;
}

}  // namespace

Writer::Writer(std::unique_ptr<Connection> connection, std::chrono::milliseconds patience)
    : connection_{std::move(connection)}, patience_{patience}, thread_{[this] { loop(); }} {
    pthread_setname_np(thread_.native_handle(), "store-writer");
}

Writer::~Writer() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    work_.notify_all();
    thread_.join();
}

void Writer::perform(const Piece& piece) {
    Job job;
    job.piece = &piece;
    auto done = job.done.get_future();
    {
        const std::lock_guard lock{mutex_};
        queue_.push_back(&job);
    }
    work_.notify_one();
    done.get();
}

void Writer::guarded(const Piece& piece) {
    try {
        perform(piece);
    } catch (const SQLite::Exception& failure) {
        throw_store_error(failure, connection_->file());
    }
}

void Writer::loop() {
    std::deque<Job*> group;
    for (;;) {
        {
            std::unique_lock lock{mutex_};
            work_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
            if (queue_.empty()) return;
            while (!queue_.empty() && group.size() < kGroupMax) {
                group.push_back(queue_.front());
                queue_.pop_front();
            }
        }
        run_group(group);
        group.clear();
    }
}

void Writer::run_group(std::deque<Job*>& group) {
    std::exception_ptr failure;
    try {
        Query{*connection_, "BEGIN IMMEDIATE"}.run();
        for (Job* job : group) run_piece(*job);
        Query{*connection_, "COMMIT"}.run();
        note_lock(false);
    } catch (...) {
        failure = std::current_exception();
        try {
            std::rethrow_exception(failure);
        } catch (const SQLite::Exception& error) {
            note_lock(is_lock(error));
        } catch (...) {
            // Says nothing about locks.
        }
        try {
            if (!connection_->autocommit()) Query{*connection_, "ROLLBACK"}.run();
        } catch (const SQLite::Exception&) {
            // SQLite has rolled back by itself; the next BEGIN will tell if anything is still
            // wrong.
        }
    }
    for (Job* job : group) {
        // The caller's frame, and the job with it, may be gone as soon as the promise is fulfilled.
        const auto reason = failure ? failure : job->failure;
        std::promise<void> done = std::move(job->done);
        if (reason) {
            done.set_exception(reason);
        } else {
            done.set_value();
        }
    }
}

void Writer::note_lock(bool locked) {
    if (locked == locked_) return;
    locked_ = locked;
    connection_->database().setBusyTimeout(
        static_cast<int>((locked ? std::min(patience_, kLockedPatience) : patience_).count()));
}

void Writer::run_piece(Job& job) {
    Query{*connection_, "SAVEPOINT piece"}.run();
    bool keep = false;
    try {
        keep = (*job.piece)(*connection_);
    } catch (...) {
        // On a full disk or an I/O error SQLite drops the whole transaction: the group fails
        // together.
        if (connection_->autocommit()) throw;
        job.failure = std::current_exception();
    }
    if (!keep) Query{*connection_, "ROLLBACK TO piece"}.run();
    Query{*connection_, "RELEASE piece"}.run();
}

}  // namespace ainews::storage
