#include "storage/disk_sync.h"

#include <fcntl.h>
#include <unistd.h>

namespace ainews::storage {

void sync_to_disk(const std::filesystem::path& path) noexcept {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return;
    ::fsync(fd);
    ::close(fd);
}

std::filesystem::path directory_of(const std::filesystem::path& file) {
    return file.parent_path().empty() ? std::filesystem::path{"."} : file.parent_path();
}

}  // namespace ainews::storage
