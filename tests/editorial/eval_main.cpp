#include <spdlog/spdlog.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <span>
#include <string_view>

#include "config/load.h"
#include "core/clock.h"
#include "daemon/exit.h"
#include "daemon/prompts.h"
#include "daemon/wiring.h"
#include "net/http_client.h"
#include "pipeline/llm_chat.h"
#include "tests/editorial/evaluation.h"
#include "tests/support/memory_ledger.h"
#include "tests/support/source_tree.h"

/// Puts the editorial test set to an endpoint of a configuration: scripts/editorial-eval.
namespace ainews::editorial {
namespace {

/// Marks of the fences: nothing is kept between two runs, and the texts are our own.
constexpr const char* kFenceSecret = "editorial-eval";

struct Options {
    std::string llm;
    std::filesystem::path config = "ainewsd.toml";
    std::filesystem::path set = testing::source_tree() / "tests/data/editorial";
    std::string only;  ///< beginning of the names of cases
};

Options read_options(std::span<const char* const> arguments) {
    Options options;
    for (std::size_t i = 0; i + 1 < arguments.size(); i += 2) {
        const std::string_view name = arguments[i];
        const char* value = arguments[i + 1];
        if (name == "--llm")
            options.llm = value;
        else if (name == "--config")
            options.config = value;
        else if (name == "--set")
            options.set = value;
        else if (name == "--only")
            options.only = value;
        else
            throw daemon::Exit{daemon::ExitCode::Usage, "unknown argument " + std::string{name}};
    }
    if (arguments.size() % 2 != 0 || options.llm.empty())
        throw daemon::Exit{daemon::ExitCode::Usage,
                           "usage: editorial-eval --llm NAME [--config FILE] [--set DIR] "
                           "[--only BEGINNING]"};
    return options;
}

int run(const Options& options) {
    const auto share = testing::source_tree() / "config/default";
    const auto config = config::load(options.config, share);
    if (!config) throw daemon::Exit{daemon::ExitCode::BadConfig, config::describe(config.error())};
    const auto llm = std::ranges::find(config->llms, options.llm, &config::LlmConfig::name);
    if (llm == config->llms.end())
        throw daemon::Exit{daemon::ExitCode::BadConfig, "no [[llm]] is called " + options.llm};
    std::vector<Case> cases = load_cases(options.set);
    std::erase_if(cases, [&](const Case& one) { return !one.name.starts_with(options.only); });

    SystemClock clock;
    net::CurlHttpClient http{daemon::model_client_options(*config), clock};
    testing::MemoryLedger ledger;
    pipeline::ChatClient client{http, ledger, clock,
                                daemon::llm_endpoint(*config, *llm, kFenceSecret),
                                daemon::budget_policy(*config)};
    const auto prompts =
        std::make_shared<const pipeline::PromptSet>(daemon::load_prompts(*config, share));
    const Evaluation evaluation = evaluate(cases, client, prompts, clock);
    print(std::cout, evaluation);
    return to_int(evaluation.stopped.empty() ? daemon::ExitCode::Ok
                                             : daemon::ExitCode::Unavailable);
}

}  // namespace
}  // namespace ainews::editorial

int main(int count, char** arguments) {
    using namespace ainews;
    try {
        spdlog::set_level(spdlog::level::warn);
        return editorial::run(
            editorial::read_options({arguments + 1, static_cast<std::size_t>(count - 1)}));
    } catch (const daemon::Exit& stop) {
        std::cerr << "editorial-eval: " << stop.what() << '\n';
        return to_int(stop.code());
    } catch (const std::exception& error) {
        std::cerr << "editorial-eval: " << error.what() << '\n';
        return 1;
    }
}
