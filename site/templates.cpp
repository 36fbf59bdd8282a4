#include "site/templates.h"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <stdexcept>

#include "core/sha256.h"
#include "site/file_batch.h"

namespace ainews::site {
namespace {

namespace fs = std::filesystem;

constexpr std::array kTemplateNames{"head",  "foot", "teaser", "list", "article",
                                    "moved", "404",  "rss",    "atom"};
constexpr std::array kAssetNames{"style.css", "icon.svg"};
constexpr std::array kPartials{"head", "foot", "teaser"};
constexpr std::size_t kAssetVersionLength = 12;

std::string find_file(const std::vector<fs::path>& directories, const std::string& name) {
    for (const fs::path& directory : directories)
        if (auto text = read_file(directory / name)) return std::move(*text);
    throw std::runtime_error{fmt::format("no site file \"{}\" in any template directory", name)};
}

}  // namespace

Templates::Templates(const std::vector<fs::path>& directories) {
    std::string all;
    for (const char* name : kTemplateNames) {
        const std::string file = fmt::format("templates/{}.mustache", name);
        std::string source = find_file(directories, file);
        kainjow::mustache::mustache parsed{source};
        if (!parsed.is_valid())
            throw std::runtime_error{fmt::format("{}: {}", file, parsed.error_message())};
        all += source;
        sources_.emplace(name, std::move(source));
    }
    std::string assets;
    for (const char* name : kAssetNames) {
        std::string bytes = find_file(directories, fmt::format("assets/{}", name));
        assets += bytes;
        assets_.emplace(name, std::move(bytes));
    }
    asset_version_ = sha256_hex(assets).substr(0, kAssetVersionLength);
    version_ = sha256_hex(all + assets);
}

std::string Templates::render(const std::string& name, kainjow::mustache::data view) const {
    using kainjow::mustache::partial;
    for (const char* part : kPartials)
        view.set(part,
                 kainjow::mustache::data{partial{[this, part] { return sources_.at(part); }}});
    kainjow::mustache::mustache parsed{sources_.at(name)};
    return parsed.render(view);
}

}  // namespace ainews::site
