#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "site/mustache.h"

namespace ainews::site {

/// The templates and assets of the site, read and parsed once. Directories are searched in order,
/// so a file of the operator's replaces the shipped one of the same name. Immutable and
/// thread-safe.
class Templates {
public:
    /// Throws std::runtime_error naming the template that is missing or cannot be parsed.
    explicit Templates(const std::vector<std::filesystem::path>& directories);

    [[nodiscard]] std::string render(const std::string& name, const View& view) const {
        return templates_.at(name).render(view);
    }
    /// Changes with any byte of any template or asset.
    [[nodiscard]] const std::string& version() const noexcept { return version_; }
    /// Where the asset "style.css" is served: "assets/style.0123456789ab.css". The name changes
    /// with the bytes, so that a cache may keep it for ever.
    [[nodiscard]] const std::string& asset_path(const std::string& name) const {
        return asset_paths_.at(name);
    }
    /// Path under the site's directory → bytes.
    [[nodiscard]] const std::map<std::string, std::string>& assets() const noexcept {
        return assets_;
    }

private:
    std::map<std::string, Mustache> templates_;
    std::map<std::string, std::string> assets_;
    std::map<std::string, std::string> asset_paths_;
    std::string version_;
};

}  // namespace ainews::site
