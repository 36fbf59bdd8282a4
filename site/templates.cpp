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

/// What pages are made with, and the parts these share.
constexpr std::array kTemplateNames{
    "teaser",     "list",    "article", "story",        "prose",       "video",
    "edition",    "archive", "trends",  "company_head", "corrections", "about",
    "index_page", "moved",   "404",     "search",       "ops"};
constexpr std::array kPartNames{"head", "foot", "meta", "teaser", "filter"};
constexpr std::array kAssetNames{"style.css", "site.js",      "icon.svg",
                                 "icon.png",  "icon-512.png", "og.png"};
constexpr std::size_t kAssetHashLength = 12;
constexpr int kPartDepthMax = 4;

std::string find_file(const std::vector<fs::path>& directories, const std::string& name) {
    for (const fs::path& directory : directories)
        if (auto text = read_file(directory / name)) return std::move(*text);
    throw std::runtime_error{fmt::format("no site file \"{}\" in any template directory", name)};
}

std::string template_file(const std::string& name) {
    return fmt::format("templates/{}.mustache", name);
}

/// `source` with each {{>part}} replaced by that part's text: parsed with the whole, once, instead
/// of at every use.
std::string with_parts(std::string source, const std::map<std::string, std::string>& parts) {
    for (int depth = 0; depth < kPartDepthMax; ++depth)
        for (const auto& [name, text] : parts) {
            const std::string mark = "{{>" + name + "}}";
            for (std::size_t at = source.find(mark); at != std::string::npos;
                 at = source.find(mark, at + text.size()))
                source.replace(at, mark.size(), text);
        }
    return source;
}

/// Files end in a line feed; a part stands where its mark stood, without it.
std::string without_last_line_feed(std::string text) {
    if (text.ends_with('\n')) text.pop_back();
    return text;
}

std::string hashed_name(const std::string& name, const std::string& bytes) {
    const std::size_t dot = name.rfind('.');
    return fmt::format("assets/{}.{}{}", name.substr(0, dot),
                       sha256_hex(bytes).substr(0, kAssetHashLength), name.substr(dot));
}

}  // namespace

Templates::Templates(const std::vector<fs::path>& directories) {
    std::map<std::string, std::string> parts;
    for (const char* name : kPartNames)
        parts.emplace(name, without_last_line_feed(find_file(directories, template_file(name))));
    std::string all;
    for (const char* name : kTemplateNames) {
        const std::string file = template_file(name);
        const std::string source = with_parts(find_file(directories, file), parts);
        try {
            templates_.try_emplace(name, source);
        } catch (const std::runtime_error& fault) {
            throw std::runtime_error{fmt::format("{}: {}", file, fault.what())};
        }
        all += source;
    }
    for (const char* name : kAssetNames) {
        std::string bytes = find_file(directories, fmt::format("assets/{}", name));
        std::string path = hashed_name(name, bytes);
        all += path;
        asset_paths_.emplace(name, path);
        assets_.emplace(std::move(path), std::move(bytes));
    }
    version_ = sha256_hex(all);
}

}  // namespace ainews::site
