// ainewsd-newsroom: serves the sample newsroom on loopback until SIGTERM or SIGINT.
#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <chrono>
#include <csignal>
#include <fstream>
#include <iostream>

#include "core/calendar.h"
#include "tests/support/newsroom_config.h"
#include "tests/support/newsroom_server.h"

namespace {

using namespace ainews;
using namespace ainews::newsroom;

/// Not a secret: it guards nothing but lets the newsroom see that keys go where they belong.
constexpr std::string_view kSampleKey = "newsroom-sample-key-7f3d9a";

struct Options {
    std::string data = default_data_directory().string();
    std::string config_dir;
    std::string now;
    std::string now_file;
    std::string port_file;
    std::string interval = "1h";
    std::vector<std::string> faults;
    int port = 8790;
    int delay_ms = 0;
    int concurrency = 8;
    bool no_llm = false;
    bool no_key = false;
};

void add_options(CLI::App& app, Options& options) {
    app.add_option("--port", options.port, "port on 127.0.0.1 and each outlet's address; 0: any");
    app.add_option("--data", options.data, "directory of outlets.json and articles/");
    app.add_option("--now", options.now, "the moment articles are dated from (RFC 3339)");
    app.add_option("--now-file", options.now_file,
                   "keep that moment in this file: a later run serves the very same feeds");
    app.add_option("--port-file", options.port_file, "write the port here once it listens");
    app.add_option("--write-config", options.config_dir,
                   "write ainewsd.toml and sources.toml into this directory and exit");
    app.add_option("--interval", options.interval, "daemon.interval of the written configuration");
    app.add_option("--concurrency", options.concurrency,
                   "llm.main.concurrency of the written configuration");
    app.add_flag("--no-llm", options.no_llm, "write a configuration without a model");
    app.add_flag("--no-key", options.no_key, "ask for no key");
    app.add_option("--delay-ms", options.delay_ms, "how long each model answer takes");
    app.add_option("--fault", options.faults, "plant a fault: KIND[@TARGET][=TIMES]");
}

TimePoint parse_now(const std::string& text) {
    const auto when = from_rfc3339(text);
    if (!when) throw std::invalid_argument{"not a time: " + text};
    return *when;
}

TimePoint now_of(const Options& options) {
    if (!options.now.empty()) return parse_now(options.now);
    std::string text;
    if (!options.now_file.empty() && std::ifstream{options.now_file} >> text)
        return parse_now(text);
    const auto now = SystemClock{}.now();
    if (!options.now_file.empty()) std::ofstream{options.now_file} << to_rfc3339(now) << '\n';
    return now;
}

int write_config_only(const Options& options, const std::string& key) {
    const auto library = Library::load(options.data);
    if (!library) throw std::runtime_error{library.error().message};
    write_config(*library, {.directory = options.config_dir,
                            .port = options.port,
                            .llm = !options.no_llm,
                            .interval = options.interval,
                            .secret = key,
                            .concurrency = options.concurrency});
    std::cout << "wrote " << options.config_dir << "/ainewsd.toml\n";
    return 0;
}

/// Signals are blocked before any thread starts, so that only this wait sees them.
sigset_t block_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return signals;
}

int serve(const Options& options, const std::string& key) {
    const auto signals = block_signals();
    NewsroomServer server{{.data = options.data,
                           .port = options.port,
                           .now = now_of(options),
                           .delay = std::chrono::milliseconds{options.delay_ms},
                           .secret = key}};
    for (const auto& fault : options.faults) server.set_fault(fault);
    if (!options.port_file.empty()) std::ofstream{options.port_file} << server.port() << '\n';
    std::cout << "listening on " << server.base_url() << std::endl;
    int signal = 0;
    sigwait(&signals, &signal);
    server.stop();
    const auto stats = server.stats();
    for (const auto& violation : stats.violations) std::cerr << "violation: " << violation << '\n';
    std::cout << fmt::format("{} feed requests ({} unchanged), {} model calls, {} violations\n",
                             stats.feed_hits_total(), stats.not_modified_total(), stats.calls,
                             stats.violation_count);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"The sample newsroom: invented outlets and a recorded model, on loopback"};
    Options options;
    add_options(app, options);
    CLI11_PARSE(app, argc, argv);
    const std::string key{options.no_key ? "" : kSampleKey};
    try {
        return options.config_dir.empty() ? serve(options, key) : write_config_only(options, key);
    } catch (const std::exception& error) {
        std::cerr << "ainewsd-newsroom: " << error.what() << '\n';
        return 70;
    }
}
