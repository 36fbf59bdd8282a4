#pragma once

#include <atomic>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>

#include "core/error.h"
#include "site/file_batch.h"
#include "site/publisher.h"

namespace ainews::site {

/// Takes the files of one publish and commits them a bounded batch at a time. After a failure
/// nothing more is written; `flush` tells. Several threads may put and remove different files.
class PageSink {
public:
    explicit PageSink(const std::filesystem::path& dir) : batch_{dir} {}

    void put(std::string_view path, std::string_view bytes);
    void remove(std::string_view path);
    /// Commits what is held.
    [[nodiscard]] Expected<void> flush();
    [[nodiscard]] bool failed() const noexcept { return failed_; }
    /// Once no other thread puts any more.
    [[nodiscard]] const PublishReport& report() const noexcept { return report_; }

private:
    [[nodiscard]] bool is_full() const noexcept;
    void flush_if_full();
    [[nodiscard]] Expected<void> flush_alone();

    std::shared_mutex gate_;  ///< shared while a file is put, alone for a commit
    FileBatch batch_;
    std::atomic<std::size_t> held_bytes_ = 0;
    std::atomic<std::size_t> held_files_ = 0;
    std::atomic<bool> failed_ = false;
    std::optional<Error> failure_ = std::nullopt;
    PublishReport report_;
};

}  // namespace ainews::site
