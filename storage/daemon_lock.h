#pragma once

#include <filesystem>

namespace ainews::storage {

/// Held by the one daemon of a database: an advisory lock on `FILE.lock`, which the kernel lets go
/// of when the process ends, however it ends. The file says who holds it.
class DaemonLock {
public:
    /// Throws StoreError: InUse naming the other process, NotWritable.
    explicit DaemonLock(const std::filesystem::path& database);
    ~DaemonLock();
    DaemonLock(const DaemonLock&) = delete;
    DaemonLock& operator=(const DaemonLock&) = delete;

private:
    int fd_ = -1;
};

}  // namespace ainews::storage
