// Every trap of tests/pipeline/provider_traps.h, played by a real server to the real client, stage,
// worker and store.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "core/json_text.h"
#include "core/results_json.h"
#include "net/http_client.h"
#include "pipeline/job_worker.h"
#include "pipeline/llm_chat.h"
#include "pipeline/llm_fallback.h"
#include "pipeline/summarize_stage.h"
#include "pipeline/translate_stage.h"
#include "storage/sqlite_store.h"
#include "tests/pipeline/heron_article.h"
#include "tests/pipeline/provider_traps.h"
#include "tests/support/skipping_clock.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"

namespace ainews::pipeline {
namespace {

using testing::FakeLlmServer;
using testing::LlmReply;
using testing::LlmRequest;

constexpr const char* kKey = "sk-test-0123456789abcdef";

class FixedStage final : public Stage {
public:
    explicit FixedStage(std::string result) : result_{std::move(result)} {}
    [[nodiscard]] std::string_view name() const noexcept override { return "extract"; }
    [[nodiscard]] Expected<StageOutput> run(const StageInput&, std::stop_token) const override {
        StageOutput out;
        out.result_json = result_;
        out.provenance.engine = "builtin";
        return out;
    }

private:
    std::string result_;
};

Extraction article(bool is_long) {
    Extraction extraction = testing::heron_article();
    for (int n = 4; is_long && n < 300; ++n)
        extraction.blocks.push_back(
            {.n = n,
             .text = fmt::format("In a further part of the same long report, the company described "
                                 "how the model was trained and who may use it, section {}.",
                                 n)});
    return extraction;
}

std::shared_ptr<const PromptSet> shipped_prompts() {
    static const auto prompts = [] {
        const std::filesystem::path folder = testing::source_tree() / "config/default/prompts";
        return std::make_shared<const PromptSet>(PromptSet::load(std::span{&folder, 1}).value());
    }();
    return prompts;
}

/// A server that plays a script; its last reply repeats, until it is told to behave.
class ScriptedEndpoint {
public:
    ScriptedEndpoint(const std::vector<LlmReply>& replies, LlmApi api) : api_{api} {
        server_.set_handler([this, replies](const LlmRequest& request) {
            if (request.method != "POST") return LlmReply{.status = 404};
            const std::lock_guard lock{mutex_};
            const std::size_t turn = std::min(calls_++, replies.size() - 1);
            const bool scripted =
                !behaves_ &&
                !(replies[turn].body.empty() && replies[turn].pieces.empty() &&
                  replies[turn].status == 200 && !replies[turn].hang && !replies[turn].abort);
            return scripted ? replies[turn] : good_reply(request.body);
        });
    }
    void behave() {
        const std::lock_guard lock{mutex_};
        behaves_ = true;
    }
    [[nodiscard]] std::vector<LlmRequest> posts() const {
        std::vector<LlmRequest> posts = server_.requests();
        std::erase_if(posts, [](const LlmRequest& request) { return request.method != "POST"; });
        return posts;
    }
    [[nodiscard]] std::string base_url() const { return server_.base_url(); }

private:
    /// One main point of the part of the article that is asked about.
    static std::string main_point(const std::string& body) {
        const std::string user = nlohmann::json::parse(body)["messages"].back()["content"];
        const auto tag = user.find("[[p");
        return user.substr(tag, user.find("]]", tag) + 2 - tag) +
               " この部分では、学習の方法と利用できる相手が述べられている。\n[[end]]";
    }
    /// A summary, or the translation of the paragraphs that are asked for.
    [[nodiscard]] LlmReply good_reply(const std::string& body) const {
        std::string text = testing::kHeronSummary;
        if (body.find("要点の書き出し") != std::string::npos)
            text = main_point(body);
        else if (body.find("[[end]]") != std::string::npos) {
            text.clear();
            const auto sent = nlohmann::json::parse(body);
            const std::string user = sent["messages"].back()["content"];
            for (const auto& [n, japanese] : testing::heron_japanese())
                if (user.find(fmt::format("[[p{}]]", n)) != std::string::npos)
                    text += fmt::format("[[p{}]] {}\n", n, japanese);
            text += "[[end]]";
        }
        if (api_ == LlmApi::OpenAi) return says(text);
        return raw(200, fmt::format(R"({{"type":"message","role":"assistant","model":"m",)"
                                    R"("content":[{{"type":"text","text":{}}}],)"
                                    R"("stop_reason":"end_turn"}})",
                                    json_quoted(text)));
    }

    LlmApi api_;
    std::mutex mutex_;
    std::size_t calls_ = 0;
    bool behaves_ = false;
    FakeLlmServer server_{4};
};

class ProviderTrapTest : public ::testing::TestWithParam<Trap> {
protected:
    ProviderTrapTest() {
        Source source;
        source.slug = "example";
        source.url = "https://example.example/feed";
        store_->sync_sources(std::span{&source, 1}, clock_.now());
        LlmEndpoint first = endpoint("main");
        if (trap_.set) trap_.set(first);
        server_ = std::make_unique<ScriptedEndpoint>(trap_.replies, first.api);
        first.base_url = server_->base_url();
        client_ = std::make_unique<ChatClient>(http_, *store_, clock_, first, BudgetPolicy{});
        std::vector<std::reference_wrapper<LlmClient>> clients{*client_};
        if (!trap_.second.empty()) {
            second_server_ = std::make_unique<ScriptedEndpoint>(trap_.second, LlmApi::OpenAi);
            LlmEndpoint second = endpoint("second");
            second.base_url = second_server_->base_url();
            second_client_ =
                std::make_unique<ChatClient>(http_, *store_, clock_, second, BudgetPolicy{});
            clients.emplace_back(*second_client_);
        }
        fallback_ = std::make_unique<FallbackClient>(std::move(clients));
        make_slots();
        add_item();
    }

    LlmEndpoint endpoint(std::string name) const {
        LlmEndpoint endpoint;
        endpoint.name = std::move(name);
        endpoint.model = "test-model";
        endpoint.api_key = Secret{kKey};
        endpoint.fence_secret = Secret{"fence"};
        endpoint.prices.plain = {.in = micro_usd(0.20), .out = micro_usd(1.20)};
        if (!trap_.streamed) endpoint.stream_from_tokens = 1'000'000;
        return endpoint;
    }

    void make_slots() {
        const LlmStageParts parts{fallback_.get(), shipped_prompts(), {}, &clock_};
        slots_.push_back({"extract",
                          std::make_unique<FixedStage>(dump(to_json(article(trap_.long_article)))),
                          nullptr, std::nullopt, ""});
        TranslateRules always;
        always.always = true;
        if (trap_.translate)
            slots_.push_back(
                {stage_, make_llm_translate(parts, always), nullptr, std::nullopt, "llm"});
        else
            slots_.push_back({stage_, make_llm_summarize(parts), nullptr, std::nullopt, "llm"});
    }

    void add_item() {
        PollOutcome poll;
        poll.kind = PollOutcome::Kind::Fetched;
        poll.at = clock_.now();
        poll.after.slug = "example";
        poll.after.url = "https://example.example/feed";
        poll.after.next_poll = clock_.now() + std::chrono::hours{1};
        NewEntry entry;
        entry.entry.id = "guid-1";
        entry.entry.url = "https://example.example/1";
        entry.entry.title = testing::kHeronTitle;
        entry.keys = {"guid-1", entry.entry.url, "title-1", ""};
        entry.change_hash = "1";
        poll.entries.push_back(std::move(entry));
        std::vector<PollOutcome> polls;
        polls.push_back(std::move(poll));
        ASSERT_TRUE(store_->record_polls(std::move(polls)));
        ASSERT_TRUE(work("extract"));
    }

    /// Claims the stage's job, if it is claimable now, and brings it to an end; false: it is not.
    bool work(const std::string& stage) {
        ClaimRequest request;
        request.stages = {stage};
        request.now = clock_.now();
        const auto claims = store_->claim(request);
        if (!claims || claims->empty()) return false;
        (void)worker().work(claims->front(), true, {});
        return true;
    }
    JobWorker& worker() {
        if (!worker_)
            worker_ = std::make_unique<JobWorker>(*store_, slots_, clock_, options_, hooks_);
        return *worker_;
    }

    [[nodiscard]] Item item() const {
        Item only;
        int count = 0;
        store_->for_each({}, [&](const Item& item) {
            only = item;
            return ++count < 2;
        });
        EXPECT_EQ(count, 1) << "no item is lost, none is made";
        return only;
    }
    [[nodiscard]] TrapEnd end_of(const StageRecord& record) const {
        if (record.state == JobState::Done)
            return record.findings.empty() ? TrapEnd::Done : TrapEnd::Degraded;
        if (record.state == JobState::Failed) return TrapEnd::Failed;
        EXPECT_EQ(record.state, JobState::Waiting);
        return client_->state() == EndpointState::Refused ? TrapEnd::Paused : TrapEnd::Waiting;
    }

    const Trap& trap_ = GetParam();
    const std::string stage_ = trap_.translate ? "translate" : "summarize";
    testing::SkippingClock clock_;
    SystemClock system_clock_;
    testing::TempDir directory_;
    StageGraph graph_ = default_graph(std::vector<std::string>{"extract", stage_});
    std::unique_ptr<storage::SqliteStore> store_ =
        storage::SqliteStore::open({.path = directory_.path() / "ainewsd.db"}, graph_, clock_);
    std::unique_ptr<ScriptedEndpoint> server_;
    std::unique_ptr<ScriptedEndpoint> second_server_;
    /// Behind the servers: these wait for connections that are kept alive.
    net::CurlHttpClient http_{
        net::ClientOptions{
            .thread_name = "llm", .per_host_in_flight = 8, .allow_networks = {"127.0.0.0/8"}},
        system_clock_};
    std::unique_ptr<ChatClient> client_;
    std::unique_ptr<ChatClient> second_client_;
    std::unique_ptr<FallbackClient> fallback_;
    std::vector<StageSlot> slots_;
    RunnerOptions options_;
    RunnerHooks hooks_;
    std::unique_ptr<JobWorker> worker_;
};

std::string findings_of(const StageRecord& record) {
    std::string all = record.error;
    for (const std::string& finding : record.findings) all += "\n" + finding;
    return all;
}

TEST_P(ProviderTrapTest, EndsInTheRightState) {
    ASSERT_TRUE(work(stage_));
    const StageRecord record = item().stages.at(stage_);
    const std::string said = findings_of(record);
    EXPECT_EQ(to_string(end_of(record)), to_string(trap_.end)) << said;
    EXPECT_NE(said.find(trap_.reason), std::string::npos) << said;
    EXPECT_EQ(said.find(kKey), std::string::npos) << "the key is not told";
    const auto posts = server_->posts();
    EXPECT_EQ(posts.size(), trap_.calls);
    const std::size_t second_posts = second_server_ ? second_server_->posts().size() : 0;
    EXPECT_EQ(second_posts, trap_.second_calls);
    if (trap_.never_again) {
        std::set<std::string> bodies;
        for (const LlmRequest& post : posts)
            EXPECT_TRUE(bodies.insert(post.body).second) << "asked the same again: " << post.body;
    }
    for (const LlmRequest& post : posts) {
        const auto body = nlohmann::json::parse(post.body);
        EXPECT_TRUE(!trap_.streamed || &post != &posts.front() || body.value("stream", false));
        if (post.path == "/v1/messages") {
            EXPECT_EQ(post.headers.at("x-api-key"), kKey);
            EXPECT_EQ(post.headers.at("anthropic-version"), "2023-06-01");
            EXPECT_TRUE(body["system"].is_string());
            EXPECT_GT(body["max_tokens"], 0);
        } else {
            EXPECT_EQ(post.authorization, std::string{"Bearer "} + kKey);
        }
    }
}

/// The rows after which a job waits.
std::vector<Trap> waiting_traps() {
    std::vector<Trap> traps = provider_traps();
    std::erase_if(traps, [](const Trap& trap) {
        return trap.end != TrapEnd::Waiting && trap.end != TrapEnd::Paused;
    });
    return traps;
}

class WaitingTrapTest : public ProviderTrapTest {};

TEST_P(WaitingTrapTest, IsDoneOnceTheEndpointBehaves) {
    ASSERT_TRUE(work(stage_));
    EXPECT_FALSE(work(stage_)) << "a job that waits is not claimable";
    server_->behave();
    clock_.advance(std::chrono::hours{3});
    ASSERT_TRUE(work(stage_));
    const StageRecord record = item().stages.at(stage_);
    EXPECT_EQ(record.state, JobState::Done) << findings_of(record);
    EXPECT_TRUE(record.findings.empty()) << findings_of(record);
}

INSTANTIATE_TEST_SUITE_P(All, ProviderTrapTest, ::testing::ValuesIn(provider_traps()),
                         [](const auto& test) { return test.param.name; });
INSTANTIATE_TEST_SUITE_P(All, WaitingTrapTest, ::testing::ValuesIn(waiting_traps()),
                         [](const auto& test) { return test.param.name; });

TEST(ProviderTrapTableTest, HasARowForEveryTrapAndStandsInTheDocumentation) {
    const std::vector<Trap> traps = provider_traps();
    EXPECT_GE(traps.size(), 45U);
    std::set<std::string> names;
    for (const Trap& trap : traps) {
        EXPECT_TRUE(names.insert(trap.name).second) << trap.name;
        EXPECT_EQ((trap.provider + trap.does + trap.outcome).find('|'), std::string::npos);
    }
    std::ifstream file{testing::source_tree() / "docs/providers.md"};
    std::stringstream text;
    text << file.rdbuf();
    const std::string table = trap_table(traps);
    EXPECT_NE(text.str().find("\n" + table), std::string::npos)
        << "docs/providers.md has another table; put this one there:\n"
        << table;
}

}  // namespace
}  // namespace ainews::pipeline
