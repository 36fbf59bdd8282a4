#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/source.h"
#include "site/publisher.h"
#include "tests/support/source_tree.h"

namespace ainews::testing {

/// Every text of finished_item() that rights may forbid, each findable in any output.
inline std::map<std::string, std::string> guarded_texts() {
    return {{"tldr", "要旨の文。"},       {"key point", "根拠のある文。"},
            {"heading", "論点"},          {"tag", "LLM"},
            {"reason", "軸の理由。"},     {"comment", "編集の文です。"},
            {"impact", "影響の文です。"}, {"body", "訳文の段落。"},
            {"original", "SOURCE TEXT"}};
}
/// Those that Rights::Summary allows.
inline std::set<std::string> texts_of_summary() {
    return {"tldr", "key point", "heading", "tag", "reason", "comment"};
}

/// Three sources, one of each right, whose slugs are the rights' names.
inline std::vector<Source> sources_of_each_right() {
    std::vector<Source> all(3);
    const std::pair<const char*, Rights> rows[] = {
        {"full", Rights::Full}, {"summary", Rights::Summary}, {"link", Rights::Link}};
    for (std::size_t i = 0; i < all.size(); ++i) {
        all[i].slug = rows[i].first;
        all[i].name = std::string{rows[i].first} + " & <co>";
        all[i].url = "https://" + all[i].slug + ".example/feed";
        all[i].rights = rows[i].second;
        all[i].rights_basis = "CC BY 4.0";
    }
    return all;
}

/// Of a site with those sources under `dir`.
inline site::SiteOptions sample_site_options(const std::filesystem::path& dir) {
    site::SiteOptions options;
    options.dir = dir / "site";
    options.templates = {source_tree() / "site"};
    options.base_url = "https://news.example.jp/";
    for (const Source& source : sources_of_each_right()) {
        options.source_names.emplace(source.slug, source.name);
        options.source_kinds.emplace(source.slug, source.kind);
    }
    return options;
}

}  // namespace ainews::testing
