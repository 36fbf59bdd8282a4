#pragma once

#include <filesystem>

namespace ainews::bench {

/// Writes articles [0, items) of the archive as a Hugo site of the same parts: an article's page,
/// a front list of the newest 200, tags, companies and outlets with a list and a feed each, and a
/// sitemap. Related articles are left out, which favours Hugo.
void write_hugo_site(const std::filesystem::path& dir, int items);

}  // namespace ainews::bench
