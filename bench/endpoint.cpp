// bench_endpoint [IN_FLIGHT [THREADS_PER_SLOT]]: how busy the model client keeps an endpoint,
// beside an ideal client, in one run on one machine. The whole path is measured: key, replay
// look-up, reservation and settlement in a real store on disk, HTTP, acceptance with a schema.

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>

#include "bench/endpoint_server.h"
#include "net/http_client.h"
#include "pipeline/llm_chat.h"
#include "storage/sqlite_store.h"

namespace ainews::bench {
namespace {

/// Asking threads for each request in flight: the others reserve and settle meanwhile.
constexpr int kThreadsPerSlot = 4;

struct Load {
    int in_flight;
    int threads_per_slot;
    int turns;  ///< calls for each request in flight; the first and last cost a commit more
    int rounds;
};

pipeline::LlmEndpoint endpoint_at(int port, int in_flight) {
    pipeline::LlmEndpoint endpoint;
    endpoint.name = "bench";
    endpoint.base_url = fmt::format("http://127.0.0.1:{}/v1", port);
    endpoint.model = "bench";
    endpoint.prices.plain = {.in = pipeline::micro_usd(0.20), .out = pipeline::micro_usd(1.20)};
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

std::chrono::duration<double> our_client(pipeline::ChatClient& client, int thread_count, int first,
                                         int calls) {
    std::atomic<int> next{first};
    std::atomic<int> failed{0};
    const auto start = std::chrono::steady_clock::now();
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < thread_count; ++i)
            threads.emplace_back([&] {
                for (int number = next++; number < first + calls; number = next++)
                    if (!client.ask(question(number), 0, {})) ++failed;
            });
    }
    if (failed > 0) throw std::runtime_error{fmt::format("{} questions failed", failed.load())};
    return std::chrono::steady_clock::now() - start;
}

/// Processor time of this process so far, its server included.
std::chrono::duration<double, std::micro> processor_time() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto micros = [](const timeval& time) {
        return 1e6 * static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec);
    };
    return std::chrono::duration<double, std::micro>{micros(usage.ru_utime) +
                                                     micros(usage.ru_stime)};
}

void measure(std::chrono::milliseconds latency, const Load& load,
             const std::filesystem::path& dir) {
    const int in_flight = load.in_flight;
    const int calls = in_flight * load.turns;
    const int thread_count = in_flight * load.threads_per_slot;
    const EndpointServer server{latency};
    SystemClock clock;
    const auto store = storage::SqliteStore::open(
        {.path = dir / fmt::format("bench-{}.db", latency.count())}, StageGraph{}, clock);
    net::CurlHttpClient http{
        net::ClientOptions{.thread_name = "llm",
                           .per_host_in_flight = static_cast<std::size_t>(in_flight),
                           .allow_networks = {"127.0.0.0/8"}},
        clock};
    pipeline::ChatClient client{http, *store, clock, endpoint_at(server.port(), in_flight), {}};
    const std::string body =
        pipeline::make_openai_wire()->request(question(0), endpoint_at(0, 1), {}, "mark", 500).body;
    int number = 0;
    (void)our_client(client, thread_count, number, in_flight);  // connections are opened once
    number += in_flight;
    for (int round = 0; round < load.rounds; ++round) {
        const auto cpu_start = processor_time();
        const auto ideal = ideal_client(server.port(), body, in_flight, calls);
        const auto cpu_ideal = processor_time();
        const auto ours = our_client(client, thread_count, number, calls);
        const auto cpu_ours = processor_time();
        number += calls;
        fmt::print(
            "latency={}ms in_flight={} calls={} ideal={:.1f}/s ours={:.1f}/s ratio={:.3f} "
            "cpu_per_call: ideal={:.0f}us ours={:.0f}us\n",
            latency.count(), in_flight, calls, calls / ideal.count(), calls / ours.count(),
            ideal / ours, (cpu_ideal - cpu_start).count() / calls,
            (cpu_ours - cpu_ideal).count() / calls);
    }
}

}  // namespace
}  // namespace ainews::bench

int main(int argc, char** argv) {
    using std::chrono::milliseconds;
    const int in_flight = argc > 1 ? std::atoi(argv[1]) : 64;
    const int per_slot = argc > 2 ? std::atoi(argv[2]) : ainews::bench::kThreadsPerSlot;
    const auto dir =
        std::filesystem::temp_directory_path() / fmt::format("ainewsd-bench-{}", ::getpid());
    std::filesystem::create_directory(dir);
    ainews::bench::measure(milliseconds{50}, {in_flight, per_slot, 100, 3}, dir);
    ainews::bench::measure(milliseconds{1000}, {in_flight, per_slot, 15, 1}, dir);
    std::filesystem::remove_all(dir);
}
