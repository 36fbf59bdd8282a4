#pragma once

#include <gtest/gtest.h>

#include "site/file_batch.h"
#include "site/publisher.h"
#include "tests/site/site_samples.h"
#include "tests/support/memory_items.h"
#include "tests/support/memory_paper.h"
#include "tests/support/memory_site_index.h"
#include "tests/support/temp_dir.h"

namespace ainews::site {

using testing::finished_item;
using testing::MemoryItems;

/// A site from items in memory, of one source for each kind of rights.
class PublisherTest : public ::testing::Test {
protected:
    SiteOptions options() {
        SiteOptions options = testing::sample_site_options(dir_.path());
        for (const Source& source : testing::sources_of_each_right())
            options.source_terms.emplace(source.slug, to_string(*source.rights));
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
    RightsPolicy rights_{testing::sources_of_each_right(), Rights::Summary};
    MemoryItems items_;
    testing::MemorySiteIndex index_;
    testing::MemoryPaper paper_;
};

}  // namespace ainews::site
