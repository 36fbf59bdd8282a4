#pragma once

#include <gtest/gtest.h>
#include <httplib.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "site/publisher.h"
#include "site/reader_pages.h"
#include "site/server.h"
#include "tests/site/site_samples.h"
#include "tests/support/fake_clock.h"
#include "tests/support/memory_items.h"
#include "tests/support/memory_paper.h"
#include "tests/support/memory_site_index.h"
#include "tests/support/memory_site_search.h"
#include "tests/support/memory_stories.h"
#include "tests/support/temp_dir.h"

namespace ainews::testing {

/// A published site with three sources, one of each right, behind the server as readers meet it.
class ReaderFixture : public ::testing::Test {
protected:
    [[nodiscard]] site::SiteOptions options() const { return sample_site_options(dir_.path()); }

    void serve() {
        stop();
        publish();
        start();
    }
    /// To be called before a store is changed: a running server reads it on a thread of its own.
    void stop() { server_ = nullptr; }
    void publish() {
        const RightsPolicy rights{sources_of_each_right(), Rights::Summary};
        site::Publisher publisher{
            options(), rights, {items_, index_, paper_, paper_, paper_, paper_, stories_}};
        const auto report = publisher.publish(false);
        ASSERT_TRUE(report) << report.error().message;
    }
    /// The server over what was published; it reads the stores while it runs.
    void start() {
        stop();
        const RightsPolicy rights{sources_of_each_right(), Rights::Summary};
        pages_ = std::make_shared<site::ReaderPages>(
            options(), rights,
            site::ReaderStore{items_, search_, index_, paper_, stories_, paper_, paper_});
        site::ServerOptions server;
        server.listen = "127.0.0.1:0";
        server.dir = options().dir;
        server.limits.workers = 1;  // the fakes are for one thread
        server.pages = [this] { return pages_; };
        server.ops = [this] { return ops_; };
        server_ = std::make_unique<site::Server>(std::move(server), clock_);
    }

    [[nodiscard]] httplib::Result get(const std::string& path,
                                      const httplib::Headers& headers = {}) {
        httplib::Client client{"127.0.0.1", server_->port()};
        client.set_read_timeout(kPatience);
        return client.Get(path, headers);
    }
    [[nodiscard]] std::string body(const std::string& path) {
        const auto answer = get(path);
        return answer ? answer->body : "no answer: " + httplib::to_string(answer.error());
    }

    /// A machine may stand still for longer than the client's five seconds.
    static constexpr std::chrono::seconds kPatience{60};

    TempDir dir_;
    SystemClock clock_;
    MemoryItems items_;
    MemorySiteIndex index_;
    MemoryPaper paper_;
    MemoryStories stories_{items_};
    MemorySiteSearch search_{items_, index_};
    site::OpsReport ops_;
    std::shared_ptr<site::ReaderPages> pages_;
    std::unique_ptr<site::Server> server_;
};

}  // namespace ainews::testing
