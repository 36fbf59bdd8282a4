#include "site/page_sink.h"

#include <mutex>

namespace ainews::site {
namespace {

/// Written beside the old files before a commit, which costs two syncs of the file system.
constexpr std::size_t kBatchBytesMax = 256U << 20U;
constexpr std::size_t kBatchFilesMax = 20'000;

}  // namespace

void PageSink::put(std::string_view path, std::string_view bytes) {
    {
        const std::shared_lock lock{gate_};
        if (failed_) return;
        batch_.put(path, bytes);
        held_bytes_ += bytes.size();
        ++held_files_;
    }
    flush_if_full();
}

void PageSink::remove(std::string_view path) {
    {
        const std::shared_lock lock{gate_};
        if (failed_) return;
        batch_.remove(path);
        ++held_files_;
    }
    flush_if_full();
}

bool PageSink::is_full() const noexcept {
    return held_bytes_ >= kBatchBytesMax || held_files_ >= kBatchFilesMax;
}

void PageSink::flush_if_full() {
    if (!is_full()) return;
    const std::unique_lock lock{gate_};
    if (is_full()) static_cast<void>(flush_alone());
}

Expected<void> PageSink::flush() {
    const std::unique_lock lock{gate_};
    return flush_alone();
}

Expected<void> PageSink::flush_alone() {
    if (failure_) return tl::unexpected{*failure_};
    const auto written = batch_.commit();
    held_bytes_ = 0;
    held_files_ = 0;
    if (!written) {
        failure_ = written.error();
        failed_ = true;
        return tl::unexpected{*failure_};
    }
    report_.pages_written += written->changed;
    report_.pages_unchanged += written->unchanged;
    report_.pages_removed += written->removed;
    return {};
}

}  // namespace ainews::site
