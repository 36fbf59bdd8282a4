#include "daemon/temporary_directory.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <string>

#include "daemon/exit.h"

namespace ainews::daemon {

TemporaryDirectory::TemporaryDirectory(const std::filesystem::path& parent, std::string_view name) {
    std::error_code ec;
    std::filesystem::create_directories(parent, ec);
    std::string path = (parent / fmt::format("{}-XXXXXX", name)).string();
    if (mkdtemp(path.data()) == nullptr)
        throw Exit{ExitCode::Unavailable, fmt::format("{} cannot be made", path)};
    path_ = path;
}

TemporaryDirectory::~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace ainews::daemon
