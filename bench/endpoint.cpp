// bench_endpoint [IN_FLIGHT]: how busy the model client keeps an endpoint, beside an ideal client,
// in one run on one machine. The whole path is measured: key, replay look-up, reservation and
// settlement in a real store on disk, HTTP, acceptance with a schema.

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>

#include "bench/endpoint_server.h"
#include "net/http_client.h"
#include "pipeline/llm_openai.h"
#include "storage/sqlite_store.h"

namespace ainews::bench {
namespace {

constexpr int kRounds = 3;
/// Asking threads for each request in flight: the others reserve and settle meanwhile.
constexpr int kThreadsPerSlot = 2;

pipeline::LlmEndpoint endpoint_at(int port, int in_flight) {
    pipeline::LlmEndpoint endpoint;
    endpoint.name = "bench";
    endpoint.base_url = fmt::format("http://127.0.0.1:{}/v1", port);
    endpoint.model = "bench";
    endpoint.prices = {.in = pipeline::micro_usd(0.20), .out = pipeline::micro_usd(1.20)};
    endpoint.concurrency = in_flight;
    return endpoint;
}

/// A prompt of the usual size: 3,600 bytes.
pipeline::Question question(int number) {
    pipeline::Question asked;
    asked.stage = "summarize";
    asked.system = std::string(1800, 's');
    asked.user = fmt::format("{} {}", number, std::string(1800, 'u'));
    asked.schema_name = "answer";
    asked.schema_json =
        R"({"type":"object","properties":{"title":{"type":"string"},"level":{"type":"string","enum":["1","2"]}},)"
        R"("required":["title","level"],"additionalProperties":false})";
    asked.prompt_version = "v1";
    asked.answer_tokens_max = 500;
    return asked;
}

std::chrono::duration<double> our_client(pipeline::OpenAiClient& client, int in_flight, int first,
                                         int calls) {
    std::atomic<int> next{first};
    std::atomic<int> failed{0};
    const auto start = std::chrono::steady_clock::now();
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < in_flight * kThreadsPerSlot; ++i)
            threads.emplace_back([&] {
                for (int number = next++; number < first + calls; number = next++)
                    if (!client.ask(question(number), 0, {})) ++failed;
            });
    }
    if (failed > 0) throw std::runtime_error{fmt::format("{} questions failed", failed.load())};
    return std::chrono::steady_clock::now() - start;
}

void measure(std::chrono::milliseconds latency, int in_flight, int calls,
             const std::filesystem::path& dir) {
    const EndpointServer server{latency};
    SystemClock clock;
    const auto store = storage::SqliteStore::open(
        {.path = dir / fmt::format("bench-{}.db", latency.count())}, StageGraph{}, clock);
    net::CurlHttpClient http{
        net::ClientOptions{.thread_name = "llm",
                           .per_host_in_flight = static_cast<std::size_t>(in_flight),
                           .allow_networks = {"127.0.0.0/8"}},
        clock};
    pipeline::OpenAiClient client{http, *store, clock, endpoint_at(server.port(), in_flight), {}};
    const std::string body =
        pipeline::chat_request(question(0), endpoint_at(0, 1), {}, "mark").body;
    int number = 0;
    (void)our_client(client, in_flight, number, in_flight);  // connections are opened once
    number += in_flight;
    for (int round = 0; round < kRounds; ++round) {
        const auto ideal = ideal_client(server.port(), body, in_flight, calls);
        const auto ours = our_client(client, in_flight, number, calls);
        number += calls;
        fmt::print("latency={}ms in_flight={} calls={} ideal={:.1f}/s ours={:.1f}/s ratio={:.3f}\n",
                   latency.count(), in_flight, calls, calls / ideal.count(), calls / ours.count(),
                   ideal / ours);
    }
}

}  // namespace
}  // namespace ainews::bench

int main(int argc, char** argv) {
    using std::chrono::milliseconds;
    const int in_flight = argc > 1 ? std::atoi(argv[1]) : 64;
    const auto dir =
        std::filesystem::temp_directory_path() / fmt::format("ainewsd-bench-{}", ::getpid());
    std::filesystem::create_directory(dir);
    ainews::bench::measure(milliseconds{50}, in_flight, in_flight * 60, dir);
    ainews::bench::measure(milliseconds{1000}, in_flight, in_flight * 6, dir);
    std::filesystem::remove_all(dir);
}
