#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <algorithm>
#include <condition_variable>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "core/calendar.h"
#include "core/clock.h"
#include "tests/integration/daemon_process.h"
#include "tests/support/temp_dir.h"

/// The real program against a small web site.
namespace ainews::testing {

inline constexpr std::chrono::milliseconds kSmallSiteTimeout{180'000};
/// No model is configured: work waits for one.
inline constexpr int kWaits = 75;

/// Pages on loopback, and how often each was asked for.
class Site {
public:
    Site() : port_{server_.bind_to_any_port("127.0.0.1")} {
        server_.set_pre_routing_handler([this](const auto& request, auto& response) {
            const std::lock_guard lock{mutex_};
            ++asked_[request.target];
            changed_.notify_all();
            const auto found = pages_.find(request.target);
            if (const auto busy = busy_.find(request.target); busy != busy_.end()) {
                response.status = 429;
                response.set_header("Retry-After", busy->second);
            } else if (found == pages_.end())
                response.status = 404;
            else
                response.set_content(found->second.first, found->second.second);
            return httplib::Server::HandlerResponse::Handled;
        });
        thread_ = std::thread{[this] { server_.listen_after_bind(); }};
    }
    ~Site() {
        server_.stop();
        thread_.join();
    }
    Site(const Site&) = delete;
    Site& operator=(const Site&) = delete;

    void page(const std::string& path, const std::string& body,
              const std::string& type = "text/html") {
        const std::lock_guard lock{mutex_};
        pages_[path] = {body, type};
    }
    /// From now on it answers 429 with that Retry-After.
    void busy(const std::string& path, const std::string& retry_after) {
        const std::lock_guard lock{mutex_};
        busy_[path] = retry_after;
    }
    [[nodiscard]] std::string url(const std::string& path) const {
        return fmt::format("http://127.0.0.1:{}{}", port_, path);
    }
    /// Blocks until the page was asked for that often; false if it was not in time.
    [[nodiscard]] bool wait_for(const std::string& path, int times) {
        std::unique_lock lock{mutex_};
        return changed_.wait_for(lock, kSmallSiteTimeout, [&] { return asked_[path] >= times; });
    }
    [[nodiscard]] int asked(const std::string& path) {
        const std::lock_guard lock{mutex_};
        return asked_[path];
    }

private:
    httplib::Server server_;
    int port_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::string, std::pair<std::string, std::string>> pages_;
    std::map<std::string, std::string> busy_;
    std::map<std::string, int> asked_;
    std::thread thread_;
};

/// An Atom feed whose entries were published `days` ago; `links` stands in its head.
inline std::string feed(const std::string& title, const std::vector<int>& days,
                        const std::string& links = {}) {
    const TimePoint now = SystemClock{}.now();
    std::string out = "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en'><title>" + title +
                      "</title><id>urn:" + title + "</id>" + links;
    for (const int day : days) {
        const std::string when = to_rfc3339(now - std::chrono::hours{24 * day});
        out += fmt::format(
            "<entry><id>urn:{0}:{1}</id><title>{0} of {1} days ago</title><link href='/{0}/{1}'/>"
            "<published>{2}</published><updated>{2}</updated><content type='text'>A text of its "
            "own about number {1} at {0}.</content></entry>",
            title, day, when);
    }
    return out + "</feed>";
}

/// A configuration without a model in a directory of its own, and the program under it.
class SmallSiteTest : public ::testing::Test {
protected:
    SmallSiteTest() {
        write("ainewsd.toml", R"([daemon]
state_dir = "."
sources = "sources.toml"
[fetch]
allow_networks = ["127.0.0.0/8"]
host_interval = "0s"
[server]
listen = ""
)");
        write("sources.toml", "# Mine.\n");
    }

    void write(const std::string& name, const std::string& text) const {
        std::ofstream{directory_.path() / name, std::ios::binary} << text;
    }
    [[nodiscard]] std::string read(const std::string& name) const {
        std::ifstream in{directory_.path() / name, std::ios::binary};
        return {std::istreambuf_iterator<char>{in}, {}};
    }
    [[nodiscard]] std::vector<std::string> line(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {"--config", directory_.path() / "ainewsd.toml"});
        return arguments;
    }
    /// What the program said, both ways, after it ended with `code`.
    std::string run(std::vector<std::string> arguments, int code = 0) {
        DaemonProcess process{line(std::move(arguments))};
        const auto ending = process.wait(kSmallSiteTimeout);
        EXPECT_TRUE(ending.has_value()) << process.log();
        if (ending) {
            EXPECT_EQ(*ending, (Ending{.code = code})) << process.out() << process.log();
        }
        said_ = process.out();
        return process.out() + process.log();
    }
    nlohmann::json run_json(std::vector<std::string> arguments) {
        (void)run(std::move(arguments));
        return nlohmann::json::parse(said_);
    }
    std::size_t items() {
        (void)run({"items", "export"});
        return static_cast<std::size_t>(std::ranges::count(said_, '\n'));
    }

    Site site_;
    TempDir directory_;
    std::string said_;
};

}  // namespace ainews::testing
