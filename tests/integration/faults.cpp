#include "tests/integration/faults.h"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "tests/net/isolation.h"

namespace ainews::testing {
namespace {

namespace fs = std::filesystem;

constexpr int kLookEveryMillis = 20;
constexpr std::string_view kSourceBegin = "\n[[source]]";

std::string read_text(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

void write_text(const fs::path& file, const std::string& text) {
    std::ofstream out{file, std::ios::binary | std::ios::trunc};
    out << text;
    if (!out.flush()) throw std::runtime_error{"cannot write " + file.string()};
}

std::string& isolation_reason() {
    static std::string reason = "not asked for";
    return reason;
}

}  // namespace

const std::string& no_isolation_reason() { return isolation_reason(); }

void enter_isolation_or_say_why() {
    // Tried by a child first: half an isolation would be one without a network.
    const pid_t child = fork();
    if (child == 0) {
        try {
            enter_isolation();
            _exit(0);
        } catch (const std::exception&) {
            _exit(1);
        }
    }
    int status = 1;
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0) {
        isolation_reason() = "the kernel or a missing `ip` forbids it";
        return;
    }
    enter_isolation();
    isolation_reason().clear();
}

FaultTest::FaultTest(std::chrono::milliseconds answer_delay, std::string interval)
    : server_{newsroom_options(answer_delay)}, workspace_{server_, true, std::move(interval)} {
    keep_sources({"orrinmoor-labs", "quayside-ledger"});
}

void FaultTest::edit(const std::string& file, std::string_view from, std::string_view to) const {
    std::string text = read_text(workspace_.path() / file);
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from << " is not in " << file;
    write_text(workspace_.path() / file, text.replace(at, from.size(), to));
}

void FaultTest::edit_all(const std::string& file, std::string_view from,
                         std::string_view to) const {
    std::string text = read_text(workspace_.path() / file);
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    write_text(workspace_.path() / file, text);
}

void FaultTest::keep_sources(const std::vector<std::string>& slugs) {
    const fs::path file = workspace_.path() / "sources.toml";
    const std::string all = read_text(file);
    std::string kept;
    for (auto at = all.find(kSourceBegin); at != std::string::npos;) {
        const auto next = all.find(kSourceBegin, at + 1);
        const std::string one = all.substr(at, next - at);
        for (const std::string& slug : slugs)
            if (one.find("slug = \"" + slug + "\"") != std::string::npos) kept += one;
        at = next;
    }
    write_text(file, kept);
    slugs_ = slugs;
}

void FaultTest::add_environment(const std::map<std::string, std::string>& more) {
    environment_.insert(more.begin(), more.end());
}

void FaultTest::start() { daemon_.emplace(workspace_.arguments({}), environment_); }

int FaultTest::times_said(const std::string& text) {
    const std::string log = daemon_->log();
    int count = 0;
    for (auto at = log.find(text); at != std::string::npos; at = log.find(text, at + 1)) ++count;
    return count;
}

void FaultTest::stop() {
    daemon_->send_signal(SIGTERM);
    const auto ending = daemon_->wait(kStopMax);
    ASSERT_TRUE(ending.has_value()) << "still runs\n" << daemon_->log();
    EXPECT_EQ(*ending, (Ending{.code = 0})) << daemon_->log();
}

void FaultTest::expect_exit(int code) {
    const auto ending = daemon_->wait(kFaultTimeout);
    ASSERT_TRUE(ending.has_value()) << "still runs\n" << daemon_->log();
    EXPECT_EQ(*ending, (Ending{.code = code})) << daemon_->log();
}

std::size_t FaultTest::articles() const {
    std::size_t sum = 0;
    for (const std::string& slug : slugs_) sum += server_.library().articles_of(slug).size();
    return sum;
}

bool FaultTest::all_done() {
    const auto items = workspace_.items();
    return items.size() == articles() && std::ranges::all_of(items, [](const auto& item) {
               const auto state = item.at("state").template get<std::string>();
               return state == "done" || state == "skipped";
           });
}

bool FaultTest::wait_until(const std::function<bool()>& condition) const {
    const auto deadline = std::chrono::steady_clock::now() + kFaultTimeout;
    while (!condition()) {
        if (std::chrono::steady_clock::now() >= deadline) return false;
        poll(nullptr, 0, kLookEveryMillis);
    }
    return true;
}

void FaultTest::expect_nothing_lost(std::int64_t calls_cut_off) {
    workspace_.once();
    EXPECT_TRUE(all_done()) << workspace_.run({"items", "list"});
    EXPECT_LE(server_.stats().duplicates, calls_cut_off);
    EXPECT_EQ(server_.stats().violation_count, 0)
        << ::testing::PrintToString(server_.stats().violations);
}

}  // namespace ainews::testing
