#pragma once

#include <gtest/gtest.h>

#include "site/file_batch.h"
#include "site/publisher.h"
#include "tests/support/memory_items.h"
#include "tests/support/memory_paper.h"
#include "tests/support/memory_site_index.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"

namespace ainews::site {

using testing::finished_item;
using testing::MemoryItems;

/// A site from items in memory, of one source for each kind of rights.
class PublisherTest : public ::testing::Test {
protected:
    static std::vector<Source> sources() {
        std::vector<Source> all(3);
        const std::pair<const char*, Rights> rows[] = {
            {"full", Rights::Full}, {"summary", Rights::Summary}, {"link", Rights::Link}};
        for (std::size_t i = 0; i < all.size(); ++i) {
            all[i].slug = rows[i].first;
            all[i].name = rows[i].first;
            all[i].url = "https://" + all[i].slug + ".example/feed";
            all[i].rights = rows[i].second;
        }
        return all;
    }

    SiteOptions options() {
        SiteOptions options;
        options.dir = dir_.path() / "site";
        options.templates = {testing::source_tree() / "site"};
        options.base_url = "https://news.example.jp/";
        for (const Source& source : sources()) {
            options.source_names.emplace(source.slug, source.name);
            options.source_kinds.emplace(source.slug, source.kind);
            options.source_terms.emplace(source.slug, to_string(*source.rights));
        }
        return options;
    }

    PublishReport publish(bool all = false) {
        Publisher publisher{
            options(), rights_, {items_, index_, paper_, paper_, paper_, paper_, paper_}};
        auto report = publisher.publish(all);
        EXPECT_TRUE(report) << (report ? "" : report.error().message);
        return report.value_or(PublishReport{});
    }

    std::string page(const std::string& path) {
        return read_file(dir_.path() / "site" / path).value_or("");
    }

    testing::TempDir dir_;
    RightsPolicy rights_{sources(), Rights::Summary};
    MemoryItems items_;
    testing::MemorySiteIndex index_;
    testing::MemoryPaper paper_;
};

}  // namespace ainews::site
