#include "daemon/patience.h"

#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <sstream>
#include <system_error>

#include "daemon/repeat_filter.h"
#include "storage/store_error.h"
#include "tests/support/fake_clock.h"

namespace ainews::daemon {
namespace {

using namespace std::chrono_literals;
using storage::StoreError;

/// What is logged while it lives.
class CapturedLog {
public:
    CapturedLog() : before_{spdlog::default_logger()} {
        filter_ = std::make_shared<RepeatFilter>(
            std::make_shared<spdlog::sinks::ostream_sink_mt>(text_, true));
        auto logger = std::make_shared<spdlog::logger>("captured", filter_);
        logger->set_pattern("%l %v");
        spdlog::set_default_logger(std::move(logger));
    }
    ~CapturedLog() { spdlog::set_default_logger(before_); }
    CapturedLog(const CapturedLog&) = delete;
    CapturedLog& operator=(const CapturedLog&) = delete;

    [[nodiscard]] std::string text() const { return text_.str(); }
    [[nodiscard]] RepeatFilter& filter() { return *filter_; }

private:
    std::ostringstream text_;
    std::shared_ptr<spdlog::logger> before_;
    std::shared_ptr<RepeatFilter> filter_;
};

void full() { throw StoreError{StoreError::Kind::Failed, "disk full", "free some space"}; }

TEST(PatienceTest, TellsATroubleOnceAndThatItIsOver) {
    testing::FakeClock clock;
    CapturedLog log;
    Patience patience{"polling", clock};
    for (int i = 0; i < 5; ++i) EXPECT_FALSE(patience.run(full, {}));
    EXPECT_EQ(log.text(), "error polling waits error=\"disk full; free some space\"\n");
    EXPECT_TRUE(patience.run([] {}, {}));
    EXPECT_TRUE(patience.run([] {}, {}));
    EXPECT_NE(log.text().find("info polling goes on after=31s\n"), std::string::npos) << log.text();
    EXPECT_FALSE(patience.run(full, {}));
    EXPECT_NE(log.text().rfind("polling waits"), log.text().find("polling waits"))
        << "a new trouble is news";
}

TEST(PatienceTest, TellsItAgainAfterAnHourAndWhereTheReasonIsAnother) {
    testing::FakeClock clock;
    CapturedLog log;
    Patience patience{"work", clock};
    const auto count = [&](const std::string& needle) {
        int found = 0;
        const std::string text = log.text();
        for (auto at = text.find(needle); at != std::string::npos; at = text.find(needle, at + 1))
            ++found;
        return found;
    };
    const SteadyTime begin = clock.steady_now();
    while (clock.steady_now() < begin + 61min) (void)patience.run(full, {});
    EXPECT_EQ(count("disk full"), 2);
    (void)patience.run([] { throw std::bad_alloc{}; }, {});
    EXPECT_EQ(count("no memory is left"), 1);
}

TEST(PatienceTest, WaitsLongerEachTimeUpToHalfAMinute) {
    testing::FakeClock clock;
    CapturedLog log;
    Patience patience{"work", clock};
    for (const auto pause : {1s, 2s, 4s, 8s, 16s, 30s, 30s}) {
        const SteadyTime before = clock.steady_now();
        (void)patience.run(full, {});
        EXPECT_EQ(clock.steady_now() - before, pause);
    }
}

TEST(PatienceTest, HandsOnWhatWaitingDoesNotMend) {
    testing::FakeClock clock;
    Patience patience{"work", clock};
    const auto damaged = [] { throw StoreError{StoreError::Kind::Corrupt, "damaged", ""}; };
    EXPECT_THROW((void)patience.run(damaged, {}), StoreError);
    EXPECT_THROW((void)patience.run([] { throw std::logic_error{"a bug"}; }, {}), std::logic_error);
    const auto missing = [] {
        throw std::system_error{ENOENT, std::generic_category(), "templates"};
    };
    EXPECT_THROW((void)patience.run(missing, {}), std::system_error);
    const auto descriptors = [] { throw std::system_error{EMFILE, std::generic_category(), "x"}; };
    EXPECT_FALSE(patience.run(descriptors, {}));
}

TEST(RepeatFilterTest, LetsTheSameWarningThroughOnceAnHourAndCountsTheRest) {
    CapturedLog log;
    const auto now = spdlog::log_clock::now();
    const auto warn = [&](const char* text, std::chrono::seconds after) {
        log.filter().log({now + after, {}, "x", spdlog::level::warn, text});
    };
    for (int second = 0; second < 60; ++second) warn("not published", std::chrono::seconds{second});
    warn("not indexed", 60s);
    warn("not published", 3600s);
    EXPECT_EQ(log.text(),
              "warning not published\nwarning not indexed\nwarning not published repeated=59\n");
}

TEST(RepeatFilterTest, NeverKeepsAnErrorOrAnInfoBack) {
    CapturedLog log;
    for (int i = 0; i < 2; ++i) {
        spdlog::error("refused");
        spdlog::info("done");
    }
    EXPECT_EQ(log.text(), "error refused\ninfo done\nerror refused\ninfo done\n");
}

TEST(RepeatFilterTest, TellsEverythingAgainOnceItHasForgotten) {
    CapturedLog log;
    spdlog::warn("needs a restart");
    spdlog::warn("needs a restart");
    log.filter().forget();
    spdlog::warn("needs a restart");
    EXPECT_EQ(log.text(), "warning needs a restart\nwarning needs a restart\n");
}

}  // namespace
}  // namespace ainews::daemon
