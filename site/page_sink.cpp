#include "site/page_sink.h"

namespace ainews::site {
namespace {

/// Held in memory before a commit; a commit costs two syncs of the file system.
constexpr std::size_t kBatchBytesMax = 16U << 20U;
constexpr std::size_t kBatchFilesMax = 2000;

}  // namespace

void PageSink::put(std::string_view path, std::string bytes) {
    held_bytes_ += bytes.size();
    ++held_files_;
    batch_.put(path, std::move(bytes));
    flush_if_full();
}

void PageSink::remove(std::string_view path) {
    ++held_files_;
    batch_.remove(path);
    flush_if_full();
}

void PageSink::flush_if_full() {
    if (held_bytes_ < kBatchBytesMax && held_files_ < kBatchFilesMax) return;
    if (const auto done = flush(); !done) failure_ = done.error();
}

Expected<void> PageSink::flush() {
    if (failure_) return tl::unexpected{*failure_};
    const auto written = batch_.commit();
    batch_ = FileBatch{dir_};
    held_bytes_ = 0;
    held_files_ = 0;
    if (!written) {
        failure_ = written.error();
        return tl::unexpected{*failure_};
    }
    report_.pages_written += written->changed;
    report_.pages_unchanged += written->unchanged;
    report_.pages_removed += written->removed;
    return {};
}

}  // namespace ainews::site
