#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "site/file_batch.h"
#include "site/publisher.h"

namespace ainews::site {

/// Takes the files of one publish and commits them a bounded batch at a time. After a failure
/// nothing more is written; `finish` tells.
class PageSink {
public:
    explicit PageSink(const std::filesystem::path& dir) : dir_{dir}, batch_{dir} {}

    void put(std::string_view path, std::string bytes);
    void remove(std::string_view path);
    /// Commits what is held.
    [[nodiscard]] Expected<void> flush();
    [[nodiscard]] bool failed() const noexcept { return failure_.has_value(); }
    [[nodiscard]] const PublishReport& report() const noexcept { return report_; }

private:
    void flush_if_full();

    std::filesystem::path dir_;
    FileBatch batch_;
    std::size_t held_bytes_ = 0;
    std::size_t held_files_ = 0;
    std::optional<Error> failure_ = std::nullopt;
    PublishReport report_;
};

}  // namespace ainews::site
