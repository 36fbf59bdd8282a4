#pragma once

#include <filesystem>
#include <kainjow/mustache.hpp>
#include <map>
#include <string>
#include <vector>

namespace ainews::site {

/// The templates and assets of the site, read once. Directories are searched in order, so a file of
/// the operator's replaces the shipped one of the same name. Rendering is const; one publisher at a
/// time.
class Templates {
public:
    /// Throws std::runtime_error naming the template that is missing or cannot be parsed.
    explicit Templates(const std::vector<std::filesystem::path>& directories);

    [[nodiscard]] std::string render(const std::string& name, kainjow::mustache::data view) const;
    /// Changes with any byte of any template or asset.
    [[nodiscard]] const std::string& version() const noexcept { return version_; }
    /// Goes into the address of assets, so that a cache never shows an old one.
    [[nodiscard]] const std::string& asset_version() const noexcept { return asset_version_; }
    [[nodiscard]] const std::map<std::string, std::string>& assets() const noexcept {
        return assets_;
    }

private:
    std::map<std::string, std::string> sources_;
    std::map<std::string, std::string> assets_;
    std::string version_;
    std::string asset_version_;
};

}  // namespace ainews::site
